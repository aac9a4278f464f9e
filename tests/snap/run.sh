#!/usr/bin/env bash
# The snap, installed and used in a VM with a real snapd and an enforcing AppArmor. ./build.sh snap-test calls this; as root.
#
# run.sh SNAP CACHE_FOLDER
# The VM is kept in the cache folder, booted and with all snaps but ours, as a saved state; what a run does to it is thrown away. It is named after what it is
# made of. AGSEKIT_SNAP_SHELL=1 leaves the VM up after the checks and says how to get in, until Enter is pressed.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
snap=$(readlink -f "$1")
cache=$2
# A saved state is for the QEMU that saved it.
guest=$cache/guest-$({ cat "$here"/{guest.sh,multipass.pl,multipass-snap.yaml,multipassd.pl,prepare.sh}; qemu-system-x86_64 --version; } | sha256sum | cut -c 1-16)
work=$(mktemp -d "${TMPDIR:-/tmp}/agsekit-snap-test.XXXXXX")
engine=

finish() {
    if [[ -n $engine ]]; then
        kill "$engine" 2>/dev/null || true
        wait "$engine" 2>/dev/null || true
    fi
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

say() { printf '==> %s\n' "$*"; }

# start DISK ARGUMENT...: the engine chooses no port by itself, so one that is taken is tried again with another. Commands for it go to descriptor 3.
start() {
    local disk=$1 try
    shift
    rm -f "$work/monitor"
    mkfifo "$work/monitor"
    exec 3<>"$work/monitor"
    for try in 1 2 3 4 5; do
        port=$((20000 + RANDOM % 10000))
        # Emulation, also where there is KVM: it is the same everywhere.
        qemu-system-x86_64 -machine q35 -accel tcg,thread=multi -cpu max -smp 2 -m 2G -display none -monitor stdio -serial "file:$work/console" -no-reboot \
            -kernel "$guest/vmlinuz" -initrd "$guest/initrd.img" -append 'root=/dev/vda rw console=ttyS0 quiet apparmor=1 security=apparmor' \
            -drive "file=$disk,if=virtio,format=qcow2" -device virtio-rng-pci \
            -nic "user,model=virtio-net-pci,restrict=on,hostfwd=tcp:127.0.0.1:$port-:22" "$@" <"$work/monitor" >"$work/monitor.log" 2>"$work/engine.log" &
        engine=$!
        sleep 1
        ! kill -0 "$engine" 2>/dev/null || return 0
        say "try $try: $(<"$work/engine.log")"
    done
    exit 1
}

in_guest() {
    local who=$1
    shift
    ssh -F none -p "$port" -i "$guest/key" -o BatchMode=yes -o ConnectTimeout=10 -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR "$who@127.0.0.1" "$@"
}

wait_for_guest() {
    local begin=$SECONDS
    until in_guest root true </dev/null 2>/dev/null; do
        if ! kill -0 "$engine" 2>/dev/null || ((SECONDS - begin > 600)); then
            tail -n 20 "$work/console" "$work/engine.log" >&2
            echo 'the VM does not answer' >&2
            exit 1
        fi
        sleep 1
    done
    say "the VM answers after $((SECONDS - begin)) s"
}

# One that was broken off leaves nothing that looks finished; an older one is not needed any more.
if [[ ! -e $guest/disk.raw ]]; then
    say 'making the VM (once; some minutes)'
    rm -rf "$cache"/guest-* "$cache/new"
    mkdir -p "$cache/new"
    "$here/guest.sh" "$cache/new"
    mv "$cache/new" "$guest"
fi
if [[ ! -e $guest/ready.qcow2 ]]; then
    say 'starting it, and installing the snaps that ours stands on (once; some minutes)'
    qemu-img create -q -f qcow2 -F raw -b disk.raw "$guest/new.qcow2"
    start "$guest/new.qcow2"
    wait_for_guest
    tar -C "$here" -cf - prepare.sh multipassd.pl -C "$guest" snaps key | in_guest root 'mkdir -p /snap-test && tar -C /snap-test -xf - --no-same-owner'
    in_guest root 'bash /snap-test/prepare.sh' </dev/null
    echo 'savevm ready' >&3
    echo 'quit' >&3
    wait "$engine"
    engine=
    qemu-img snapshot -l "$guest/new.qcow2" | grep -q ready || { cat "$work/monitor.log" >&2; exit 1; }
    mv "$guest/new.qcow2" "$guest/ready.qcow2"
fi

say 'starting the VM from its saved state'
# Its disk is named relative to it.
cp --sparse=always "$guest/ready.qcow2" "$work/disk.qcow2"
ln -s "$guest/disk.raw" "$work/disk.raw"
start "$work/disk.qcow2" -loadvm ready
wait_for_guest
in_guest root "date -s @$(date +%s) >/dev/null && cat >/snap-test/checks.sh" <"$here/checks.sh"
in_guest root 'cat >/snap-test/ours.snap' <"$snap"
code=0
in_guest root "bash /snap-test/checks.sh /snap-test/ours.snap" </dev/null || code=$?
if [[ -n ${AGSEKIT_SNAP_SHELL:-} ]]; then
    say "ssh -p $port -i $guest/key -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null tester@127.0.0.1     (Enter ends the VM)"
    read -r _
fi
say "that took $SECONDS s"
[[ $code == 0 ]]
