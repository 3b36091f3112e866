# Starts and stops the server for the steps. To be sourced, with $root set.

command -v curl >/dev/null || { apt-get update -qq && apt-get install -y -qq curl; } >/dev/null 2>&1

# serve DIR [OPTION…]: starts the server on free ports with its store in DIR/store; sets pid, url and management.
serve() {
    local log=$1/log out=$1/out
    : >"$out"
    "$root/ops/run" --data "$1/store" --port 0 --management-port 0 "${@:2}" >"$out" 2>"$log" &
    pid=$!
    local waited=0
    until grep -q 'listens on' "$out"; do
        if ! kill -0 "$pid" 2>/dev/null || ((waited++ > 6000)); then
            tail -n 20 "$log"
            return 1
        fi
        sleep 0.1
    done
    url=$(sed -n 's/.*listens on //p' "$out")
    management=$(sed -n 's|.*operators: \(http://[^/]*\)/.*|\1|p' "$out")
}

# unserve: stops it as an operator would; the result is its exit status.
unserve() {
    kill -TERM "$pid"
    wait "$pid"
}

# metric NAME: the value of one metric without labels.
metric() {
    curl -fsS "$management/metrics" | sed -n "s/^$1 //p"
}

# resident FIELD: VmRSS or VmHWM of the server in KiB.
resident() {
    sed -n "s/^$1:[^0-9]*\([0-9]*\) kB/\1/p" "/proc/$pid/status"
}
