# shellcheck shell=bash disable=SC2034,SC2154,SC2119
# One function a section; each judges the goals it measures.

fresh() {
    rm -rf -- "${disk:?}/$1"
    printf '%s/%s' "$disk" "$1"
}

# --- first copy: goal 6

first_ours() { our_snapshot "$(fresh first-ours)"; }
# What ours has published is on the disk, as restic's and borg's is: a copy by rsync, cp or the bound is there only when it is flushed as well.
# shellcheck disable=SC2016 # the inner bash expands them
flushed() { command=(bash -c '"${@:2}" && sync -f "$1"' _ "$disk" "$@"); }
first_rsync() { flushed rsync -a "$tree/" "$(fresh first-rsync)/"; }
first_bound() { flushed "$work/probe" copy "$tree" "$work/list" 2 "$(fresh first-bound)"; }
first_restic() {
    export RESTIC_PASSWORD=benchmark RESTIC_CACHE_DIR
    RESTIC_CACHE_DIR=$(fresh first-restic-cache)
    local repository
    repository=$(fresh first-restic)
    restic -q -r "$repository" init >/dev/null
    command=(restic -q -r "$repository" backup "$tree")
}
first_borg() {
    local repository
    repository=$(fresh first-borg)
    borg_call init -e none "$repository"
    "${command[@]}" >/dev/null 2>&1
    borg_call create "$repository::first" "$tree"
}
large_ours() { command=("$agsekit" backup-once --source-dir "$disk/large" --dest-dir "$(fresh large-ours)" --quiet); }
large_cp() { flushed cp -a "$disk/large" "$(fresh large-cp)"; }

section_first() {
    in_turn first "${tools[@]}" bound
    judge_faster 6 first rsync 2
    judge_bound 6 first 1.4
    mkdir "$disk/large"
    local i
    for i in 1 2 3 4; do head -c $((files * 1000)) /dev/urandom >"$disk/large/$i"; done
    in_turn large ours cp
    judge_faster 6 large cp 1.5
    rm -rf -- "$disk"/first-* "$disk"/large*
}

# --- nothing changed: goal 1

check_ours() { our_snapshot; }
check_rsync() { command=(rsync -a --delete --dry-run --itemize-changes "$tree/" "$rsync_copies/$(newest "$rsync_copies")/"); }
check_restic() { restic_call backup "$tree"; }
check_borg() { borg_snapshot; }
check_bound() { command=("$work/probe" check "$tree" "$work/list" 2); }

section_check() {
    refresh_all
    in_turn check "${tools[@]}" bound
    judge_bound 1 check 1.15
    judge_faster 1 check rsync 10
    judge_faster 1 check restic 30
    judge_faster 1 check borg 30
    if [[ -z $loop ]]; then
        not_measured 1 'bytes written when nothing changed' 'no disk of its own'
    else
        our_snapshot
        judge 1 'bytes written when nothing changed' "$(bytes_of "${command[@]}")" at-most 0 bytes
    fi
}

# Everybody has seen the tree as it is, twice: nothing is too young to be trusted any more.
refresh_all() {
    "$work/probe" list "$tree" "$work/list"
    sleep 0.1
    our_snapshot && "${command[@]}" >/dev/null && "${command[@]}" >/dev/null
    rsync -a --delete "$tree/" "$rsync_copies/$(newest "$rsync_copies")/"
    rsync -a --delete "$tree/" "$original_copies/$(newest "$original_copies")/"
}

# --- ten files changed, a new tree: goal 2

build_begin() {
    keep_few "$ours" 3
    keep_few "$rsync_copies" 3
    keep_few "$original_copies" 3
    edit_ten
}
build_ours() { our_snapshot; }
build_rsync() { rsync_linked "$rsync_copies"; }
build_original() { rsync_linked "$original_copies" before; }
build_restic() { restic_call backup "$tree"; }
build_borg() { borg_snapshot; }
build_bound() { command=("$work/probe" link "$rsync_copies/$(newest "$rsync_copies")" "$work/list" 2 "$(fresh build-bound)"); }

section_build() {
    in_turn build "${tools[@]}" original bound
    if rsync_is_slow; then judge_faster 2 build rsync 10; else judge_faster 2 build rsync 2.5; fi
    if rsync_is_slow; then judge_faster 2 build original 10; else not_measured 2 'build: faster than original' 'wanted with rsync 3.5'; fi
    judge_faster 2 build restic 3.5
    judge_faster 2 build borg 3.5
    printf 'against the C bound of linking alone: %s\n' "$(quotient "$(median build ours)" "$(median build bound)")"
    fresh build-bound >/dev/null
}

# --- ten files changed at the limit of retention: goal 3

