# shellcheck shell=sh
# Shows a detached agent on the terminal this runs on. $1: the run's id. $2: "watch" for one who only looks.
cd -- "$HOME/.local/state/agsekit/runs/$1" || exit 1
infocmp > /dev/null 2>&1 || export TERM=xterm-256color
if [ "$2" = watch ]; then
    exec tmux -u -S "$PWD/tmux" attach-session -r -t agent
fi
exec tmux -u -S "$PWD/tmux" attach-session -t agent
