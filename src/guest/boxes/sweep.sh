# shellcheck shell=sh disable=SC2154
# Ends what an execution runs in a session, and the execution itself, which may only be about to begin its command. CONTAINER WORD
for each in $(pgrep -f -- "$2"); do
    [ "$each" = $$ ] || kill "$each" 2> /dev/null
done
sweep "$1"
