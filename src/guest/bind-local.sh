# shellcheck shell=sh
# Puts folders of the VM's own disk over folders of a mount: what is in them is neither on the host nor in its snapshots, and stays when
# the mount goes and comes again. $1: where the mount is; $2: its name here; then each folder's path in it. Says what it could not do.
target=$1
store=/var/lib/agsekit/local/$2
shift 2
for folder; do
    # A link of the folder would lead the mount somewhere else in the VM.
    at=$target
    rest=$folder
    bad=
    while [ -n "$rest" ]; do
        at=$at/${rest%%/*}
        [ ! -L "$at" ] || bad="a link is in its place"
        case $rest in */*) rest=${rest#*/} ;; *) rest= ;; esac
    done
    at=$target/$folder
    if [ -z "$bad" ] && [ ! -d "$at" ] && ! mkdir -p -- "$at" 2> /dev/null; then
        bad="it is not there and can not be made"
    fi
    if [ -z "$bad" ]; then
        # shellcheck disable=SC2016
        sudo -n sh -c '
            [ -d "$1" ] || { mkdir -p -- "$1" && chown "$3:$4" -- "$1"; } || exit 1
            while mountpoint -q -- "$2"; do umount -l -- "$2" || exit 1; done
            mount --bind -- "$1" "$2"
        ' sh "$store/$folder" "$at" "$(id -u)" "$(id -g)" 2> /dev/null || bad="it could not be mounted"
    fi
    [ -z "$bad" ] || printf '%s: %s\n' "$folder" "$bad"
done
