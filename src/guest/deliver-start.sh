# shellcheck shell=sh
# Puts what starts an agent into the private folder of its run, from standard input, and says there when all of it has come. In an emulated
# guest each program that is started is felt: two are, the shell and mkdir.
# $1: the folder. $2: the agent's type, $3: its program; both empty for the user's own command. $4: "lines" where the input is short and of
# ASCII, which the shell takes in itself. Ends with 97 where the program is missing.
umask 077
mkdir -- "$1" 2> /dev/null || [ -O "$1" ] || exit 1
PATH=$HOME/.local/share/agsekit/agents/$2/current/run:$HOME/.local/bin:$PATH
code=0
if [ -n "$3" ] && ! command -v -- "$3" > /dev/null; then
    # Who waits for it already has nothing to wait for.
    echo 'exit 97' > "$1/start"
    code=97
elif [ "$4" = lines ]; then
    while IFS= read -r line; do
        printf '%s\n' "$line"
    done > "$1/start"
else
    cat > "$1/start"
fi || exit 1
: > "$1/ready"
exit "$code"
