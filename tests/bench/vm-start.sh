#!/usr/bin/env bash
# Time from `agsekit start-vm` to the first command in the guest, beside qemu started and ssh asked again and again by hand
# needs: qemu-system-x86_64|qemu-system-x86 qemu-img|qemu-utils ssh|openssh-client pgrep|procps mmdebstrap|mmdebstrap
#
# bench vm-start [ROUNDS]
# The same disk, kernel, processors, memory and acceleration; in turn, so that a busy moment of the machine hits both alike.
# AGSEKIT_TEST_IMAGES names an image cache to start from.
set -euo pipefail
rounds=${1:-3}
[[ $rounds =~ ^[1-9][0-9]?$ ]] || { echo "vm-start.sh: the number of rounds is 1 to 99" >&2; exit 2; }
agsekit=${AGSEKIT_BINARY:?the path of agsekit}
home=$(mktemp -d "${TMPDIR:-/tmp}/agsekit-b-XXXX")
export AGSEKIT_HOME=$home
plain=''

clean_up() {
    [[ -z $plain ]] || kill "$plain" 2>/dev/null || true
    "$agsekit" destroy-vm box --yes >/dev/null 2>&1 || true
    rm -rf -- "$home"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

printf 'vms:\n  box: {cpu: 2, ram: 2G, disk: 8G, provider: qemu, image: "build:debian:bookworm"}\n' >"$home/config.yaml"
chmod 600 "$home/config.yaml"
[[ -z ${AGSEKIT_TEST_IMAGES:-} ]] || cp -a -- "$AGSEKIT_TEST_IMAGES" "$home/cache"

now() { printf '%s' "$((${EPOCHREALTIME/./} / 1000))"; }

# The first boot makes keys and grows the disk: it is not what is measured.
"$agsekit" create-vm >/dev/null 2>"$home/log" || { cat "$home/log" >&2; exit 1; }
"$agsekit" start-vm >/dev/null 2>"$home/log" || { cat "$home/log" >&2; exit 1; }
user=$("$agsekit" exec box -- id -un)
engine=$(pgrep -f "^qemu-system-.*$home/" | head -1)
mapfile -d '' words <"/proc/$engine/cmdline"
value_of() {
    local i
    for ((i = 0; i < ${#words[@]}; i++)); do
        [[ ${words[i]} != "$1" ]] || { printf '%s' "${words[i + 1]}"; return; }
    done
}
# The guest knows its network card by the address.
mac=${words[*]}
mac=${mac##*mac=}
mac=${mac%%[!0-9a-f:]*}
# shellcheck disable=SC2054
by_hand=("${words[0]}" -machine q35 -accel "$(value_of -accel)" -cpu "$(value_of -cpu)" -smp "$(value_of -smp)" -m "$(value_of -m)"
    -kernel "$(value_of -kernel)" -initrd "$(value_of -initrd)" -append "$(value_of -append)"
    -drive "file=$home/plain.qcow2,if=virtio,discard=unmap" -drive "file=fat:$home/data/vms/box/seed,format=vvfat,if=virtio,readonly=on"
    -nic "user,model=virtio-net-pci,mac=$mac,hostfwd=tcp:127.0.0.1:0-:22" -device virtio-rng-pci -display none -serial null -monitor "unix:$home/monitor,server,nowait")
"$agsekit" stop-vm >/dev/null 2>&1
qemu-img convert -O qcow2 "$home/data/vms/box/disk.qcow2" "$home/plain.qcow2"
key=$(find "$home" -type f -name '*.pub' ! -path '*/seed/*' | head -1)
key=${key%.pub}

port=$((20000 + $$ % 20000))
by_hand=("${by_hand[@]/hostfwd=tcp:127.0.0.1:0-/hostfwd=tcp:127.0.0.1:$port-}")
in_plain() { ssh -F none -p "$port" -i "$key" -o BatchMode=yes -o ConnectTimeout=10 -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR "$user@127.0.0.1" "$@" </dev/null; }

ours_once() {
    local begin
    begin=$(now)
    "$agsekit" start-vm >/dev/null 2>&1
    "$agsekit" exec box -- true
    echo "$(($(now) - begin))" >>"$home/ours"
    "$agsekit" stop-vm >/dev/null 2>&1
}

plain_once() {
    local begin
    begin=$(now)
    "${by_hand[@]}" </dev/null >/dev/null 2>"$home/log" &
    plain=$!
    until in_plain true 2>/dev/null; do
        kill -0 "$plain" 2>/dev/null || { cat "$home/log" >&2; exit 1; }
        sleep 0.2
    done
    echo "$(($(now) - begin))" >>"$home/by-hand"
    in_plain sudo systemctl poweroff 2>/dev/null || true
    wait "$plain" || true
    plain=''
}

median() { sort -n "$1" | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'; }

for ((i = 0; i < rounds; i++)); do
    ours_once
    plain_once
done
printf 'agsekit  median %6d ms   all: %s\n' "$(median "$home/ours")" "$(tr '\n' ' ' <"$home/ours")"
printf 'by hand  median %6d ms   all: %s\n' "$(median "$home/by-hand")" "$(tr '\n' ' ' <"$home/by-hand")"
awk -v ours="$(median "$home/ours")" -v plain="$(median "$home/by-hand")" 'BEGIN { printf "ratio    %.2f (goal: at most 1.1), in turn\n", ours / plain }'
