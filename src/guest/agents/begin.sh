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
[ -x "$bin/$program" ] || now=
if [ -n "$now" ] && [ "$renew" != renew ]; then
    case $wanted in
        '' | "$now") say "there" "$now" && exit 0 ;;
    esac
fi
# The words of a template with {version} and {deb} put in.
filled() { printf '%s\n' "$1" | sed -e "s|{version}|$version|g" -e "s|{deb}|$deb|g"; }
# chosen VERSION: it is what is wanted; where it is there, that is all.
chosen() {
    version=$1
    [ "$now" != "$version" ] || {
        say "there" "$version"
        exit 0
    }
    new=$place/$version
}
# settle: the program in $new runs; from here on it is the one.
settle() {
    [ -x "$new/bin/$program" ] || fail broken "$program"
    step start "$program"
    timeout 300 "$new/bin/$program" --version > "$apt_log" 2>&1 < /dev/null || {
        cat "$apt_log"
        fail broken "$program"
    }
    ln -sfn "$new/bin/$program" "$bin/$program" && printf '%s\n' "$version" > "$place/version.part" && mv -f "$place/version.part" "$place/version" || fail disk
    # The one before stays: an agent may be at work with it.
    for old in "$place"/*/; do
        [ "$old" = "$new/" ] || [ "$old" = "$place/$before/" ] || rm -rf -- "$old"
    done
    say "done" "$version"
    exit 0
}
