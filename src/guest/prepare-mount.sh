# shellcheck shell=sh
# Makes a place in the guest ready to be mounted on, and tells what the mount needs to know: user and group id, then sshfs's help.
# $1: the place.
target=$1
while mountpoint -q -- "$target" || [ "$(stat -c %F -- "$target" 2>&1 | grep -c 'not connected')" -gt 0 ]; do
    fusermount3 -u -z -- "$target" || exit 1
done
[ -d "$target" ] || mkdir -p -- "$target" 2> /dev/null || sudo install -d -o "$(id -u)" -g "$(id -g)" -- "$target" || exit 1
echo "$(id -u) $(id -g)"
sshfs -h 2>&1 || true
