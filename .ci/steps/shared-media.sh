#!/usr/bin/env bash
# Every file of ../shared/media goes in by curl and comes back bit for bit, three times over; the server is alive at the
# end, with its memory where it was.
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=lib.bash
source "$root/.ci/steps/lib.bash"
media=$root/../shared/media
if [[ ! -d $media ]]; then
    echo "ok shared media # SKIP no shared/media beside the project"
    exit 0
fi
# Garbage that is not collected yet, and compiled code: not a file's worth of anything.
slack_kib=$((64 << 10))

work=$(mktemp -d)
pid=
trap '[[ -n $pid ]] && kill -KILL "$pid" 2>/dev/null; rm -rf "$work"' EXIT
serve "$work" || { echo "not ok shared media (the server did not start)"; exit 1; }

# pass: uploads every file, compares what comes back, and waits until no job is left.
pass() {
    local file answer id waited=0
    while IFS= read -r -d '' file; do
        answer=$(curl -sS -X POST -T "$file" -H 'Content-Type: application/octet-stream' "$url/files")
        id=$(sed -n 's/.*"id":"\([0-9a-f-]\{36\}\)".*/\1/p' <<<"$answer")
        if [[ -n $id ]] && curl -fs "$url/segments/$id/content" | cmp -s - "$file"; then
            ((same++))
        else
            echo "differs: ${file#"$media"/}"
            ((different++))
        fi
    done < <(find "$media" -mindepth 2 -type f -print0)
    while curl -fsS "$management/metrics" | grep '^liuhen_queue_jobs{' > /dev/null; do
        ((waited++ < 600)) || { echo "jobs are left after 10 minutes"; return 1; }
        sleep 1
    done
}

same=0 different=0
pass && first=$(resident VmRSS) && pass && pass && last=$(resident VmRSS) || { echo "not ok shared media"; exit 1; }
((different == 0 && same > 0)) && echo "ok $same uploads of shared media come back bit for bit" ||
    echo "not ok $different of $((same + different)) uploads of shared media differ"
[[ $(curl -s "$management/readyz") == ok ]] && echo "ok the server is alive" || echo "not ok the server is alive"
if ((last <= first + slack_kib)); then
    echo "ok its memory is where it was ($first KiB after the first pass, $last KiB after the third)"
else
    echo "not ok its memory is where it was ($first KiB after the first pass, $last KiB after the third)"
fi
unserve || echo "not ok the server stops"
pid=
