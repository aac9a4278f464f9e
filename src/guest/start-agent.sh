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
unset AGSEKIT_FOLDER
[ -t 1 ] && exec "$@"
# Without a terminal sshd keeps the session open for as long as anybody holds its pipes: what the agent leaves in the background would
# keep the run from ending. So the agent gets pipes of our own, and ours are closed when it has ended.
mkfifo "$agsekit_private/out" "$agsekit_private/err" || exit 125
cat < "$agsekit_private/out" &
agsekit_out=$!
cat < "$agsekit_private/err" >&2 &
agsekit_err=$!
"$@" > "$agsekit_private/out" 2> "$agsekit_private/err"
agsekit_code=$?
for agsekit_process in $(pgrep -s "$agsekit_session"); do
    case $agsekit_process in
        "$$" | "$agsekit_out" | "$agsekit_err") ;;
        *) kill -KILL "$agsekit_process" ;;
    esac
done 2> /dev/null
agsekit_tries=0
while [ "$agsekit_tries" -lt 20 ] && { kill -0 "$agsekit_out" || kill -0 "$agsekit_err"; }; do
    agsekit_tries=$((agsekit_tries + 1))
    sleep 0.1
done 2> /dev/null
kill "$agsekit_out" "$agsekit_err" 2> /dev/null
exit "$agsekit_code"
