# shellcheck shell=sh
# Says what a path in the VM is, and about how many bytes it holds. $1: the path, which begins with / or a dot.
if [ -d "$1" ]; then
    bytes=$(du -sb "$1" 2> /dev/null | head -n 1)
    echo "folder ${bytes%%[!0-9]*}"
elif [ -f "$1" ]; then
    echo "file $(stat -L -c %s "$1")"
elif [ -e "$1" ] || [ -L "$1" ]; then
    echo other
else
    echo missing
fi
