#!/usr/bin/env bash
# From Enter to the agent's first byte with VM, mount and daemon warm, beside `ssh vm command` over a shared connection, in turn
# needs: script|bsdutils qemu-system-x86_64|qemu-system-x86 qemu-img|qemu-utils ssh|openssh-client mmdebstrap|mmdebstrap
#
# bench run-overhead [ROUNDS]
# AGSEKIT_TEST_IMAGES names an image cache to start from. What the run adds at a terminal, where somebody presses Enter, has a budget of 250 ms. Without one it takes a little more: the agent gets pipes
# of its own, so that what it leaves in the background does not keep the run from ending.
set -euo pipefail
rounds=${1:-15}
[[ $rounds =~ ^[1-9][0-9]?$ ]] || { echo "run-overhead.sh: 1 to 99 rounds" >&2; exit 2; }
agsekit=${AGSEKIT_BINARY:?the path of agsekit}
home=$(mktemp -d "${TMPDIR:-/tmp}/agsekit-b-XXXX")
export AGSEKIT_HOME=$home AGSEKIT_LANG=en

clean_up() {
    "$agsekit" daemon stop >/dev/null 2>&1 || true
    "$agsekit" umount --all >/dev/null 2>&1 || true
    "$agsekit" destroy-vm box --yes >/dev/null 2>&1 || true
    rm -rf -- "$home"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

[[ -z ${AGSEKIT_TEST_IMAGES:-} ]] || cp -a -- "$AGSEKIT_TEST_IMAGES" "$home/cache"
mkdir "$home/project"
for ((i = 0; i < 200; i++)); do echo "$i" >"$home/project/file-$i"; done
mv "$home/project" "$home.project"
trap 'clean_up; rm -rf -- "$home.project" "$(dirname "$home")/backups-$(basename "$home").project"' EXIT
cat >"$home/config.yaml" <<EOF
vms:
  box: {cpu: 2, ram: 2G, disk: 8G, provider: qemu, image: "build:debian:bookworm", auto_ports: false}
mounts:
  - {source: $home.project, min_free_space: 100M}
agents:
  line: {type: command, command: [echo]}
EOF
chmod 600 "$home/config.yaml"
cd "$home.project"
for words in create-vm start-vm 'daemon start' mount; do
    # shellcheck disable=SC2086
    "$agsekit" $words >"$home/log" 2>&1 || { cat "$home/log" >&2; exit 1; }
done

# first COMMAND...: milliseconds until the first Z it prints (at a terminal agsekit itself may have a word before); the rest of it is waited for.
first() {
    local begin=$EPOCHREALTIME end byte
    exec 3< <("$@" 2>/dev/null)
    while IFS= read -r -N 1 byte <&3 && [[ $byte != Z ]]; do :; done
    end=$EPOCHREALTIME
    cat <&3 >/dev/null
    exec 3<&-
    [[ $byte == Z ]] || { echo "no answer from: $*" >&2; exit 1; }
    echo $(((${end/[.,]/} - ${begin/[.,]/}) / 1000))
}
median() { sort -n | sed -n "$(((rounds + 1) / 2))p"; }

# As above, at a terminal of its own.
typed() { first script -qefc "$(printf '%q ' "$@")" /dev/null; }

control=$(find "$home/run/box" -type s -name "ssh*" | head -n 1)
first "$agsekit" run --quiet --no-review line Z >/dev/null
declare -A times
for ((i = 0; i < rounds; i++)); do
    for way in typed first; do
        tty=()
        [[ $way == first ]] || tty=(-tt)
        times[$way.run]+="$($way "$agsekit" run --quiet --no-review line Z) "
        times[$way.ssh]+="$($way ssh "${tty[@]}" -F none -S "$control" ubuntu@127.0.0.1 echo Z) "
    done
done
for way in typed first; do
    run=$(tr ' ' '\n' <<<"${times[$way.run]}" | sed '/^$/d' | median) ssh=$(tr ' ' '\n' <<<"${times[$way.ssh]}" | sed '/^$/d' | median)
    [[ $way == typed ]] && where='at a terminal' || where='without one'
    printf '%-14s run: %s ms, ssh: %s ms, added: %s ms (medians of %s)\n' "$where" "$run" "$ssh" "$((run - ssh))" "$rounds"
done
