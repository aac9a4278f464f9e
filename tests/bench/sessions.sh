#!/usr/bin/env bash
# Requests a second without work in a VM, a session's making from the warm pool beside a cold one, and what many sessions leave
# needs: wrk|wrk curl|curl qemu-system-x86_64|qemu-system-x86 qemu-img|qemu-utils ssh|openssh-client mmdebstrap|mmdebstrap
#
# bench sessions [SESSIONS [SECONDS]]; 0 sessions: no VM is made
# AGSEKIT_TEST_IMAGES names an image cache to start from. The requests go over TCP with a token (wrk knows no unix sockets), so each is let in as any client's; the limit on requests is set where it does not
# stand in the way. wrk itself takes its part of the two cores.
set -euo pipefail
sessions=${1:-200} seconds=${2:-20}
[[ $sessions =~ ^(0|[1-9][0-9]{0,3})$ && $seconds =~ ^[1-9][0-9]{0,2}$ ]] || { echo "sessions.sh: 0 to 9999 sessions, 1 to 999 seconds" >&2; exit 2; }
agsekit=${AGSEKIT_BINARY:?the path of agsekit}
home=$(mktemp -d "${TMPDIR:-/tmp}/agsekit-b-XXXX")
export AGSEKIT_HOME=$home AGSEKIT_LANG=en
daemon=
bad=0

clean_up() {
    [[ -z $daemon ]] || { kill "$daemon" && wait "$daemon"; } 2>/dev/null || true
    [[ ! -d $home/data/vms/box ]] || "$agsekit" destroy-vm box --yes >/dev/null 2>&1 || true
    rm -rf -- "$home"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
configure() {
    cat >"$home/config.yaml" <<EOF
vms:
  box: {cpu: 2, ram: 2G, disk: 8G, provider: qemu, image: "build:debian:bookworm", auto_ports: false}
boxes: {memory: 256M, pool: $1}
api: {listen: "127.0.0.1:$port", max_sessions: 20, rate_limit: {requests: 1000000, window: 1s}}
EOF
    chmod 600 "$home/config.yaml"
}
socket=$home/run/agsekit.sock
ask() { curl -sS --max-time 300 --unix-socket "$socket" -H 'Content-Type: application/json' -X "$1" "http://localhost$2" ${3:+--data "$3"} "${@:4}"; }
metric() { ask GET /metrics | awk -v name="$1" '$1 == name { print $2 }'; }
resident() { awk '/^VmRSS/ { print $2 }' "/proc/$daemon/status"; }
open_files() { find "/proc/$daemon/fd" -mindepth 1 | wc -l; }

configure 0
"$agsekit" daemon run >"$home/log" 2>&1 &
daemon=$!
for ((i = 0; i < 200; i++)); do
    [[ $(ask GET /readyz 2>/dev/null) != *ok* ]] || break
    sleep 0.1
done
# In a file: nobody's command line has it.
printf 'wrk.headers["Authorization"] = "Bearer %s"\n' "$("$agsekit" token add bench 2>/dev/null)" >"$home/token.lua"
rate() { wrk -t1 -c16 "-d${2}s" -s "$home/token.lua" "http://127.0.0.1:$port$1" | awk '/^Requests\/sec/ { print int($2) } /Non-2xx/ { print "errors" }'; }
for path in /healthz /v1/sessions; do
    rate "$path" 3 >/dev/null
    before=$(resident)
    found=$(rate "$path" "$seconds")
    after=$(resident)
    printf '%-13s %s requests/s (at least 5000); resident %d KiB before, %d after\n' "$path" "$found" "$before" "$after"
    [[ $found =~ ^[0-9]+$ ]] && ((found >= 5000 && after - before < 8192)) || bad=1
done
((sessions > 0)) || exit "$bad"

[[ -z ${AGSEKIT_TEST_IMAGES:-} ]] || cp -a -- "$AGSEKIT_TEST_IMAGES" "$home/cache"
for words in 'create-vm box' 'start-vm box' 'box build-base'; do
    # shellcheck disable=SC2086
    "$agsekit" $words >"$home/vm-log" 2>&1 || { cat "$home/vm-log" >&2; exit 1; }
done
nothing='{}'
median() { sort -n | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'; }
# make [BODY]: a session; its id in $id, the milliseconds it took in $took.
make() {
    local answer
    answer=$(ask POST /v1/sessions "${1:-$nothing}" -w '\n%{time_total}')
    id=$(sed -n 's/.*"id":"\([0-9a-f]*\)".*/\1/p' <<<"$answer")
    [[ -n $id ]] || { echo "$answer" >&2; exit 1; }
    took=$(tail -n 1 <<<"$answer" | awk '{ print int($1 * 1000) }')
}
drop() { ask DELETE "/v1/sessions/$id"; }
make && drop
cold=$(for ((i = 0; i < 9; i++)); do make; echo "$took"; drop; done | median)
configure 3
# ready N: so many wait.
ready() {
    local tries
    for ((tries = 0; tries < 1200; tries++)); do
        [[ $(metric agsekit_sessions_ready) != "$1" ]] || return 0
        sleep 0.2
    done
    echo "there are not $1 ready" >&2
    exit 1
}
warm=$(for ((i = 0; i < 9; i++)); do ready 3; make; echo "$took"; drop; done | median)
printf 'a session: %d ms from the pool, %d ms without (medians of 9; at most a fifth)\n' "$warm" "$cold"
((warm * 5 <= cold)) || bad=1

ready 3
left() {
    "$agsekit" exec box -- sh -c "podman ps -aq | wc -l; pgrep -c 'conmon|crun'; ls ~/.local/share/containers/storage/*-containers | wc -l; find /sys/fs/cgroup/user.slice -name 'libpod*' -type d | wc -l; mount | grep -c libpod; true" | tr '\n' ' '
}
there=$(left) memory=$(resident) files=$(open_files) begin=$SECONDS
# Three at a time; every second one is left to its time.
worker() {
    local number
    for ((number = $1; number < sessions; number += 3)); do
        if ((number / 3 % 2)); then make '{"timeoutSeconds": 15}'; else make; fi
        # shellcheck disable=SC2016
        [[ $(ask POST "/v1/sessions/$id/exec" '{"command": ["sh", "-c", "head -c 1000000 /dev/zero >/tmp/x; sleep 1000 & echo $((6 * 7))"]}') == *'"stdout":"42\n"'* ]] || { echo "session $number did not answer" >&2; exit 1; }
        ((number / 3 % 2)) || drop
    done
}
worker 0 & first=$!
worker 1 & second=$!
worker 2 & third=$!
for job in "$first" "$second" "$third"; do wait "$job" || bad=1; done
for ((i = 0; i < 300; i++)); do
    [[ $(metric agsekit_sessions_active) != 0 ]] || break
    sleep 0.2
done
ready 3
sleep 2
now=$(left)
printf '%d sessions in %d s; containers, their processes, layers, control groups, mounts in the VM: %sbefore, %safter\n' "$sessions" $((SECONDS - begin)) "$there" "$now"
printf 'the daemon: %d KiB and %d open files before, %d and %d after; records left: %d\n' "$memory" "$files" "$(resident)" "$(open_files)" "$(find "$home/state/sessions" -type f | wc -l)"
[[ $there == "$now" && -z $(find "$home/state/sessions" -type f) ]] && (($(resident) - memory < 16384 && $(open_files) - files < 10)) || bad=1
((bad == 0))
