# shellcheck shell=sh disable=SC2015,SC2034,SC2154
# From the Python index, into an environment of its own. $1: the least Python.
least=${1-}
index=$(sed -n 's/^index-url *= *//p' /etc/pip.conf 2> /dev/null | tail -n 1)
index=${index:-https://pypi.org/simple}
reach "${index%/}/$from/"
python3 -c 'import sys; sys.exit(sys.version_info[:2] < tuple(map(int, sys.argv[1].split("."))))' "${least:-3}" || fail python "$least"
found=$wanted
if [ -z "$found" ]; then
    found=$(python3 -m pip index versions "$from" 2> /dev/null | sed -n 's/^[^ ]* (\(.*\))$/\1/p' | head -n 1)
fi
[ -n "$found" ] || fail version "$from"
chosen "$found"
if [ "$(cat "$new/.complete" 2> /dev/null)" != "$version" ]; then
    step install "$from $version"
    # shellcheck disable=SC2016
    run sh -c 'python3 -m venv "$1" && "$1/bin/pip" install --disable-pip-version-check --no-input --progress-bar off "$2" && echo "$3" > "$1/.complete"' sh "$new" "$from==$version" "$version" || fail pip
fi
settle
