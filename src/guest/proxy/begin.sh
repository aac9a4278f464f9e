# shellcheck shell=sh
# Makes ready what leads one run through a proxy: its configuration in a folder in memory, and where it is a helper (privoxy), that too, at the
# first port that is free. All of it goes with the private folder of the run, whoever takes that away.
# $1: the private folder of the run, which may come later. $2: proxychains or privoxy. $3, $4: the first and the last port.
# Standard input: the host of the proxy, then the configuration, in which @PROXY@ stands for the host's address.
set -u
umask 077
PATH=$PATH:/usr/sbin:/sbin
run=$1 own=$1-proxy
mkdir -- "$own" || exit 1
read -r host
address=$(getent ahostsv4 "$host" | awk '{ print $1; exit }')
sed "s/@PROXY@/${address:-$host}/" > "$own/config" || exit 1
listens() {
    awk -v port="$(printf ':%04X' "$1")" '$4 == "0A" && substr($2, length($2) - 4) == port { found = 1 } END { exit !found }' /proc/net/tcp /proc/net/tcp6 2> /dev/null
}
helper=
port=$3
if [ "$2" = privoxy ]; then
    # Debian's AppArmor profile lets the program of that path read only the configuration of the service.
    program=$own/privoxy
    cp -- "$(command -v privoxy)" "$program" && "$program" --version > /dev/null 2>&1 || program=privoxy
    while [ -z "$helper" ]; do
        while listens "$port"; do
            port=$((port + 1))
        done
        [ "$port" -le "$4" ] || {
            echo "no port from $3 to $4 is free in the VM" >&2
            rm -rf -- "$own"
            exit 1
        }
        sed "1i listen-address 127.0.0.1:$port" "$own/config" > "$own/helper"
        setsid "$program" --no-daemon "$own/helper" < /dev/null > "$own/log" 2>&1 &
        helper=$!
        tries=0
        until listens "$port"; do
            tries=$((tries + 1))
            if [ "$tries" -gt 100 ] || ! kill -0 "$helper" 2> /dev/null; then
                kill "$helper" 2> /dev/null
                helper=
                break
            fi
            sleep 0.1
        done
        # Somebody was quicker at that port, or it does not start at all.
        if [ -z "$helper" ] && ! listens "$port"; then
            tail -n 3 "$own/log" >&2
            rm -rf -- "$own"
            exit 1
        fi
    done
fi
# An agent that needs nobody has its start in the one folder, and its life in the other.
detached=$HOME/.local/state/agsekit/runs/${run##*/agsekit-}
(
    trap '' HUP
    tries=0
    until [ -d "$run" ] || [ "$tries" -gt 300 ]; do
        tries=$((tries + 1))
        sleep 0.2
    done
    while [ -d "$run" ] || [ -d "$detached" ]; do
        sleep 0.5
    done
    [ -z "$helper" ] || kill "$helper"
    rm -rf -- "$own"
) < /dev/null > /dev/null 2>&1 &
echo "$port"
