# shellcheck shell=sh
# Takes a mount away. What is still written gets a moment to arrive; a program that sits in the folder does not keep it.
# $1: the place.
unmount() { fusermount3 -u "$@" 2> /dev/null || sudo -n fusermount3 -u "$@" 2> /dev/null; }
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
