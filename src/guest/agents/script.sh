# shellcheck shell=sh disable=SC2015,SC2034,SC2154
# By a script of the vendor's, fetched over TLS and run here in the VM only. $1: where it puts the program, beneath the home folder. $2: the variable
# that tells it the version, or "". $3: how many words NAME=VALUE follow; then its arguments.
puts=$1 variable=$2 count=$3
shift 3
reach "$from"
# What the vendor calls its newest is known afterwards.
version=$wanted new=$place/part
fetch_script() { curl_url "$from" --max-time 120 -o "$cache/agent-install"; }
step download "$(host_of "$from")"
fetch_script || fail unreachable "$(host_of "$from")" ""
[ -z "$variable" ] || [ -z "$wanted" ] || export "$variable=$wanted"
while [ "$count" -gt 0 ]; do
    # shellcheck disable=SC2163
    export "$1"
    shift
    count=$((count - 1))
done
# An argument that is nothing but the version is left out where none is wanted.
for word in "$@"; do
    shift
    word=$(filled "$word")
    [ -z "$word" ] || set -- "$@" "$word"
done
step install "$program"
rm -f -- "$HOME/$puts"
run bash "$cache/agent-install" "$@" || fail script
rm -f -- "$cache/agent-install"
[ -x "$HOME/$puts" ] || fail broken "$program"
version=$("$HOME/$puts" --version 2> /dev/null < /dev/null | grep -oE '[0-9]+([.][0-9]+)+' | head -n 1)
[ -n "$version" ] || fail broken "$program"
new=$place/$version
mkdir -p "$new/bin" && mv -f -- "$HOME/$puts" "$new/bin/$program" || fail disk
settle
