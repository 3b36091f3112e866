# What the commands of this folder share: a server, clients with a ledger, disks of their own, and cleaning up. To be
# sourced. Every command prints one line `ok …`, `not ok …` or `ok … # SKIP why` for each thing that it tried, and exits
# with 0, with 1 if any was not ok, and with 3 if nothing could be tried here.

set -uo pipefail
export LC_ALL=C.UTF-8
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
command -v curl >/dev/null || { apt-get update -qq && apt-get install -y -qq curl; } >/dev/null 2>&1

tried=0 failed=0 skipped=0
ok() { tried=$((tried + 1)); echo "ok $*"; }
not_ok() { tried=$((tried + 1)); failed=$((failed + 1)); echo "not ok $*"; }
skip() { skipped=$((skipped + 1)); echo "ok $1 # SKIP $2"; }
say() { echo "   $*"; }

# holds WHAT COMMAND…: one verdict.
holds() {
    local what=$1
    shift
    if "$@"; then ok "$what"; else not_ok "$what"; fi
}

# compile_syncs: makes $work/sync.so of sync.c, or ends the command.
compile_syncs() {
    command -v gcc >/dev/null || { skip "$1" 'no C compiler'; exit 3; }
    gcc -shared -fPIC -O2 -Wall -Werror -o "$work/sync.so" "$here/sync.c" || { not_ok 'sync.c does not compile'; exit 1; }
}

# The end of a command: the verdict of all that was tried.
verdict() {
    ((failed == 0)) || exit 1
    ((tried > 0)) || exit 3
    exit 0
}

# A folder of this run's own. FAULTS_TMP says on which disk; --keep in FAULTS_KEEP leaves it there.
work=$(mktemp -d "${FAULTS_TMP:-/tmp}/liuhen-faults.XXXXXX") || exit 1
mounts=() server_pid='' client_pid='' saved_writeback=()