recycle_begin() { edit_ten; }
recycle_ours() { our_snapshot_at_limit 3; }
recycle_rsync() { rsync_linked "$rsync_copies" after; }
recycle_original() { rsync_linked "$original_copies" both; }

fill_up() {
    local i
    for i in 1 2 3; do
        edit_ten
        our_snapshot && "${command[@]}" >/dev/null
        rsync_linked "$rsync_copies" && "${command[@]}"
        rsync_linked "$original_copies" && "${command[@]}"
    done
    keep_few "$ours" 3
    keep_few "$rsync_copies" 3
    keep_few "$original_copies" 3
}

section_recycle() {
    fill_up
    in_turn recycle ours rsync original
    if rsync_is_slow; then judge_faster 3 recycle rsync 50; else judge_faster 3 recycle rsync 12; fi
    if rsync_is_slow; then judge_faster 3 recycle original 60; fi
    if [[ -n $loop ]]; then
        edit_ten
        our_snapshot_at_limit 3
        judge 3 'recycled: written' "$(($(bytes_of "${command[@]}") / 100000))" at-most 100 '0.1 MB'
    fi
}

# --- restore: goal 9

restore_ours() { command=("$agsekit" backup restore "$(newest "$ours")" --source-dir "$tree" --dest-dir "$ours" --to "$(fresh restored-ours)" --yes --quiet); }
restore_rsync() { command=(rsync -a --delete "$ours/$(newest "$ours")/" "$(fresh restored-rsync)/"); }
undo_begin() {
    keep_few "$ours" 4
    our_snapshot && "${command[@]}" >/dev/null
    before_undo=$(newest "$ours")
    edit_ten
}
undo_ours() { command=("$agsekit" backup restore "$before_undo" --source-dir "$tree" --dest-dir "$ours" --yes --quiet); }

section_restore() {
    in_turn restore ours rsync
    judge_faster 9 restore rsync 2
    in_turn undo ours
    judge 9 'undo after ten changes' "$(median undo ours)" at-most 0.3 s
    rm -rf -- "$disk"/restored-*
}

# --- deleting a snapshot: goal 7

section_delete() {
    "$agsekit" backup-clean --help 2>/dev/null | grep -q backup-clean || { not_measured 7 'delete' 'this agsekit has no backup-clean'; return; }
    local i begin end gone='' ours_wrote rm_wrote
    for i in 1 2; do
        edit_ten
        our_snapshot && "${command[@]}" >/dev/null
    done
    keep_few "$ours" 3
    local victim
    victim=$(oldest "$ours")
    write_config 2
    local wrote
    wrote=$(bytes_written)
    begin=${EPOCHREALTIME/./}
    "$agsekit" backup-clean "$tree" 2 tail --yes >/dev/null 2>"$work/errors" </dev/null &
    while [[ -d $ours/$victim ]] && kill -0 $! 2>/dev/null; do :; done
    gone=${EPOCHREALTIME/./}
    wait $! || { cat "$work/errors" >&2; exit 1; }
    end=${EPOCHREALTIME/./}
    ours_wrote=$(($(bytes_written) - wrote))
    printf 'gone from view after %d ms, its files after %d ms, of which the start of a process takes a few\n' $(((gone - begin) / 1000)) $(((end - begin) / 1000))
    judge 7 'delete: gone from view' $(((gone - begin) / 1000)) at-most 15 ms
    cp -al "$rsync_copies/$(newest "$rsync_copies")" "$disk/doomed"
    if [[ -n $loop ]]; then
        rm_wrote=$(bytes_of rm -rf "$disk/doomed")
        judge 7 'delete: written, against rm -rf' "$(quotient "$ours_wrote" "$rm_wrote")" at-most 1.1 times
    fi
}

# The same folders, as the configuration names them.
write_config() {
    printf 'vms:\n  box: {cpu: 1, ram: 1G, disk: 4G}\nmounts:\n  - source: %s\n    backup: %s\n    max_backups: %s\n    backup_clean_method: tail\n' "$tree" "$ours" "$1" >"$work/home/config.yaml"
    chmod 600 "$work/home/config.yaml"
}

# --- cold cache: goal 10

cold_ours() { our_snapshot; forget_caches; }
cold_rsync() { check_rsync; forget_caches; }

section_cold() {
    ((EUID == 0)) || { not_measured 10 'cold cache' 'only root may drop the caches'; return; }
    refresh_all
    in_turn cold ours rsync
    judge_faster 10 cold rsync 3
}

# --- memory: goal 8

pss_of() {
    rm -f "$work/records/pss.$1"
    MEASURE_PSS=1 "$work/measure" "$work/records/pss.$1" "${command[@]}" 2>/dev/null
    awk '{ printf "%.1f", $4 / 1024 }' "$work/records/pss.$1"
}

