# shellcheck shell=sh
# Takes a mount away. What is still written gets a moment to arrive; a program that sits in the folder does not keep it.
# $1: the place.
tries=0
while mountpoint -q -- "$1"; do
    fusermount3 -u -- "$1" 2> /dev/null && exit 0
    tries=$((tries + 1))
    if [ "$tries" -ge 10 ]; then
        fusermount3 -u -z -- "$1"
        exit $?
    fi
    sleep 0.2
done
