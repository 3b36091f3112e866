#!/usr/bin/env bash
# What reading back costs: the server's CPU time per GiB, each block checked before it leaves, beside nginx's, which
# serves the same files of the vault with sendfile off and checks nothing. They take turns, every second round in the
# opposite order; the client is curl with the same connections. Prints a line for each round, then the ratio's median,
# min and max. Fails if the median is above the bound.
#
#   benchmarks/load/read-back.sh [ROUNDS [FILES [MIB [CONNECTIONS]]]]        7 8 64 8
#
# Needs nginx (apt-get install nginx-light) and curl; without nginx nothing is compared, and it says so.
set -uo pipefail
export LC_ALL=C.UTF-8
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=../../.ci/steps/lib.bash
source "$root/.ci/steps/lib.bash"
rounds=${1:-7} files=${2:-8} mib=${3:-64} connections=${4:-8}
warm_up=6
bound=2.0
# Each file so often in a turn: CPU time comes in steps of 10 ms, so a turn must last.
repeat=4

nginx=$(command -v nginx || command -v /usr/sbin/nginx) || {
    echo 'ok read back # SKIP no nginx to compare with'
    exit 0
}
work=$(mktemp -d)
pid= nginx_pid=
cleanup() {
    [[ -n $pid ]] && kill -KILL "$pid" 2>/dev/null
    [[ -n $nginx_pid ]] && kill -TERM "$nginx_pid" 2>/dev/null && wait "$nginx_pid" 2>/dev/null
    rm -rf "$work"
}
trap cleanup EXIT

# ticks PID...: CPU time of processes, user and system, in ticks of the clock.
ticks() {
    local sum=0 fields
    for process; do
        read -r -a fields < <(sed 's/.*) //' "/proc/$process/stat")
        ((sum += fields[11] + fields[12]))
    done
    echo "$sum"
}

serve "$work" || { echo 'not ok read back (the server did not start)'; exit 1; }
ids=()
for ((i = 0; i < files; i++)); do
    # What differs costs more to make up than to send: the same noise in every file, with its number before it.
    { printf '%08d' "$i"; head -c $((mib * 1048576 - 8)) /dev/urandom; } >"$work/file"
    id=$(curl -fsS -T "$work/file" "$url/files/" | sed -n 's/.*"id":"\([0-9a-f-]\{36\}\)".*/\1/p')
    [[ -n $id ]] || { echo 'not ok read back (an upload was refused)'; exit 1; }
    ids+=("$id")
done
rm "$work/file"
# What follows an upload must be over. (Not by a pipe into grep -q: curl would fail when grep has seen enough.)
while metrics=$(curl -fsS "$management/metrics") && grep -q '^liuhen_queue_jobs{' <<<"$metrics"; do sleep 0.2; done

# A free port, as the system gives it.
nginx_port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
mkdir -p "$work/nginx/logs"
cat >"$work/nginx/conf" <<CONF
daemon off;
user root;
worker_processes 2;
pid $work/nginx/pid;
error_log $work/nginx/error.log;
events { worker_connections 256; }
http {
    access_log off;
    sendfile off;
    default_type application/octet-stream;
    client_body_temp_path $work/nginx; proxy_temp_path $work/nginx; fastcgi_temp_path $work/nginx;
    uwsgi_temp_path $work/nginx; scgi_temp_path $work/nginx;
    server { listen 127.0.0.1:$nginx_port; root $work/store/vault; }
}
CONF
"$nginx" -p "$work/nginx" -c "$work/nginx/conf" 2>"$work/nginx/err" &
nginx_pid=$!
until [[ $(pgrep -cP "$nginx_pid") == 2 ]] && (: <"/dev/tcp/127.0.0.1/$nginx_port") 2>/dev/null; do
    kill -0 "$nginx_pid" 2>/dev/null || { cat "$work/nginx/err"; echo 'not ok read back (nginx did not start)'; exit 1; }
    sleep 0.1
done
mapfile -t nginx_pids < <(echo "$nginx_pid"; pgrep -P "$nginx_pid")

for id in "${ids[@]}"; do
    path=$(cd "$work/store/vault" && echo */*/*/"$id"/original*)
    for ((i = 0; i < repeat; i++)); do
        printf 'url = "%s"\noutput = "/dev/null"\n' "$url/segments/$id/content" >>"$work/server.curl"
        printf 'url = "%s"\noutput = "/dev/null"\n' "http://127.0.0.1:$nginx_port/$path" >>"$work/nginx.curl"
    done
    want=$(sha256sum <"$work/store/vault/$path")
    [[ $(curl -fsS "$url/segments/$id/content" | sha256sum) == "$want" &&
        $(curl -fsS "http://127.0.0.1:$nginx_port/$path" | sha256sum) == "$want" ]] || {
        echo 'not ok read back (what came back is not what is in the vault)'
        exit 1
    }
done

# turn SIDE PID...: reads everything from one side; prints CPU ticks and milliseconds.
turn() {
    local side=$1 cpu start
    shift
    cpu=$(ticks "$@") start=$(date +%s%N)
    curl -fsS --no-progress-meter -Z --parallel-max "$connections" -K "$work/$side.curl" || return 1
    echo "$(($(ticks "$@") - cpu)) $((($(date +%s%N) - start) / 1000000))"
}

echo "round  server CPU s/GiB  nginx CPU s/GiB  CPU ratio  server MiB/s  nginx MiB/s"
for ((round = 1 - warm_up; round <= rounds; round++)); do
    if ((round % 2)); then
        server=$(turn server "$pid") && nginx=$(turn nginx "${nginx_pids[@]}")
    else
        nginx=$(turn nginx "${nginx_pids[@]}") && server=$(turn server "$pid")
    fi || { echo 'not ok read back (a reading failed)'; exit 1; }
    ((round > 0)) && echo "$round $server $nginx"
done | awk -v hz="$(getconf CLK_TCK)" -v mib=$((files * mib * repeat)) -v bound=$bound '
    /^not ok/ { print; failed = 1; exit }
    {
        ratio[NR] = $2 / $4
        printf "%5d  %16.3f  %15.3f  %9.3f  %12.0f  %11.0f\n", $1, $2 / hz * 1024 / mib, $4 / hz * 1024 / mib, ratio[NR],
            mib * 1000 / $3, mib * 1000 / $5
        fflush()
    }
    END {
        if (failed || NR == 0) exit 1
        for (i = 2; i <= NR; i++)
            for (j = i; j > 1 && ratio[j] < ratio[j - 1]; j--) { t = ratio[j]; ratio[j] = ratio[j - 1]; ratio[j - 1] = t }
        median = NR % 2 ? ratio[(NR + 1) / 2] : (ratio[NR / 2] + ratio[NR / 2 + 1]) / 2
        printf "%s reading back costs %.2f times nginx'"'"'s CPU (min %.2f, max %.2f, bound %.2f)\n",
            median <= bound ? "ok" : "not ok", median, ratio[1], ratio[NR], bound
        exit median > bound
    }'
status=$?
sed -n 's/^VmHWM:/server resident at most:/p' "/proc/$pid/status"
unserve || echo 'not ok the server stops'
pid=
exit $status
