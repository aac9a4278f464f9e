# shellcheck shell=sh
# What runs in the guest, and what it takes: two looks at /proc (proc(5)), a moment apart.
# $1: seconds between them. $2: how many processes to name, the busiest first. Then ID:SESSION of each run that is asked for; without SESSION it
# is looked up where the start of an attached agent left it. Says, in words and whole numbers:
#   time ELAPSED TICKS PAGE     hundredths of a second; clock ticks in a second; bytes of a page
#   memory TOTAL AVAILABLE      kibibytes
#   count PROCESSES
#   run ID TICKS PAGES PROCESSES
#   process PID TICKS PAGES NAME
seconds=$1 most=$2
shift 2
wanted=
for run; do
    session=${run#*:} id=${run%%:*}
    [ -n "$session" ] || read -r session 2> /dev/null < "/dev/shm/agsekit-$id/session"
    case $session in '' | *[!0-9]*) continue ;; esac
    wanted="$wanted $id:$session"
done
now() {
    read -r up _ < /proc/uptime
    echo "@ $up"
}
look() {
    now
    # Not cat: a name may hold a line feed, and then only the path says whose line it is.
    grep -sa '' /proc/[0-9]*/stat
}
{
    look
    sleep "$seconds"
    look
    now
    grep -E '^(MemTotal|MemAvailable):' /proc/meminfo
} | LC_ALL=C awk -v wanted="$wanted" -v self="$$" -v most="$most" -v ticks="$(getconf CLK_TCK)" -v page="$(getconf PAGESIZE)" '
/^@ / { at[++looks] = $2; next }
/^MemTotal:/ { total = $2; next }
/^MemAvailable:/ { available = $2; next }
{
    slash = index(substr($0, 7), "/")
    pid = substr($0, 7, slash - 1)
    if (pid !~ /^[0-9]+$/) next
    name = $0
    if (!sub(/^[^:]*:[0-9]+ \(/, "", name)) name = "?"
    if (!match($0, /.*\) [A-Za-z] /)) next
    rest = substr($0, RLENGTH - 1)
    split(rest, field, " ")
    sub(/\) [A-Za-z] .*$/, "", name)
    gsub(/[^!-~]/, "?", name)
    used = field[12] + field[13]
    if (looks == 1) { before[pid] = used; next }
    if (!(pid in parent)) order[++count] = pid
    parent[pid] = field[2]; session[pid] = field[4]; pages[pid] = field[22]; called[pid] = substr(name, 1, 30)
    delta[pid] = pid in before ? used - before[pid] : used
    if (delta[pid] < 0) delta[pid] = 0
}
END {
    printf "time %d %d %d\nmemory %d %d\ncount %d\n", (at[2] - at[1]) * 100, ticks, page, total, available, count
    runs = split(wanted, run, " ")
    for (i = 1; i <= runs; i++) {
        split(run[i], part, ":")
        t = 0; m = 0; n = 0
        for (j = 1; j <= count; j++) {
            p = order[j]
            for (up = 0; up < 40 && (p in parent) && p != part[2] && session[p] != part[2]; up++) p = parent[p]
            if ((p in parent) && (p == part[2] || session[p] == part[2])) { t += delta[order[j]]; m += pages[order[j]]; n++ }
        }
        printf "run %s %d %d %d\n", part[1], t, m, n
    }
    # Who looks is not what is looked for.
    for (j = 1; j <= count; j++) {
        p = order[j]
        for (up = 0; up < 40 && (p in parent) && p != self; up++) p = parent[p]
        if (p == self) shown[order[j]] = 1
    }
    for (i = 0; i < most; i++) {
        best = ""
        for (j = 1; j <= count; j++) {
            p = order[j]
            if (!(p in shown) && pages[p] > 0 && (best == "" || delta[p] > delta[best] || (delta[p] == delta[best] && pages[p] > pages[best]))) best = p
        }
        if (best == "") break
        shown[best] = 1
        printf "process %d %d %d %s\n", best, delta[best], pages[best], called[best]
    }
}'
