# shellcheck shell=bash disable=SC2034,SC2154
# Running things in turn, medians, and verdicts. Sections define NAME_TOOL functions that set `command`.

passes=0 misses=0 unknown=0
command=()

headline() { printf '\n== %s\n' "$1"; }

# once NAME TOOL: prepares it, runs it measured, and keeps the numbers.
once() {
    local name=$1 tool=$2 code=0
    command=()
    "${name}_${tool}"
    settle
    "$work/measure" "$work/records/$name.$tool" "${command[@]}" 2>"$work/errors" || code=$?
    # 24: something vanished while rsync looked; 7: ours, with warnings.
    if ((code != 0)); then
        echo "snapshots.sh: ${command[*]}: ended with $code" >&2
        tail -5 "$work/errors" >&2
        exit 1
    fi
}

# in_turn NAME TOOL...: all tools each round, another one first each time, after NAME_begin.
in_turn() {
    local name=$1 round i
    shift
    local -a tools=("$@")
    for ((round = 0; round < rounds; round++)); do
        if declare -F "${name}_begin" >/dev/null; then "${name}_begin"; fi
        for ((i = 0; i < ${#tools[@]}; i++)); do
            once "$name" "${tools[(i + round) % ${#tools[@]}]}"
        done
    done
    for tool in "${tools[@]}"; do
        printf '%-12s %9.4f s   processor %8.4f s   fastest %9.4f s   peak %6.1f MB\n' "$tool" "$(median "$name" "$tool")" "$(median "$name" "$tool" 2)" "$(fastest "$name" "$tool")" \
            "$(awk -v k="$(median "$name" "$tool" 3)" 'BEGIN { print k / 1024 }')"
    done
}

median() { cut -d' ' -f"${3:-1}" "$work/records/$1.$2" | sort -g | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }

fastest() { cut -d' ' -f1 "$work/records/$1.$2" | sort -g | head -1; }

has_records() { [[ -s $work/records/$1.$2 ]]; }

quotient() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.3f", b == 0 ? 0 : a / b }'; }

# judge GOAL WHAT MEASURED at-most|at-least LIMIT [UNIT]
judge() {
    local verdict=MISS
    if awk -v m="$3" -v l="$5" -v how="$4" 'BEGIN { exit !(how == "at-most" ? m <= l : m >= l) }'; then
        verdict=pass passes=$((passes + 1))
    else
        misses=$((misses + 1))
    fi
    printf 'goal %-3s %-62s %10s %-8s wanted %s %s %s  %s\n' "$1" "$2" "$3" "${6:-}" "${4/-/ }" "$5" "${6:-}" "$verdict"
    printf '%s\n' "goal $1: $2: $3 ${6:-} ($verdict)" >>"$work/verdicts"
}

not_measured() {
    unknown=$((unknown + 1))
    printf 'goal %-3s %-62s not measured: %s\n' "$1" "$2" "$3"
}

# How many times faster ours is than another tool, where that one ran.
judge_faster() {
    local goal=$1 name=$2 tool=$3 limit=$4
    has_records "$name" "$tool" || { not_measured "$goal" "$name: faster than $tool" "it is not here"; return; }
    judge "$goal" "$name: faster than $tool" "$(quotient "$(median "$name" "$tool")" "$(median "$name" ours)")" at-least "$limit" times
}

judge_bound() {
    judge "$1" "$2: against the C bound" "$(quotient "$(median "$2" ours)" "$(median "$2" bound)")" at-most "$3" times
}

# bytes_of COMMAND...: what one run of it writes to the disk, flushed.
bytes_of() {
    local before after
    before=$(bytes_written)
    "$@" >/dev/null 2>"$work/errors" </dev/null || { tail -5 "$work/errors" >&2; exit 1; }
    after=$(bytes_written)
    echo $((after - before))
}

sum_up() {
    printf '\n%d goals reached, %d missed, %d not measured\n' "$passes" "$misses" "$unknown"
}