clean_up() {
    local mount setting
    # A stopped process does not hear anything but KILL.
    [[ -n $client_pid ]] && kill -KILL "$client_pid" 2>/dev/null && wait "$client_pid" 2>/dev/null
    [[ -n $server_pid ]] && kill -KILL "$server_pid" 2>/dev/null && wait "$server_pid" 2>/dev/null
    for setting in "${saved_writeback[@]}"; do
        sysctl -q -w "$setting"
    done
    for ((mount = ${#mounts[@]} - 1; mount >= 0; mount--)); do
        umount "${mounts[mount]}" 2>/dev/null || umount -l "${mounts[mount]}" 2>/dev/null
    done
    if [[ -n ${FAULTS_KEEP:-} ]]; then
        say "left for you: $work"
    else
        rm -rf "$work"
    fi
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# need_root WHAT: ends the command where it may not mount.
need_root() {
    local probe=$work/probe
    mkdir "$probe"
    if [[ $(id -u) != 0 ]] || ! mount -t tmpfs -o size=1m tmpfs "$probe" 2>/dev/null; then
        skip "$1" 'needs root, and the right to mount'
        exit 3
    fi
    umount "$probe"
    losetup -f >/dev/null 2>&1 || { skip "$1" 'no loop devices'; exit 3; }
}

need_clients() {
    [[ -d $root/benchmarks/target/lib && -f $root/benchmarks/target/classes/io/liuhen/benchmarks/faults/FaultClient.class ]] ||
        (cd "$root" && mvn -B -ntp -q -pl benchmarks -am package -Dmaven.test.skip=true -Dspotless.check.skip=true) >&2 ||
        { not_ok 'the clients do not build'; exit 1; }
}

# Media are not what is tried here, and workers that start anew with every server take the processor from what is.
configuration() {
    [[ -f $work/liuhen.yaml ]] || echo 'media: {workers: 0}' >"$work/liuhen.yaml"
}

# launch STORE: starts the server on the port that it had before, without waiting for it. What `launch_env` names goes
# into its environment; it must not reach the tools of this script.
port=0 launch_env=()
launch() {
    configuration
    : >"$work/server.out"
    env "${launch_env[@]}" JAVA_OPTS="-XX:TieredStopAtLevel=1 ${JAVA_OPTS:-}" "$root/ops/run" --config "$work/liuhen.yaml" \
        --data "$1" --port "$port" --management-port 0 >"$work/server.out" 2>>"$work/server.log" &
    server_pid=$!
}

# await_listening: until the server can be asked; fails where it ends instead.
await_listening() {
    local waited=0
    until grep -q 'operators:' "$work/server.out"; do
        kill -0 "$server_pid" 2>/dev/null || return 1
        ((waited++ < 1200)) || return 1
        sleep 0.05
    done
    url=$(sed -n 's/.*listens on //p' "$work/server.out")
    management=$(sed -n 's|.*operators: \(http://[^/]*\)/.*|\1|p' "$work/server.out")
    port=${url##*:}
}

# serve STORE: starts the server and waits for it; its log is in $work/server.log.
serve() {
    launch "$1"
    await_listening || { tail -n 5 "$work/server.log"; return 1; }
}

# kill_server [SIGNAL]: KILL unless said otherwise; the result is the server's exit status.
kill_server() {
    local status
    kill "-${1:-KILL}" "$server_pid" 2>/dev/null
    wait "$server_pid" 2>/dev/null
    status=$?
    server_pid=
    return "$status"
}

# store_command check|reopen …: a command of the server's program; 126 where it has none of that name.
store_command() {
    local program=("$java" -jar "$root/ingest-server/target/liuhen-server.jar" store)
    "${program[@]}" "$1" --help 2>/dev/null | grep -q "store $1" || return 126
    "${program[@]}" "$@"
}

is_read_only() { [[ $(curl -s -m 10 "$management/readyz?verbose") == *'store: read-only'* ]]; }

# reopen STORE: what an operator does after a look at the disk: stops the server, lets the store be written to again, where
# that takes a command, and starts the server.
reopen() {
    local said status
    kill_server TERM
    said=$(store_command reopen --data "$1" 2>&1)
    status=$?
    if ((status == 126)); then
        say 'a restart is all it takes to reopen the store'
    elif ((status != 0)); then
        say "store reopen: $status $said"
        return 1
    fi
    serve "$1"
}

metric() { curl -fsS "$management/metrics" | sed -n "s/^$1 //p"; }
ready() { curl -s -m 10 -o /dev/null -w '%{http_code}' "$management/readyz"; }

# clients SEED COUNT BYTES_PER_SECOND BYTES_MAX LENGTH_MAX: begins to upload to $url; see FaultClient.
clients() {
    need_clients
    mkfifo "$work/commands" "$work/answers" 2>/dev/null
    "$java" -XX:+UseSerialGC -Xmx320m -cp "$root/benchmarks/target/classes:$root/benchmarks/target/lib/*" \
        io.liuhen.benchmarks.faults.FaultClient "$url" "$work/ledger" "$@" \
        <"$work/commands" >"$work/answers" 2>>"$work/client.log" &
    client_pid=$!
    exec {to_client}>"$work/commands" {from_client}<"$work/answers"
}

# ask COMMAND…: has the clients do something; $answer says what came of it: `fine …`, `silent …` where the server did not
# do what it should, `lost …` where it does not keep what it told. Fails unless all is fine.
ask() {
    echo "$*" >&"$to_client"
    if ! read -r -t 1800 answer <&"$from_client"; then
        answer='the clients do not answer'
        return 1
    fi
    [[ $answer == fine* ]]
}

# answered STATUS: how often the clients were answered so.
answered() {
    ask status
    local count
    count=$(sed -n "s/.* $1=\([0-9]*\).*/\1/p" <<<"$answer")
    echo "${count:-0}"
}

# acknowledged: how often the clients heard that something is durable.
acknowledged() {
    ask status
    sed -n 's/.*acknowledged \([0-9]*\) times.*/\1/p' <<<"$answer"
}

# await SECONDS COMMAND…: until the command is true.
await() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        ((SECONDS < end)) || return 1
        sleep 0.1
    done
}

end_clients() {
    exec {to_client}>&- {from_client}<&-
    wait "$client_pid" 2>/dev/null
    client_pid=
}

# sums_agree STORE: what anybody can check with coreutils.
sums_agree() {
    local list count=0
    while IFS= read -r list; do
        (cd "${list%/*}" && sha256sum --quiet --strict -c SHA256SUMS) || return 1
        count=$((count + $(wc -l <"$list")))
    done < <(find "$1/vault" -name SHA256SUMS)
    say "sha256sum -c: $count lines"
    ((count > 0))
}

# finish STORE: the clients end what is open and compare everything; then the server is stopped and its files compared.
finish() {
    if ask finish; then ok "every upload went on to its end, bit for bit ($answer)"; else not_ok "$answer"; fi
    holds 'SIGTERM ends the server with 0' kill_server TERM
    holds 'sha256sum -c agrees in every day of the vault' sums_agree "$1"
    if ask leaves "$1/ledger/leaves"; then ok "the custody log goes on from what was told ($answer)"; else not_ok "$answer"; fi
}

# A pause of up to so many milliseconds.
random_pause() { sleep "$(printf '0.%03d' $((RANDOM % $1)))"; }
