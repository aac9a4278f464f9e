# shellcheck shell=sh
# The last part of the script that starts an agent. The part before it, made for each run, sets AGSEKIT_FOLDER, exports the agent's
# variables and puts the agent's command into "$@". It came over standard input into a private folder in memory; it is gone before the
# agent starts, so that the agent finds its variables in its environment and nowhere else.
agsekit_private=$(dirname -- "$0")
rm -f -- "$0"
read -r _ _ _ _ _ agsekit_session _ < "/proc/$$/stat"
echo "$agsekit_session" > "$agsekit_private/session"
# shellcheck source=/dev/null
[ -r /etc/profile ] && . /etc/profile
cd -- "$AGSEKIT_FOLDER" || {
    echo "agsekit: the folder $AGSEKIT_FOLDER can not be entered in the VM" >&2
    exit 125
}
command -v -- "$1" > /dev/null || {
    echo "agsekit: '$1' is not installed in the VM" >&2
    exit 127
}
unset AGSEKIT_FOLDER agsekit_private agsekit_session
exec "$@"
