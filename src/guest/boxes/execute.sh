# shellcheck shell=sh disable=SC2154
# Runs a command in a session, and ends all of it: when it ends, when its time is over, and what it leaves behind. CONTAINER WORD SECONDS COMMAND...; its
# standard streams are ours. The last line of standard error is the word, which nobody in the session knows, then the exit code, 1 where the time was over,
# and how many milliseconds it took.
container=$1 word=$2 seconds=$3
shift 3
now() { read -r up _ < /proc/uptime && echo "${up%.*}${up#*.}0"; }
if [ ! -d "$slice/libpod-$container.scope" ]; then
    printf '\n%s gone\n' "$word" >&2
    exit 1
fi
# One begins when the one before has swept behind itself, also where nobody waits for that one any more. Only this script may hold the lock.
exec 9< "$slice/libpod-$container.scope"
# What an agsekit that was killed has left running is ended: it would end ours with its own sweep.
flock -w 30 9 || { sweep "$container"; flock -w 10 9; } || exit 1
late=0
trap 'late=1; sweep "$container"' USR1
watch=
trap '[ -z "$watch" ] || kill "$watch" 2> /dev/null; sweep "$container"; exit 1' HUP INT TERM
began=$(now)
# A command in the background has nothing on its standard input but what it is given so.
exec 3<&0
{ inside "$container" /tmp "" "$@"; } <&3 3<&- 9<&- &
running=$!
# Said again and again: what has only just begun may not be in its place yet. Whoever ends the watch ends it alone (or with this script: sweep.sh finds both
# by the word), so it takes its own sleep with it, which would stay in the VM until the time is over.
{ trap 'kill $!; exit' TERM; sleep "$seconds" & wait $!; trap - TERM; while kill -USR1 $$; do sleep 1; done; } > /dev/null 2>&1 < /dev/null 3<&- 9<&- &
watch=$!
wait "$running"
code=$?
while kill -0 "$running" 2> /dev/null; do
    wait "$running"
    code=$?
done
ended=$(now)
# It may be saying just now that the time is over.
trap '' USR1
kill "$watch" 2> /dev/null
sweep "$container"
printf '\n%s %s %s %s\n' "$word" "$code" "$late" "$((ended - began))" >&2
