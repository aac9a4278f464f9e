#!/usr/bin/env bash
# Time of `agsekit status --json` with a warm daemon beside curl asking it for /healthz, and what an idle daemon takes
# needs: curl|curl
set -euo pipefail
rounds=${1:-20} seconds=${2:-30}
[[ $rounds =~ ^[1-9][0-9]{0,3}$ && $seconds =~ ^[1-9][0-9]{0,3}$ ]] || { echo "status.sh: rounds and seconds are numbers from 1 to 9999" >&2; exit 2; }
binary=${AGSEKIT_BINARY:?the path of agsekit}
folder=$(mktemp -d /tmp/agsekit-bench-XXXXXX)
daemon=
trap '[[ -z $daemon ]] || kill "$daemon" 2>/dev/null || true; [[ -z $daemon ]] || wait "$daemon" || true; rm -rf -- "$folder"' EXIT
export AGSEKIT_HOME=$folder/home
mkdir -p "$AGSEKIT_HOME"

# Three VMs and five folders, as the measure asks for; no VM is made.
{
    echo 'vms:'
    for vm in one two three; do
        echo "  $vm: {cpu: 1, ram: 1G, disk: 5G, provider: qemu, port-forwarding: [{type: socks5, vm-addr: '127.0.0.1:8088'}]}"
    done
    echo 'mounts:'
    for mount in 1 2 3 4 5; do
        mkdir -p "$folder/p$mount/src"
        for file in $(seq 200); do echo "$mount $file" >"$folder/p$mount/src/$file"; done
        echo "  - {source: $folder/p$mount, min_free_space: 1M}"
    done
} >"$AGSEKIT_HOME/config.yaml"
chmod 600 "$AGSEKIT_HOME/config.yaml"

"$binary" daemon run >"$folder/log" 2>&1 &
daemon=$!
socket=$AGSEKIT_HOME/run/agsekit.sock
ask() { curl -s --max-time 10 --unix-socket "$socket" "http://localhost$1"; }
for _ in $(seq 200); do
    [[ $(ask /readyz 2>/dev/null) == *ok* ]] && break
    sleep 0.1
done
# Warm: every folder has its first snapshot, and the picture was taken once.
for _ in $(seq 100); do
    [[ $(grep -c '"event":"backup.taken"' "$folder/log") -ge 5 ]] && break
    sleep 0.2
done
"$binary" status --json >/dev/null || true

now() { date +%s%N; }
median() { sort -n | sed -n "$((($1 + 1) / 2))p"; }
time_of() {
    local begin _
    for _ in $(seq "$rounds"); do
        begin=$(now)
        "$@" >/dev/null || true
        echo $((($(now) - begin) / 1000))
    done | median "$rounds"
}
status=$(time_of "$binary" status --json)
health=$(time_of ask /healthz)
printf 'status --json, warm daemon: %d.%d ms (median of %d; at most 150 ms)\n' $((status / 1000)) $((status / 100 % 10)) "$rounds"
printf 'curl /healthz:              %d.%d ms; ratio %d.%02d\n' $((health / 1000)) $((health / 100 % 10)) $((status / health)) $((status * 100 / health % 100))

ticks() { awk '{print $14 + $15}' "/proc/$daemon/stat"; }
before=$(ticks)
sleep "$seconds"
used=$(($(ticks) - before))
resident=$(awk '/^VmRSS/ {print $2}' "/proc/$daemon/status")
# A tick is a hundredth of a second: hundredths of a percent of one core.
printf 'idle daemon, 3 VMs and 5 folders: %d.%02d %% of a core over %d s (at most 0.5 %%), %d.%d MiB resident (at most 40)\n' \
    $((used * 100 / seconds / 100)) $((used * 100 / seconds % 100)) "$seconds" $((resident / 1024)) $((resident * 10 / 1024 % 10))
((status < 150000 && used * 100 / seconds < 50 && resident < 40 * 1024))
