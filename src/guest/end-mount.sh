# shellcheck shell=sh
# Takes a mount away. What is still written gets a moment to arrive; a program that sits in the folder does not keep it.
# $1: the place.
unmount() { fusermount3 -u "$@" 2> /dev/null || sudo -n fusermount3 -u "$@" 2> /dev/null; }
# The VM's own folders in it first: they would keep it.
while read -r _ at _ _; do
    at=$(printf '%b' "$at")
    case $at in "$1"/*) printf '%s\n' "$at" ;; esac
done < /proc/mounts | sort -r | while IFS= read -r at; do sudo -n umount -l -- "$at"; done
tries=0
while mountpoint -q -- "$1"; do
    unmount -- "$1" && exit 0
    tries=$((tries + 1))
    if [ "$tries" -ge 10 ]; then
        unmount -z -- "$1"
        exit $?
    fi
    sleep 0.2
done
