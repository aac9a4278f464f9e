#!/usr/bin/env bash
# A POSIX test suite through sshfs, with sftp-serve and with OpenSSH's sftp-server behind it: what fails with which
# needs: sshfs|sshfs fusermount3|fuse3 gcc|gcc setpriv|util-linux /usr/lib/openssh/sftp-server|openssh-sftp-server
#
# bench posix SUITE [FOLDER-OF-TESTS…]
# SUITE is pjdfstest, brought by whoever runs this: it is no part of this repository. As root, because the suite works as several users; both
# servers are an ordinary user's, as in earnest: neither can give files away. What fails with ours alone is a bug. KEEP=FOLDER keeps the lists.
set -euo pipefail
suite=$(realpath "${1:?the path of the suite}")
agsekit=$(realpath "${AGSEKIT_BINARY:-$(dirname "$0")/../../out/agsekit}")
shift
[ "$(id -u)" = 0 ] || { echo "root is needed: the suite works as several users" >&2; exit 2; }
for server in /usr/lib/openssh/sftp-server /usr/lib/ssh/sftp-server /usr/libexec/openssh/sftp-server; do [ ! -x "$server" ] || openssh=$server; done
: "${openssh:?OpenSSH\'s sftp-server is not here}"

work=$(mktemp -d)
# Any ordinary user that is known by name: the server of OpenSSH wants to look it up.
user=$(id -u daemon)
chmod 755 "$work"
clean() {
    for name in openssh ours; do fusermount3 -u -z "$work/$name.guest" 2> /dev/null || true; done
    rm -rf -- "$work"
}
trap clean EXIT

# Its own build needs autoconf; these are the answers it finds on Linux.
cp -r -- "$suite" "$work/suite"
: > "$work/suite/config.h"
have=()
for call in faccessat fchmodat fchownat fstatat linkat mkdirat mkfifoat mknodat openat posix_fallocate readlinkat renameat symlinkat utimensat; do have+=("-DHAVE_${call^^}=1"); done
gcc -w -O1 -D_GNU_SOURCE -DHAVE_SYS_SYSMACROS_H=1 -DHAVE_STRUCT_STAT_ST_ATIM=1 -DHAVE_STRUCT_STAT_ST_CTIM=1 -DHAVE_STRUCT_STAT_ST_MTIM=1 "${have[@]}" -o "$work/suite/pjdfstest" "$work/suite/pjdfstest.c"

# $1: name; $2: what the mount is of; the rest: the server's command.
try() {
    local name=$1 of=$2 guest="$work/$1.guest" list="$work/$1.failed"
    shift 2
    mkdir -p "$guest"
    printf '#!/bin/sh\nexec setpriv --reuid=%s --regid=%s --clear-groups env HOME=%s %s\n' "$user" "$user" "$work/home" "$*" > "$work/$name.serve"
    chmod 755 "$work/$name.serve"
    umask 0
    sshfs -o "ssh_command=$work/$name.serve,idmap=none,dcache_timeout=0,attr_timeout=1,entry_timeout=1,negative_timeout=0,max_read=65536,max_write=65536,nosuid,nodev,allow_other,default_permissions" "x:$of" "$guest"
    # The suite names a test by its file and number.
    (cd "$guest" && for test in "${tests[@]}"; do
        timeout 300 bash "$work/suite/tests/$test" 2> /dev/null < /dev/null | sed -n "s|^not ok \([0-9]*\).*|$test \1|p" | grep -v 'TODO' || true
    done) > "$list"
    fusermount3 -u "$guest"
}

mapfile -t tests < <(cd "$work/suite/tests" && find "${@:-.}" -name '*.t' | sed 's|^\./||' | sort)
install -d -o "$user" -g "$user" "$work/openssh.host" "$work/ours.host" "$work/home"
try openssh "$work/openssh.host" "$openssh"
try ours / "$agsekit" sftp-serve --root "$work/ours.host"
for name in openssh ours; do sort -o "$work/$name.failed" "$work/$name.failed"; done

summary() { sed 's|/.*||' | sort | uniq -c | sed 's/^/  /'; }
echo "files of tests: ${#tests[@]}"
echo "fail with both:" "$(comm -12 "$work/openssh.failed" "$work/ours.failed" | wc -l)"
comm -12 "$work/openssh.failed" "$work/ours.failed" | summary
echo "fail with OpenSSH's alone:" "$(comm -23 "$work/openssh.failed" "$work/ours.failed" | wc -l)"
comm -23 "$work/openssh.failed" "$work/ours.failed" | summary
echo "fail with ours alone:" "$(comm -13 "$work/openssh.failed" "$work/ours.failed" | wc -l)"
comm -13 "$work/openssh.failed" "$work/ours.failed" | summary
ours_alone=$(comm -13 "$work/openssh.failed" "$work/ours.failed" | wc -l)
[ -z "${KEEP:-}" ] || cp "$work"/*.failed "$KEEP"
[ "$ours_alone" = 0 ]
