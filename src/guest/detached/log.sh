# shellcheck shell=sh
# Prints what a detached agent printed. $1: the run's id. $2: "follow" goes on until the agent has ended, whose shell is $3.
cd -- "$HOME/.local/state/agsekit/runs/$1" || exit 1
if [ "$2" = follow ]; then
    cat -- log.old 2> /dev/null
    exec tail -s 0.3 -c +1 --pid="$3" -F log 2> /dev/null
fi
exec cat -- log.old log 2> /dev/null
