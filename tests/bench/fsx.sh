#!/usr/bin/env bash
# fsx, the file system exerciser, in a folder that sftp-serve serves through sshfs: each read is compared with what was written
# needs: sshfs|sshfs fusermount3|fuse3
#
# bench fsx PROGRAM [SECONDS] [OPTIONS-OF-FSX…]
# PROGRAM is fsx, brought by whoever runs this (ltp/fsx.c of xfstests): it is no part of this repository. Reads, writes, mapped ones too, truncations and reopenings in a file of
# 256 KiB, for ten minutes unless told otherwise. Fails where a byte is not what was written; the file and the operations are kept then.
set -euo pipefail
program=$(realpath "${1:?the path of fsx}") seconds=${2:-600}
agsekit=${AGSEKIT_BINARY:?the path of agsekit}
[[ $seconds =~ ^[1-9][0-9]{0,5}$ ]] || { echo "fsx.sh: seconds are a number" >&2; exit 2; }
shift $(($# > 1 ? 2 : 1))
[[ -w /dev/fuse ]] || { echo "fsx.sh: no FUSE here (/dev/fuse)" >&2; exit 4; }
home=$(mktemp -d "${TMPDIR:-/tmp}/agsekit-b-XXXX")
export AGSEKIT_HOME=$home/kit AGSEKIT_LANG=en
mkdir "$home"/{host,guest,kept}

clean_up() {
    local code=$?
    cd /
    fusermount3 -u -z "$home/guest" 2>/dev/null || true
    if ((code == 0)); then rm -rf -- "$home"; else echo "kept: $home" >&2; fi
}
trap clean_up EXIT
trap 'exit 130' INT TERM

printf '#!/bin/sh\nexec %q sftp-serve --root %q\n' "$agsekit" "$home/host" >"$home/server"
chmod 755 "$home/server"
options=idmap=none,dcache_timeout=0,attr_timeout=1,entry_timeout=1,negative_timeout=0,max_read=65536,max_write=65536
[[ $(sshfs -h 2>&1) != *no_contain_symlinks* ]] || options+=,no_contain_symlinks
sshfs -o "$options,ssh_command=$home/server" host:/ "$home/guest"
# SFTP has no allocation, no cloning and no atomic writes; fsx finds out itself, and leaves them out sooner where it is told.
"$program" -q -a -F -H -z -C -I -J -B -S 0 -c 100 -p 100000 -P "$home/kept" --duration="$seconds" "$@" "$home/guest/file"
cmp "$home/host/file" "$home/guest/file"
