# shellcheck shell=sh
# The last part of the script that starts an agent. The part before it, made for each run, sets AGSEKIT_FOLDER, exports the agent's
# variables and puts the agent's command into "$@". It came over standard input into a private folder in memory; it is gone before the
# agent starts, so that the agent finds its variables in its environment and nowhere else.
agsekit_private=$(dirname -- "$0")
rm -f -- "$0"
# shellcheck source=/dev/null
[ -r /etc/profile ] && . /etc/profile
PATH=$HOME/.local/bin:$PATH
# An agent with a home folder of its own keeps nothing in the ordinary one.
if [ -n "${AGSEKIT_OWN_HOME-}" ]; then
    HOME=$HOME/.local/share/agsekit/homes/$AGSEKIT_OWN_HOME
    mkdir -p -- "$HOME"
    export HOME
    unset AGSEKIT_OWN_HOME
fi
cd -- "$AGSEKIT_FOLDER" || {
    echo "agsekit: the folder $AGSEKIT_FOLDER can not be entered in the VM" >&2
    exit 125
}
command -v -- "$1" > /dev/null || {
    echo "agsekit: '$1' is not installed in the VM" >&2
    exit 127
}
unset AGSEKIT_FOLDER
if [ -t 1 ]; then
    # With a terminal the session is the one sshd made for it.
    read -r _ _ _ _ _ agsekit_session _ < "/proc/$$/stat"
    echo "$agsekit_session" > "$agsekit_private/session"
    exec "$@"
fi
# Without a terminal sshd keeps the session open for as long as anybody holds its pipes: what the agent leaves in the background would
# keep the run from ending. So the agent gets a session and pipes of its own, and both are ended with it.
mkfifo "$agsekit_private/out" "$agsekit_private/err" || exit 125
cat < "$agsekit_private/out" &
agsekit_out=$!
cat < "$agsekit_private/err" >&2 &
agsekit_err=$!
# shellcheck disable=SC2016
setsid -w sh -c 'echo "$$" > "$0/session" && exec "$@"' "$agsekit_private" "$@" > "$agsekit_private/out" 2> "$agsekit_private/err"
agsekit_code=$?
read -r agsekit_session < "$agsekit_private/session" && pkill -KILL -s "$agsekit_session"
agsekit_tries=0
while [ "$agsekit_tries" -lt 20 ] && { kill -0 "$agsekit_out" || kill -0 "$agsekit_err"; }; do
    agsekit_tries=$((agsekit_tries + 1))
    sleep 0.1
done 2> /dev/null
kill "$agsekit_out" "$agsekit_err" 2> /dev/null
exit "$agsekit_code"
