# shellcheck shell=sh disable=SC2154
# Runs a command in a box that runs. CONTAINER TERMINAL ("tty" or "") COMMAND...; without a command its shell.
box=$1 terminal=$2
shift 2
if [ $# = 0 ]; then
    set -- sh -c 'command -v bash > /dev/null && exec bash -l; exec sh -l'
fi
inside "$box" /home/box "$terminal" "$@"
