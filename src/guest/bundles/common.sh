# shellcheck shell=sh disable=SC2015
# What the scripts of the bundles share; it is put before each of them. They run as the guest's ordinary user, with sudo where needed, and are
# told the version that is wanted ("" for none). Each line that begins with @ is meant for agsekit:
#   @step WHAT ARGUMENT     what is being done now        @there VERSION   it was there already
#   @fail WHY ARGUMENT      why it can not be done        @done VERSION    it is there now
# A connection that breaks ends none of this in the middle: the step that runs is finished, and the next one is not begun.
set -u
trap '' HUP PIPE
umask 022
export LC_ALL=C.UTF-8 GIT_TERMINAL_PROMPT=0
# shellcheck source=/dev/null
[ -r /etc/profile.d/agsekit.sh ] && . /etc/profile.d/agsekit.sh
bundle=$1 wanted=$2
records=/var/lib/agsekit/bundles
cache=$HOME/.cache/agsekit
apt_log=$cache/log

say() { printf '@%s\n' "$*" || exit 129; }
step() { say step "$@"; }
fail() {
    say fail "$@"
    exit 1
}
request() { if [ -n "$wanted" ]; then echo "$bundle:$wanted"; else echo "$bundle"; fi; }

# record VERSION: what list-bundles shows.
record() {
    recorded=
    [ ! -f "$records/$(request)" ] || read -r recorded < "$records/$(request)"
    [ "$recorded" != "$1" ] || return 0
    sudo -n mkdir -p "$records" && printf '%s\n' "$1" | sudo -n tee "$records/$(request)" > /dev/null || fail sudo
}
there() {
    record "$1"
    say "there" "$1"
    exit 0
}
# finish VERSION: an empty one means that the tool was installed and does not run.
finish() {
    [ -n "$1" ] || fail broken "$bundle"
    record "$1"
    say "done" "$1"
    exit 0
}

# One at a time in this VM; a broken-off one may still be at its last step.
one_at_a_time() {
    mkdir -p "$cache" && chmod 700 "$cache" && exec 9> "$cache/lock" || fail disk
    flock -n 9 && return
    step wait
    flock -w 600 9 || fail busy
}

# run COMMAND...: to its end, whether or not anybody listens; its words are passed on as they come.
run() {
    : > "$apt_log"
    "$@" > "$apt_log" 2>&1 < /dev/null &
    running=$!
    tail -n +1 -s 0.3 --pid="$running" -f "$apt_log" 2> /dev/null
    wait "$running"
}

# The host of an address, without what may be secret in it.
host_of() { printf '%s\n' "$1" | sed -e 's|^[a-z]*://||' -e 's|[/?#].*||' -e 's|.*@||'; }

# The address goes over standard input: it may hold a password.
curl_url() {
    address=$1
    shift
    printf 'url = "%s"\n' "$address" | curl -K - -fsSL --connect-timeout 10 "$@"
}

# answers URL: whether it can be fetched, within ten seconds; why not is in $why.
answers() {
    if command -v curl > /dev/null; then
        why=$(curl_url "$1" -o /dev/null -r 0-0 --max-time 10 2>&1)
    else
        why=$(printf '%s' "$1" | python3 -c 'import sys, urllib.request as u
try: u.urlopen(sys.stdin.read(), timeout=10).read(1)
except Exception as e: sys.exit(str(e))' 2>&1)
    fi
}
# reach URL: says at once that a source can not be reached.
reach() {
    host=$(host_of "$1")
    step probe "$host"
    answers "$1" && return
    case $why in
        *certificate*) fail certificate "$host" "$why" ;;
        *) fail unreachable "$host" "$why" ;;
    esac
}
# fetch URL FILE: gone on with where it was broken off.
fetch() {
    step download "$(host_of "$1")"
    curl_url "$1" -C - -o "$2" --retry 2 && return
    rm -f -- "$2"
    curl_url "$1" -o "$2" || fail unreachable "$(host_of "$1")" ""
}

apt() {
    sudo -n env DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 apt-get -q -y -o DPkg::Lock::Timeout=300 -o APT::Status-Fd=1 -o Dpkg::Use-Pty=0 \
        -o Dpkg::Options::=--force-confold -o Acquire::Retries=2 -o Acquire::http::Timeout=30 -o Acquire::https::Timeout=30 "$@"
}
# apt_ready: the package sources answer, nothing is half installed, the lists are of today.
apt_ready() {
    [ -z "${apt_is_ready-}" ] || return 0
    sudo -n true 2> /dev/null || fail sudo
    seen=
    for address in $(apt-get update --print-uris 2> /dev/null | sed -n "s/^'\([^']*\)'.*InRelease .*/\1/p"); do
        case " $seen " in *" $(host_of "$address") "*) continue ;; esac
        reach "$address"
        seen="$seen $(host_of "$address")"
    done
    [ -n "$seen" ] || fail sources
    if [ -n "$(sudo -n dpkg --audit 2>&1)" ]; then
        step mend
        run sudo -n env DEBIAN_FRONTEND=noninteractive dpkg --force-confold --configure -a
        run apt --fix-broken --no-install-recommends install
    fi
    stamp=/var/lib/agsekit/apt-lists
    if [ -z "$(find "$stamp" -mmin -360 2> /dev/null)" ] || [ -n "$(find /etc/apt/sources.list /etc/apt/sources.list.d -newer "$stamp" 2> /dev/null)" ]; then
        step update
        run apt update || fail apt
        sudo -n mkdir -p /var/lib/agsekit && sudo -n touch "$stamp"
    fi
    apt_is_ready=1
}
# candidate PACKAGE: the version the release has, without its epoch; empty for none.
candidate() { apt-cache policy "$1" | sed -n -e 's/^  Candidate: //p' | sed -e '/(none)/d' -e 's/^[0-9]*://'; }
# fits VERSION: whether it is the wanted one, or one of the wanted ones.
fits() {
    case ${1#v}. in
        "$wanted".* | "$wanted"[!0-9]*) [ -n "$1" ] ;;
        *) [ -z "$wanted" ] ;;
    esac
}
has_packages() { ! dpkg-query -W -f '${db:Status-Status}\n' "$@" 2>&1 | grep -qvx installed; }
packages() {
    has_packages "$@" && return
    apt_ready
    step install "$*"
    run apt --no-install-recommends install "$@" && return
    step mend
    run apt update
    run apt --fix-broken --no-install-recommends install
    run apt --no-install-recommends install "$@" || fail apt
}
one_at_a_time
