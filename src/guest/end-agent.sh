# shellcheck shell=sh
# Ends what an agent left running, and removes what its start left behind.
# $1: the private folder of the run.
if read -r session < "$1/session"; then
    pkill -TERM -s "$session" && sleep 0.3
    pkill -KILL -s "$session"
fi 2> /dev/null
rm -rf -- "$1"
