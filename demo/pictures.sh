#!/usr/bin/env bash
# Makes the pictures of the web page that the README and the manual show: the real page of the real program, with a VM, an agent at work in it,
# and one that is stopped. The VM is made and removed.
#
#   demo/pictures.sh      docs/pictures/page-*.webp, in English and Russian
#
# Needs what './build.sh test' installs (Chromium, node and what drives it), python3, and a built agsekit, whose path may be in AGSEKIT_BINARY.
# AGSEKIT_RECORD_IMAGES names a folder of images to start from, AGSEKIT_RECORD_TO one for the pictures.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
(($# == 0)) || { sed -n '5s/^# *//p' "${BASH_SOURCE[0]}" >&2; exit 2; }
# shellcheck source=build-needs.sh
source "$here/../build-needs.sh"
agsekit=$(readlink -f "${AGSEKIT_BINARY:-$here/../out/agsekit}")
AGSEKIT_BROWSER_DRIVER=${AGSEKIT_BROWSER_DRIVER:-$(browser_driver_folder)}
to=$(cd "${AGSEKIT_RECORD_TO:-$here/../docs/pictures}" && pwd)
work=$(mktemp -d /tmp/ags.XXXXXX)
shop=$work/shop
mkdir -m 700 "$work/home"
export AGSEKIT_HOME=$work/home AGSEKIT_LANG=en AGSEKIT_BROWSER_DRIVER

finish() {
    "$agsekit" kill cleanup > /dev/null 2>&1 || true
    "$agsekit" kill night > /dev/null 2>&1 || true
    "$agsekit" daemon stop > /dev/null 2>&1 || true
    "$agsekit" umount --all > /dev/null 2>&1 || true
    [[ ! -d $work/home/data/vms ]] || "$agsekit" destroy-vm agent-ubuntu --yes > /dev/null 2>&1 || echo "pictures.sh: a VM may be left in $work" >&2
    chmod -R u+w "$work" 2> /dev/null || true
    rm -rf "$work"
}
trap finish EXIT

cp -R "$here/project" "$shop"
mkdir "$shop/data"
for day in $(seq 1 240); do
    printf 'day,orders\n%s,%s\n' "$day" $((day * 7 % 31)) > "$shop/data/day-$(printf %03d "$day").csv"
done
printf '__pycache__/\n' > "$shop/.gitignore"
find "$shop" -exec touch -h -d '2026-01-30 12:00:00' {} +
git -C "$shop" init -q
git -C "$shop" -c user.name=anna -c user.email=anna@example.org add -A
git -C "$shop" -c user.name=anna -c user.email=anna@example.org commit -qm 'The list'

[[ -z ${AGSEKIT_RECORD_IMAGES:-} ]] || cp -a -- "$AGSEKIT_RECORD_IMAGES" "$work/home/cache"
BUILDER=$here/builder.sh SHOP=$shop python3 - > "$work/home/config.yaml" << 'PY'
import json, os
builder = open(os.environ["BUILDER"]).read()
print("vms: {agent-ubuntu: {cpu: 2, ram: 2G, disk: 8G, provider: qemu, image: 'build:debian:bookworm'}}")
print("mounts: [{source: %s, vm: agent-ubuntu, min_free_space: 100M}]" % json.dumps(os.environ["SHOP"]))
print("agents:")
print("  builder: {type: command, command: %s}" % json.dumps(["sh", "-c", builder, "builder"]))
print("  line: {type: command, command: [sh, -c]}")
PY
chmod 600 "$work/home/config.yaml"
"$agsekit" create-vm agent-ubuntu
"$agsekit" start-vm agent-ubuntu
"$agsekit" daemon start

# field COMMAND... EXPRESSION: a value of what a command reports.
field() {
    local expression=${*: -1}
    "$agsekit" "${@:1:$#-1}" --json | python3 -c "import json, sys; said = json.load(sys.stdin); print($expression)"
}

until_true() {
    local tries=0
    until [[ $(field "$@") == True ]]; do
        ((++tries < 600)) || { echo "pictures.sh: it never came to be: ${*: -1}" >&2; exit 1; }
        sleep 0.5
    done
}

# shoot LANGUAGE SCENE...
shoot() { node "$here/pictures.mjs" "$1" "$(field dashboard --no-open 'said["url"]')" "$work" "$to" "${@:2}"; }

cd "$shop"
# Something for the list of runs.
"$agsekit" run --detach --name readme line "sed -i 's/^A small.*/A small command-line to-do list./' README.md; sleep 3"
until_true ps --all 'all(run["state"] == "ended" for run in said["runs"])'
"$agsekit" run --detach --name night builder
until "$agsekit" logs night | grep -q 'Shall I'; do sleep 0.5; done
# The snapshot after its changes.
until_true backups 'len(said["snapshots"]) >= 4'
shoot en overview folder run
shoot ru overview folder run
"$agsekit" kill night
"$agsekit" run --detach --name cleanup line 'rm -rf data; sleep 1000'
until_true tripwire list 'any(one["isSaved"] for one in said["tripwires"])'
shoot en tripwire
