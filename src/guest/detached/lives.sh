# shellcheck shell=sh
# Put before scripts that ask whether the shell of a detached agent lives. $1: it. $2: its start in clock ticks since boot, for its number may
# have become another's.
lives() {
    stat=
    read -r stat 2> /dev/null < "/proc/$1/stat" || return 1
    start=$2
    # shellcheck disable=SC2086
    set -- ${stat##*) }
    [ "$1" != Z ] && [ "${20-}" = "$start" ]
}
