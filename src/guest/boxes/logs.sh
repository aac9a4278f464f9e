# shellcheck shell=sh disable=SC2154
# What setup.sh of a box said. NAME
if [ ! -d "$homes/$1" ]; then
    say "missing $1"
    exit 1
fi
[ ! -f "$homes/.$1.log" ] || tail -c 1048576 -- "$homes/.$1.log"
