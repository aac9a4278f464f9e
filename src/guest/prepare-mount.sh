# shellcheck shell=sh
# Makes a place in the guest ready to be mounted on, and tells what the mount needs to know: user and group id, then sshfs's help.
# $1: the place.
target=$1
# Whatever is mounted there goes first, without asking it anything: a dead mount would never answer.
tries=0
while [ "$tries" -lt 10 ] && fusermount3 -u -z -- "$target" 2> /dev/null; do
    tries=$((tries + 1))
done
[ -d "$target" ] || mkdir -p -- "$target" 2> /dev/null || sudo install -d -o "$(id -u)" -g "$(id -g)" -- "$target" || exit 1
echo "$(id -u) $(id -g)"
sshfs -h 2>&1 || true
