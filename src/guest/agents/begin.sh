# shellcheck shell=sh disable=SC2015,SC2034,SC2154
# What the scripts that install agents share; it stands between bundles/common.sh and each of them. All of it is done as the guest's ordinary
# user and lies in his home: a folder for each version, made complete before the link in ~/.local/bin leads to it.
# $3: the program. $4: the package, repository or address. $5: "renew" to look for a newer one. $6 and on: what belongs to the script.
program=$3 from=$4 renew=$5
shift 5
agents=$HOME/.local/share/agsekit/agents
place=$agents/$bundle
bin=$HOME/.local/bin
PATH="$bin:$PATH"
mkdir -p "$place" "$bin" || fail disk
case $(uname -m) in
    x86_64) deb=amd64 ;;
    aarch64) deb=arm64 ;;
    *) deb=$(uname -m) ;;
esac
before=$(cat "$place/version" 2> /dev/null)
now=$before
[ -n "$now" ] && [ -x "$place/$now/bin/$program" ] || now=
# link TARGET PLACE: at no moment is there none.
link() { [ "$(readlink -- "$2")" = "$1" ] || { ln -sfn -- "$1" "$2.new" && mv -fT -- "$2.new" "$2"; }; }
# lead VERSION: it is what runs. Of two types with one program each has its own; by itself the program is that of the type named last.
lead() {
    mkdir -p "$place/$1/run" && link "../bin/$program" "$place/$1/run/$program" && link "$1" "$place/current" && link "$place/$1/bin/$program" "$bin/$program"
}
as_it_is() {
    lead "$now" || fail disk
    say "there" "$now"
    exit 0
}
if [ -n "$now" ] && [ "$renew" != renew ]; then
    case $wanted in
        '' | "$now") as_it_is ;;
    esac
fi
# The words of a template with {version} and {deb} put in.
filled() { printf '%s\n' "$1" | sed -e "s|{version}|$version|g" -e "s|{deb}|$deb|g"; }
# chosen VERSION: it is what is wanted; where it is there, that is all.
chosen() {
    version=$1
    [ "$now" != "$version" ] || as_it_is
    new=$place/$version
}
# at_work FOLDER: what looks must not find itself.
at_work() {
    # shellcheck disable=SC2062
    printf '%s/\n' "$1" | grep -qsaF -f - /proc/[0-9]*/environ /proc/[0-9]*/cmdline && return
    find /proc/[0-9]*/exe -maxdepth 0 -lname "$1/*" 2> /dev/null | grep -q .
}
# settle: the program in $new runs; from here on it is the one.
settle() {
    [ -x "$new/bin/$program" ] || fail broken "$program"
    step start "$program"
    timeout 300 "$new/bin/$program" --version > "$apt_log" 2>&1 < /dev/null || {
        cat "$apt_log"
        fail broken "$program"
    }
    printf '%s\n' "$version" > "$place/version.part" && lead "$version" && mv -f "$place/version.part" "$place/version" || fail disk
    # The one before stays, and any that is at work: what a run started has its folder in its PATH.
    for old in "$place"/*/; do
        old=${old%/}
        case ${old##*/} in
            "$version" | "$before" | current) continue ;;
        esac
        at_work "$old" || rm -rf -- "$old"
    done
    say "done" "$version"
    exit 0
}
