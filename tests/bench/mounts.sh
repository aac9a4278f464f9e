#!/usr/bin/env bash
# A folder behind sshfs, served by sftp-serve and by OpenSSH's sftp-server in turn: reading, writing, many files, git, npm
# needs: mkfs.ext4|e2fsprogs losetup|mount sshfs|sshfs fusermount3|fuse3 git|git npm|npm perl|perl-base /usr/lib/openssh/sftp-server|openssh-sftp-server
#
# bench mounts [ROUNDS] [FILES] [MEGABYTES]
# The same sshfs with the same options on the same disk, an ext4 of its own on a loop device (root only; else the folder as it is); only the server differs.
# In turn, so that a busy moment of the machine hits both alike.
# Each row is the best of its rounds, the one that other work on the machine disturbed least. Fails where we are slower, or where the server takes 20 MB or more. AGSEKIT_ROWS=WORD measures only the rows that hold it.
set -euo pipefail
rounds=${1:-7} files=${2:-10000} size=${3:-256} only=${AGSEKIT_ROWS:-}
for number in "$rounds" "$files" "$size"; do
    [[ $number =~ ^[1-9][0-9]{0,4}$ ]] || { echo "mounts.sh: rounds, files and megabytes are numbers from 1 to 99999" >&2; exit 2; }
done
agsekit=${AGSEKIT_BINARY:?the path of agsekit}
[[ -w /dev/fuse ]] || { echo "mounts.sh: no FUSE here (/dev/fuse)" >&2; exit 4; }
home=$(mktemp -d "${TMPDIR:-/tmp}/agsekit-b-XXXX")
export AGSEKIT_HOME=$home/kit AGSEKIT_LANG=en GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
unset npm_config_nodedir
export npm_config_cache=$home/npm npm_config_update_notifier=false scratch=$home/scratch files size

