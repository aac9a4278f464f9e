# shellcheck shell=sh
# Ends a detached agent: TERM to its session, HUP after half the time (shells with a terminal hear nothing else), KILL at the end of it.
# The agent's own shell is left alone: it says how the agent ended. $1, $2: that shell and its start in clock ticks. $3: seconds; 0 kills.
send() { pgrep -s "$pid" | grep -vx "$pid" | xargs -r kill -s "$1" 2> /dev/null; }
gone() {
    left=$1
    while [ "$left" -gt 0 ]; do
        lives "$pid" "$start_wanted" || exit 0
        sleep 0.25
        left=$((left - 1))
    done
}
pid=$1 start_wanted=$2
lives "$pid" "$start_wanted" || exit 0
if [ "$3" -gt 0 ]; then
    send TERM
    gone $(($3 * 2))
    send HUP
    gone $(($3 * 2))
fi
send KILL
gone 8
kill -s KILL "$pid"
