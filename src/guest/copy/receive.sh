# shellcheck shell=sh
# Unpacks an archive from standard input beside its place, and puts it there when it has come to its end.
# $1: the folder, which begins with / or a dot; $2: the name in it; $3: what to do: new, replace or merge.
umask 022
cd "$1" || exit 1
to=$PWD/$2
stage=$(mktemp -d ./.agsekit-copy.XXXXXX) || exit 1
trap 'rm -rf "$stage"' EXIT
trap 'exit 1' HUP INT TERM PIPE
tar --extract --file=- --directory="$stage" --no-same-owner || exit 1
if ! [ -e "$stage/end" ]; then
    echo 'the copy broke off' >&2
    exit 1
fi
case $3 in
    new)
        if [ -e "$to" ] || [ -L "$to" ]; then
            echo 'there is something by that name by now' >&2
            exit 1
        fi
        mv -T "$stage/tree" "$to" || exit 1
        ;;
    replace) mv -fT "$stage/tree" "$to" || exit 1 ;;
    merge)
        at=$PWD
        cd "$stage/tree" || exit 1
        # shellcheck disable=SC2016
        find . -mindepth 1 -type d -exec sh -c 'for one; do [ -d "$0/$one" ] || mkdir "$0/$one" || exit 1; done' "$to" {} + || failed=1
        # shellcheck disable=SC2016
        find . ! -type d -exec sh -c 'for one; do mv -fT "$one" "$0/$one" || exit 1; done' "$to" {} + || failed=1
        cd "$at" || exit 1
        [ -z "${failed:-}" ] || exit 1
        ;;
esac
exit 0
