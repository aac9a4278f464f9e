# shellcheck shell=sh
# Clears away what a detached agent left: its session, its tmux, its folder. Prints the log first. $1: the run's id. $2, $3, $4: what begin.sh
# said of it; empty where nobody heard it.
cd -- "$HOME/.local/state/agsekit/runs/$1" || exit 0
read -r boot < /proc/sys/kernel/random/boot_id
# One who does not know leaves it empty.
session=${2:-$(tmux -S "$PWD/tmux" display-message -p -t agent '#{pane_pid}' 2> /dev/null)}
[ "$boot" != "${4:-$boot}" ] || [ -z "$session" ] || pkill -KILL -s "$session"
tmux -S "$PWD/tmux" kill-server 2> /dev/null
sleep 0.2
timeout 20 tail -q -c 2097152 -- log.old log 2> /dev/null
rm -rf -- "$PWD"
