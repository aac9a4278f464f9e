# shellcheck shell=sh disable=SC2154
# Ends sessions: their processes at once, then their containers. IDS
if [ $# -gt 0 ]; then
    for id in "$@"; do
        shift
        set -- "$@" "agsekit-session-$id"
    done
    pod rm -f -v -t 0 --ignore "$@" > /dev/null
fi
