# shellcheck shell=sh
# Waits for the end of a detached agent. $1: the run's id. $2, $3, $4: what begin.sh said of it. $5: seconds at most.
# Says: "alive", "restarted" (the guest was), or "ended CODE", without a code where nobody knows it.
read -r boot < /proc/sys/kernel/random/boot_id
[ "$boot" = "$4" ] || {
    echo restarted
    exit
}
if lives "$2" "$3"; then
    [ "${5-20}" = 0 ] || timeout "${5-20}" tail -s 0.5 --pid="$2" -f /dev/null
    if lives "$2" "$3"; then
        echo alive
        exit
    fi
fi
code=
read -r code 2> /dev/null < "$HOME/.local/state/agsekit/runs/$1/exit"
echo "ended $code"
