# shellcheck shell=sh
# Makes a place in the guest ready to be mounted on, and tells what the mount needs to know: user and group id, and "closed" where only
# root can mount there; then sshfs's help. $1: the place.
target=$1
# Whatever is mounted there goes first, without asking it anything: a dead mount would never answer.
place=$(cd -P -- "$(dirname -- "$target")" 2> /dev/null && pwd -P)
place=${place%/}/$(basename -- "$target")
mounted() {
    while read -r _ at kind _; do
        # Blanks in it are written as \040.
        [ "$kind" != fuse.sshfs ] || [ "$(printf '%b' "$at")" != "$place" ] || return 0
    done < /proc/mounts
    return 1
}
# What lies over folders in it goes before it: see bind-local.sh.
unbind() {
    while read -r _ at _ _; do
        at=$(printf '%b' "$at")
        case $at in "$place"/*) printf '%s\n' "$at" ;; esac
    done < /proc/mounts | sort -r | while IFS= read -r at; do sudo -n umount -l -- "$at"; done
}
unbind
tries=0
while [ "$tries" -lt 10 ] && mounted; do
    tries=$((tries + 1))
    fusermount3 -u -z -- "$target" 2> /dev/null || sudo -n fusermount3 -u -z -- "$target"
done
if [ ! -d "$target" ] && ! mkdir -p -- "$target" 2> /dev/null; then
    # It may have to be made in a folder that is closed itself.
    # shellcheck disable=SC2016
    sudo -n sh -c '
        above=$(dirname -- "$1")
        while [ ! -d "$above" ]; do above=$(dirname -- "$above"); done
        closed=$(lsattr -d -- "$above" 2> /dev/null | cut -c 5)
        [ "$closed" != i ] || chattr -i -- "$above"
        install -d -o "$2" -g "$3" -- "$1"
        code=$?
        [ "$closed" != i ] || chattr +i -- "$above"
        exit "$code"
    ' sh "$target" "$(id -u)" "$(id -g)" || exit 1
fi
# What is written to the folder beneath while nothing is mounted there would be hidden by the next mount, and lost. So it is closed: an
# empty folder of root's that nobody can write to, root neither. One that somebody has put something into is left as it is, and so is
# one that lies in another mount: it is a folder of the host's.
closed=
if [ "$(stat -c %u:%a -- "$target")" = 0:555 ]; then
    closed=closed
else
    # shellcheck disable=SC2016
    case $(stat -f -c %T -- "$target") in
        fuse* | nfs* | v9fs | UNKNOWN*) ;;
        *)
            sudo -n sh -c '
                entries=$(ls -A -- "$1") && [ -z "$entries" ] && chown 0:0 -- "$1" && chmod 555 -- "$1" || exit 1
                chattr +i -- "$1" 2> /dev/null || true
            ' sh "$target" && closed=closed
            ;;
    esac
fi
echo "$(id -u) $(id -g) $closed"
sshfs -h 2>&1 || true
