# shellcheck shell=sh
# A VM that was put back to an earlier moment: gives it the time of now, and takes away mounts whose other end is gone. $1: seconds since 1970.
sudo -n date -u -s "@$1" > /dev/null
while read -r _ place kind _; do
    # Blanks in it are written as \040.
    [ "$kind" != fuse.sshfs ] || sudo -n umount -l "$(printf '%b' "$place")"
done < /proc/mounts
exit 0