section_memory() {
    local limit=20 i
    ((files <= 100000)) || limit=130
    refresh_all
    our_snapshot
    judge 8 "memory of a check, $files files" "$(pss_of check)" at-most "$limit" 'MB PSS'
    edit_ten
    our_snapshot
    judge 8 "memory of ten changes, $files files" "$(pss_of build)" at-most "$limit" 'MB PSS'
    our_snapshot "$(fresh first-ours)"
    printf 'a first copy takes %s MB\n' "$(pss_of first)"
    restore_ours
    printf 'a whole restore takes %s MB\n' "$(pss_of restore)"
    rm -rf -- "$disk/first-ours" "$disk/restored-ours"
    for i in rsync restic borg; do
        if [[ " ${tools[*]} " == *" $i "* ]]; then
            "check_$i"
            printf 'a check by %s takes %s MB\n' "$i" "$(pss_of "$i")"
        fi
    done
}

# --- system calls: goals 1, 2 and 3

calls_of() {
    strace -f -c -o "$work/calls" "${command[@]}" >/dev/null 2>&1 </dev/null
    awk '$NF != "total" && $1 ~ /^[0-9.]+$/ { sum += $4 } END { print sum }' "$work/calls"
}

section_syscalls() {
    local calls
    refresh_all
    our_snapshot
    calls=$(calls_of)
    judge 1 "system calls of a check: $calls, beyond one an entry, three a folder" "$((calls - (entries - folder_count) - 3 * folder_count))" at-most 500
    edit_ten
    our_snapshot
    judge 2 'system calls an entry, a new tree' "$(quotient "$(calls_of)" "$entries")" at-most 3.3
    fill_up
    edit_ten
    our_snapshot_at_limit 3
    judge 3 'system calls an entry, recycled' "$(quotient "$(calls_of)" "$entries")" at-most 1.8
}

# --- killed at random moments, and looked at: the scenario tests, many times over

section_crash() {
    AGSEKIT_CRASH_ROUNDS=$((rounds * 1000)) dotnet test "$here/../AgentSafetyKit.ScenarioTests" --nologo --filter 'FullyQualifiedName~CrashScenarios|FullyQualifiedName~KilledRecyclingScenarios' </dev/null
}

# --- goal 5: it is `run` that starts an agent after the capture, in a VM; what comes before is a check and ten copies

section_capture() { not_measured 5 'captured after' 'only a run in a VM does that'; }

# --- a folder that is watched: goal 4

section_continuous() {
    "$agsekit" backup-repeated --help 2>/dev/null | grep -q -- --continuous || { not_measured 4 'continuous' 'this agsekit has no word for it'; return; }
    local round begin before one
    refresh_all
    # At the limit of retention, where whoever works for longer than a few minutes is: each new snapshot is made of the oldest.
    "$agsekit" backup-repeated --source-dir "$tree" --dest-dir "$ours" --interval 1000 --max-backups 4 --backup-clean-method tail --continuous >"$work/watching" 2>&1 </dev/null &
    watched=$!
    until grep -q waiting "$work/watching"; do
        kill -0 "$watched" 2>/dev/null || { tail -3 "$work/watching" >&2; exit 1; }
        sleep 0.1
    done
    sleep 3
    before=$(awk '{ print $14 + $15 }' "/proc/$watched/stat")
    sleep 20
    judge 4 'watching: processor time in 20 s without a change' "$((($(awk '{ print $14 + $15 }' "/proc/$watched/stat") - before) * 10))" at-most 10 ms
    for ((round = -4; round < rounds; round++)); do
        one=$(newest "$ours")
        edit_ten
        # edit_ten ends with a pause of 50 ms; the quiet that is waited for is 2 s.
        begin=$((${EPOCHREALTIME/./} - 50000))
        while [[ $(newest "$ours") == "$one" ]]; do
            kill -0 "$watched"
            sleep 0.5
        done
        # When it was given its name: to look without a pause would take one of the processors away from it.
        ((round < 0)) || awk -v at="$(stat -c %.9Z "$ours/$(newest "$ours")")" -v begin="$begin" 'BEGIN { print at - begin / 1e6 - 2, 0, 0, 0 }' >>"$work/records/continuous.ours"
        sleep 0.5
    done
    # Not INT: a shell without job control lets what it starts in the background ignore that.
    kill -TERM "$watched"
    wait "$watched" 2>/dev/null || true
    watched=''
    judge 4 'continuous: published after two quiet seconds and' "$(awk -v s="$(median continuous ours)" 'BEGIN { print s * 1000 }')" at-most 15 ms
    keep_few "$ours" 3
}
