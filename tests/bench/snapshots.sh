#!/usr/bin/env bash
# Snapshots of a large tree against rsync, restic, borg and what the kernel alone needs: each goal measured and judged
# needs: gcc|gcc /usr/include/stdio.h|libc6-dev rsync|rsync strace|strace mkfs.ext4|e2fsprogs losetup|mount
# compares with: restic|restic borg|borgbackup
#
# bench snapshots [SECTION...] [--rounds N] [--files N] [--folder FOLDER]
# Sections: first check build recycle capture continuous restore delete cold memory syscalls crash. Without one: all but crash.
# A journalled ext4 of its own on a loop device (root only) keeps the numbers free of what the disk below happens to be; without one the folder is used as it is.
# shellcheck source-path=SCRIPTDIR disable=SC2034
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly here
readonly agsekit=${AGSEKIT_BINARY:?the path of agsekit}
readonly known_sections=(first check build recycle capture continuous restore delete cold memory syscalls crash)

wrong_usage() {
    echo "snapshots.sh: $1; the sections are: ${known_sections[*]}; the options --rounds N, --files N, --folder FOLDER" >&2
    exit 2
}

sections=() rounds=5 files=100000 place=${TMPDIR:-/tmp}
while (($# > 0)); do
    case $1 in
        --rounds | --files)
            [[ ${2:-} =~ ^[1-9][0-9]{0,6}$ ]] || wrong_usage "$1 wants a number"
            if [[ $1 == --rounds ]]; then rounds=$2; else files=$2; fi
            shift 2
            ;;
        --folder)
            [[ -d ${2:-} ]] || wrong_usage "$1 wants a folder"
            place=$2
            shift 2
            ;;
        *)
            [[ " ${known_sections[*]} " == *" $1 "* ]] || wrong_usage "there is no '$1'"
            sections+=("$1")
            shift
            ;;
    esac
done
((${#sections[@]} > 0)) || sections=(first check build recycle capture continuous restore delete cold memory syscalls)

# shellcheck source=snapshots/disk.sh
source "$here/snapshots/disk.sh"
# shellcheck source=snapshots/measure.sh
source "$here/snapshots/measure.sh"
# shellcheck source=snapshots/tools.sh
source "$here/snapshots/tools.sh"
# shellcheck source=snapshots/sections.sh
source "$here/snapshots/sections.sh"

trap clean_up EXIT
trap 'exit 130' INT TERM
make_disk
build_probes
make_tree
base_copies
for section in "${sections[@]}"; do
    headline "$section"
    "section_$section"
done
sum_up
