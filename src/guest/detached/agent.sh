# shellcheck shell=sh
# The last part of the script that starts a detached agent, run by tmux as the program of its only pane. The part before it sets
# AGSEKIT_FOLDER and AGSEKIT_TYPE, exports the agent's variables and puts the agent's command into "$@". It came over standard input into a private folder
# in memory and is gone before the agent starts. This shell outlives the agent, to say how it ended.
# shellcheck disable=SC2153
agsekit_run=$AGSEKIT_RUN
rm -f -- "$0" "${0%/*}/ready" && rmdir -- "${0%/*}"
unset TMUX TMUX_PANE TERM_PROGRAM TERM_PROGRAM_VERSION AGSEKIT_RUN AGSEKIT_START
export COLORTERM=truecolor LANG="${LANG:-C.UTF-8}"
# What a key or 'agsekit stop' sends to the whole session is for the agent: a trap, unlike ignoring, is not inherited.
trap : HUP INT QUIT TERM
# shellcheck source=/dev/null
[ -r /etc/profile ] && . /etc/profile
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
if ! cd -- "$AGSEKIT_FOLDER"; then
    echo "agsekit: the folder $AGSEKIT_FOLDER can not be entered in the VM" >&2
    agsekit_code=125
elif ! command -v -- "$1" > /dev/null; then
    echo "agsekit: '$1' is not installed in the VM" >&2
    agsekit_code=127
else
    unset AGSEKIT_FOLDER AGSEKIT_TYPE
    "$@"
    agsekit_code=$?
fi
echo "$agsekit_code" > "$agsekit_run/exit.part" && mv -f -- "$agsekit_run/exit.part" "$agsekit_run/exit"
