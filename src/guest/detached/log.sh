# shellcheck shell=sh
# Prints what a detached agent printed. $1: the run's id. $2: "follow" goes on until the agent has ended, whose shell is $3; "since" prints
# nothing where nothing was added since $3, which is what its first line said the last time.
cd -- "$HOME/.local/state/agsekit/runs/$1" || exit 1
case $2 in
    follow)
        cat -- log.old 2> /dev/null
        exec tail -s 0.3 -c +1 --pid="$3" -F log 2> /dev/null
        ;;
    since)
        state=$(stat -c %i:%s log 2> /dev/null)
        echo "$state"
        [ "$state" != "$3" ] || exit 0
        ;;
esac
exec cat -- log.old log 2> /dev/null
