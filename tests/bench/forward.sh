#!/usr/bin/env bash
# Throughput of a local forward that portforward keeps, beside plain `ssh -L` over a connection of its own, in turn
# needs: qemu-system-x86_64|qemu-system-x86 qemu-img|qemu-utils ssh|openssh-client curl|curl mmdebstrap|mmdebstrap
#
# bench forward [ROUNDS] [MEGABYTES]
# The same file of the guest's memory, from the same server in the guest; in turn, so that a busy moment of the machine hits both alike.
# AGSEKIT_TEST_IMAGES names an image cache to start from.
set -euo pipefail
rounds=${1:-7} size=${2:-64}
[[ $rounds =~ ^[1-9][0-9]?$ && $size =~ ^[1-9][0-9]{0,3}$ ]] || { echo "forward.sh: 1 to 99 rounds, 1 to 9999 megabytes" >&2; exit 2; }
agsekit=${AGSEKIT_BINARY:?the path of agsekit}
home=$(mktemp -d "${TMPDIR:-/tmp}/agsekit-b-XXXX")
export AGSEKIT_HOME=$home AGSEKIT_LANG=en
keeper='' plain=''

clean_up() {
    [[ -z $plain ]] || kill "$plain" 2>/dev/null || true
    [[ -z $keeper ]] || { kill "$keeper" 2>/dev/null && wait "$keeper"; } || true
    "$agsekit" destroy-vm box --yes >/dev/null 2>&1 || true
    rm -rf -- "$home"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

[[ -z ${AGSEKIT_TEST_IMAGES:-} ]] || cp -a -- "$AGSEKIT_TEST_IMAGES" "$home/cache"
kept_port=$((20000 + RANDOM % 5000)) plain_port=$((25000 + RANDOM % 5000))
cat >"$home/config.yaml" <<EOF
vms:
  box:
    cpu: 2
    ram: 2G
    disk: 8G
    provider: qemu
    image: build:debian:bookworm
    auto_ports: false
    port-forwarding: [{type: local, host-addr: 127.0.0.1:$kept_port, vm-addr: 127.0.0.1:7100}]
EOF
chmod 600 "$home/config.yaml"
"$agsekit" create-vm >/dev/null 2>"$home/log" || { cat "$home/log" >&2; exit 1; }
"$agsekit" start-vm >/dev/null 2>"$home/log" || { cat "$home/log" >&2; exit 1; }
# shellcheck disable=SC2016
"$agsekit" exec box -- sh -c 'mkdir -p /dev/shm/b && head -c "$1M" /dev/urandom > /dev/shm/b/file && cd /dev/shm/b && setsid -f python3 -m http.server 7100 --bind 127.0.0.1 > /dev/null 2>&1 < /dev/null' sh "$size"

"$agsekit" portforward >"$home/keeper" 2>&1 &
keeper=$!
ssh_port=$(sed -n 's/.*"sshPort": *\([0-9]*\).*/\1/p' "$home/run/box/running.json" | head -1)
ssh -F none -i "$home/ssh/id_ed25519" -o IdentitiesOnly=yes -o BatchMode=yes -o StrictHostKeyChecking=yes -o HostKeyAlias=agsekit-box \
    -o UserKnownHostsFile="$home/data/vms/box/known_hosts" -N -L "127.0.0.1:$plain_port:127.0.0.1:7100" -p "$ssh_port" ubuntu@127.0.0.1 &
plain=$!

measure() { curl -fsS -o /dev/null -w '%{time_total}\n' "http://127.0.0.1:$1/file"; }
for port in "$kept_port" "$plain_port"; do
    for ((i = 0; i < 100; i++)); do
        ! curl -fsSI -o /dev/null "http://127.0.0.1:$port/file" 2>/dev/null || continue 2
        sleep 0.2
    done
    { echo "port $port does not lead to the guest"; cat "$home/keeper"; } >&2
    exit 1
done

: >"$home/kept"
: >"$home/plain"
for ((round = 1; round <= rounds; round++)); do
    if ((round % 2)); then
        measure "$kept_port" >>"$home/kept"
        measure "$plain_port" >>"$home/plain"
    else
        measure "$plain_port" >>"$home/plain"
        measure "$kept_port" >>"$home/kept"
    fi
done

median() { sort -n "$1" | awk '{ t[NR] = $1 } END { print NR % 2 ? t[(NR + 1) / 2] : (t[NR / 2] + t[NR / 2 + 1]) / 2 }'; }
awk -v kept="$(median "$home/kept")" -v plain="$(median "$home/plain")" -v size="$size" -v rounds="$rounds" 'BEGIN {
    printf "%d rounds of %d MiB, medians:\n", rounds, size
    printf "  %-12s %6.1f MiB/s\n  %-12s %6.1f MiB/s\n", "portforward", size / kept, "ssh -L", size / plain
    printf "  portforward is %.2f times as fast as ssh -L\n", plain / kept
}'
