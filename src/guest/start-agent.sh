# shellcheck shell=sh
# Starts an agent. $1: the private folder of the run, in memory, into which a file is delivered meanwhile that sets AGSEKIT_FOLDER and
# AGSEKIT_TYPE, exports the agent's variables and puts its command into "$@" (deliver-start.sh). It is emptied before the agent starts, which
# finds its variables in its environment and nowhere else. In an emulated guest each program that is started is felt, so the shell does
# what it can do itself.
agsekit_private=$1
# Debian's cloud-init looks at the locale at each login until it was told off.
[ -e "$HOME/.cloud-locale-test.skip" ] || : > "$HOME/.cloud-locale-test.skip"
# /etc/profile asks id(1) whose login it is, which the kernel tells the shell as well.
while read -r agsekit_key _ agsekit_user _; do
    [ "$agsekit_key" != Uid: ] || break
done < /proc/self/status
# shellcheck disable=SC2317
id() {
    if [ "$*" = -u ] && [ -n "$agsekit_user" ]; then
        echo "$agsekit_user"
    else
        command id "$@"
    fi
}
# shellcheck source=/dev/null
[ -r /etc/profile ] && . /etc/profile
unset -f id
agsekit_tries=0
until [ -e "$agsekit_private/ready" ]; do
    agsekit_tries=$((agsekit_tries + 1))
    [ "$agsekit_tries" -le 2000 ] || sleep 0.02
    [ "$agsekit_tries" -le 5000 ] || exit 125
done
# shellcheck source=/dev/null
. "$agsekit_private/start"
: > "$agsekit_private/start"
PATH=$HOME/.local/bin:$PATH
# Its own type's, by the name of the version: so it is seen which versions are at work.
if [ -n "$AGSEKIT_TYPE" ] && cd -P -- "$HOME/.local/share/agsekit/agents/$AGSEKIT_TYPE/current/run" 2> /dev/null; then
    PATH=$PWD:$PATH
fi
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
unset AGSEKIT_FOLDER AGSEKIT_TYPE
if [ -t 1 ]; then
    # With a terminal the session is the one sshd made for it.
    read -r _ _ _ _ _ agsekit_session _ < "/proc/$$/stat"
    echo "$agsekit_session" > "$agsekit_private/session"
    exec "$@"
fi
# Without a terminal sshd keeps the session open for as long as anybody holds its pipes: what the agent leaves in the background would
# keep the run from ending. So the agent gets a session and pipes of its own, and both are ended with it.
agsekit_pump() {
    # What runs in the background has no standard input but by another number.
    exec 3<&0
    cat <&3 3<&- &
    echo "$!" > "$agsekit_private/$1"
    wait "$!" 2> /dev/null
}
# What the agent printed last may still be on its way; who holds the pipe longer than that is not waited for.
agsekit_drain() {
    read -r agsekit_cat < "$agsekit_private/$1"
    agsekit_tries=0
    while [ "$agsekit_tries" -lt 10 ] && kill -0 "$agsekit_cat"; do
        agsekit_tries=$((agsekit_tries + 1))
        sleep 0.1
    done
    kill "$agsekit_cat"
}
agsekit_work() {
    (
        # In a pipeline of a script it leads no group of processes: setsid goes on as this very process.
        read -r agsekit_session _ < /proc/self/stat
        echo "$agsekit_session" > "$agsekit_private/session"
        exec setsid -- "$@"
    )
    echo "$?" > "$agsekit_private/exit"
    exec > /dev/null 2>&1
    read -r agsekit_session < "$agsekit_private/session" && pkill -KILL -s "$agsekit_session"
    agsekit_drain out
}
exec 6>&1 7>&2
{
    {
        exec 2>&5 5>&- 6>&- 7>&-
        agsekit_work "$@"
    } | agsekit_pump out >&6 5>&-
    exec > /dev/null 2>&1 5>&-
    agsekit_drain err
} 5>&1 | agsekit_pump err >&7
agsekit_code=125
read -r agsekit_code < "$agsekit_private/exit"
exit "$agsekit_code"