loop=''
clean_up() {
    local server
    cd /
    for server in ours theirs; do
        fusermount3 -u -z "$home/$server/guest" 2>/dev/null || true
    done
    if [[ -n $loop ]]; then
        umount "$home/disk" 2>/dev/null || { sleep 1; umount -l "$home/disk" 2>/dev/null || true; }
        losetup -d "$loop" 2>/dev/null || true
    fi
    rm -rf -- "$home"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# The options of the product's own mounts.
options=idmap=none,dcache_timeout=0,attr_timeout=1,entry_timeout=1,negative_timeout=0,max_read=65536,max_write=65536
[[ $(sshfs -h 2>&1) != *no_contain_symlinks* ]] || options+=,no_contain_symlinks
mkdir -p "$home"/{ours,theirs}/guest "$home/disk" "$scratch"
if ((EUID == 0)); then
    truncate -s $((4 * 1024 * 1024 * 1024 + files * rounds * 16384)) "$home/image"
    mkfs.ext4 -q -F -E lazy_itable_init=0,lazy_journal_init=0,nodiscard -N $((files * rounds * 6 + 200000)) "$home/image"
    if ! loop=$(losetup --find --show "$home/image") || ! mount -o noatime "$loop" "$home/disk"; then
        [[ -z $loop ]] || losetup -d "$loop"
        loop=''
    fi
fi
[[ -n $loop ]] || echo "no disk of its own: in $home as it is"
mkdir "$home"/disk/{ours,theirs}
# What was there before is put aside and not removed: ext4 looks at each inode that was freed in the last minutes before it takes one, which would be most of what is measured.
# shellcheck disable=SC2154
aside() { [[ ! -e $host/$1 ]] || mv "$host/$1" "$(mktemp -d "$host/../old-XXXX")"; }
export -f aside
printf '#!/bin/sh\necho $$ >%q\nexec %q sftp-serve --root %q\n' "$home/ours/pid" "$agsekit" "$home/disk/ours" >"$home/ours/server"
printf '#!/bin/sh\necho $$ >%q\nexec /usr/lib/openssh/sftp-server\n' "$home/theirs/pid" >"$home/theirs/server"
chmod 755 "$home"/{ours,theirs}/server
sshfs -o "$options,ssh_command=$home/ours/server" host:/ "$home/ours/guest"
sshfs -o "$options,ssh_command=$home/theirs/server" "host:$home/disk/theirs" "$home/theirs/guest"

# What git and npm work on: 1000 files in 50 folders; 60 packages of 40 files, from tarballs beside the mount.
(
    cd "$scratch"
    git init -q -b main source
    cd source
    for ((i = 0; i < 1000; i++)); do
        mkdir -p "d$((i % 50))"
        seq "$i" $((i + 40)) >"d$((i % 50))/f$i"
    done
    git add -A
    git commit -qm one
    mkdir -p "$scratch/project" "$scratch/package/lib"
    cd "$scratch"
    for ((i = 0; i < 60; i++)); do
        for ((j = 0; j < 40; j++)); do echo "module.exports = $i + $j;" >"package/lib/f$j.js"; done
        printf '{"name": "p%d", "version": "1.0.0"}\n' "$i" >package/package.json
        tar -czf "p$i.tgz" package
    done
    {
        printf '{"name": "all", "version": "1.0.0", "dependencies": {'
        for ((i = 0; i < 60; i++)); do printf '%s"p%d": "file:%s/p%d.tgz"' "$([[ $i == 0 ]] || echo ', ')" "$i" "$scratch" "$i"; done
        printf '}}\n'
    } >project/package.json
    cd project
    npm install --package-lock-only --offline --no-audit --no-fund >/dev/null
)

slower=0
# row NAME LEAST BEFORE WORK: times WORK in both mounts; LEAST in hundredths of OpenSSH's speed.
row() {
    local name=$1 least=$2 before=$3 work=$4 i server begin
    [[ $name == *"$only"* ]] || return 0
    local -A times=([ours]='' [theirs]='') used=([ours]=0 [theirs]=0)
    for ((i = 0; i < 2 * rounds; i++)); do
        # Who begins changes too.
        server=ours
        (((i + i / 2) % 2)) || server=theirs
        cd "$home/$server/guest"
        host=$home/disk/$server bash -euc "$before" >/dev/null
        sleep 0.1
        used[$server]=$((used[$server] - $(ticks "$server")))
        begin=${EPOCHREALTIME/./}
        bash -euc "$work" >/dev/null
        times[$server]+="$((${EPOCHREALTIME/./} - begin)) "
        used[$server]=$((used[$server] + $(ticks "$server")))
    done
    local a b
    a=$(best "${times[ours]}") b=$(best "${times[theirs]}")
    printf '%-32s ours %6d ms, OpenSSH %6d ms: %d.%02d times as fast (at least %d.%02d); processor %5d and %5d ms\n' "$name" $((a / 1000)) $((b / 1000)) $((b / a)) $((b * 100 / a % 100)) \
        $((least / 100)) $((least % 100)) $((used[ours] * 10 / rounds)) $((used[theirs] * 10 / rounds))
    ((b * 100 >= a * least)) || slower=$((slower + 1))
}

# Of the server, in hundredths of a second.
ticks() { awk '{print $14 + $15}' "/proc/$(cat "$home/$1/pid")/stat"; }

best() { tr ' ' '\n' <<<"$1" | sed '/^$/d' | sort -n | sed -n 1p; }

# shellcheck disable=SC2016
{
    row "write $size MB in sequence" 100 'rm -f big' 'dd if=/dev/zero of=big bs=1M count="$size" status=none conv=fsync'
    row "read $size MB in sequence" 100 'test -e big || dd if=/dev/zero of="$host/big" bs=1M count="$size" status=none; sleep 1.1' 'exec cat big'
    row 'read 4 K at random, 8000 times' 100 'head -c 128M /dev/zero >"$host/random"; sleep 1.1' \
        'exec perl -e "open F,q(<),q(random) or die;srand 1;for(1..8000){sysseek F,4096*int(rand 32768),0;sysread F,\$b,4096 or die}"'
    row 'write 4 K at random, 8000 times' 100 'head -c 128M /dev/zero >"$host/random"; sleep 1.1' \
        'exec perl -e "open F,q(+<),q(random) or die;srand 1;for(1..8000){sysseek F,4096*int(rand 32768),0;syswrite F,q(x)x4096 or die}close F or die"'
    row "create $files files" 130 'aside c; mkdir "$host/c"; sleep 1.1' 'exec perl -e "for(1..\$ENV{files}){open F,q(>),qq(c/\$_) or die;print F q(x);close F}"'
    row "stat $files files" 130 'test -e "$host/c/1" || { mkdir "$host/c"; cd "$host/c"; seq "$files" | xargs touch; }; sleep 1.1' 'exec perl -e "for(1..\$ENV{files}){stat qq(c/\$_) or die}"'
    row "list $files files" 100 'test -e "$host/c/1" || { mkdir "$host/c"; cd "$host/c"; seq "$files" | xargs touch; }; sleep 1.1' 'exec ls -l c'
    row "unlink $files files" 130 'aside c; mkdir "$host/c"; cd "$host/c"; seq "$files" | xargs touch; sleep 1.1' 'exec perl -e "for(1..\$ENV{files}){unlink qq(c/\$_) or die}"'
    row 'git clone of 1000 files' 100 'aside clone; sleep 1.1' 'exec git clone -q --no-local "$scratch/source" clone'
    row 'git status of 1000 files' 100 'test -d clone || git clone -q --no-local "$scratch/source" clone; sleep 1.1' 'exec git -C clone status'
    row 'npm ci of 60 packages' 100 'aside project; cp -r "$scratch/project" "$host/project"; sleep 1.1' 'cd project; exec npm ci --offline --ignore-scripts --no-audit --no-fund'
}

memory=$(awk '/^VmRSS/ {print $2}' "/proc/$(cat "$home/ours/pid")/status")
theirs=$(awk '/^VmRSS/ {print $2}' "/proc/$(cat "$home/theirs/pid")/status")
own=$(awk '/^RssAnon/ {print $2}' "/proc/$(cat "$home/ours/pid")/status")
printf 'memory of the server after all that: %d.%d MB (less than 20), of it %d.%d its own, the rest the program, which all of agsekit share; of OpenSSH'"'"'s %d.%d MB\n' \
    $((memory / 1000)) $((memory / 100 % 10)) $((own / 1000)) $((own / 100 % 10)) $((theirs / 1000)) $((theirs / 100 % 10))
((slower == 0)) || echo "$slower rows are slower than they have to be" >&2
((slower == 0 && memory < 20000))
