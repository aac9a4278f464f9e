# shellcheck shell=bash disable=SC2034,SC2154,SC2119,SC2120
# The programs compared: where each keeps its copies, and how each is called.

ours='' rsync_copies='' original_copies='' tools=()

has() { type -P "$1" >/dev/null; }

# The newest snapshot or copy in a folder.
newest() { find "$1" -mindepth 1 -maxdepth 1 -type d ! -name '*-partial' -printf '%f\n' | LC_ALL=C sort -V | tail -1; }

oldest() { find "$1" -mindepth 1 -maxdepth 1 -type d ! -name '*-partial' -printf '%f\n' | LC_ALL=C sort -V | head -1; }

snapshots_in() { find "$1" -mindepth 1 -maxdepth 1 -type d ! -name '*-partial' | wc -l; }

# rsync's security releases since 3.4.3 walk each path component by component and are much slower: they have goals of their own.
rsync_is_slow() { [[ $(rsync --version | awk 'NR == 1 { print $3 }') =~ ^v?(3\.4\.[3-9]|3\.[5-9]|[4-9]) ]]; }

our_snapshot() { command=("$agsekit" backup-once --source-dir "$tree" --dest-dir "${1:-$ours}" --quiet); }

# rsync_linked FOLDER [before|after|both]: a copy with hard links to the newest one there; as the original works, a dry run says first whether anything changed; the oldest goes afterwards.
rsync_linked() {
    local copies=$1 how=${2:-}
    rsync_number=$((${rsync_number:-100000} + 1))
    local words=''
    # shellcheck disable=SC2016 # words of the inner shell
    {
        case $how in before | both) words='rsync -a --delete --dry-run --itemize-changes "$1/" "$2/" >/dev/null && ' ;; esac
        words+='rsync -a --delete "--link-dest=$2" "$1/" "$3/"'
        case $how in after | both) words+=' && rm -rf -- "$4"' ;; esac
    }
    command=(bash -c "$words" _ "$tree" "$copies/$(newest "$copies")" "$copies/$rsync_number" "$copies/$(oldest "$copies")")
}

# keep_few FOLDER N: so that the disk does not fill up; not measured.
keep_few() {
    local one
    while (($(snapshots_in "$1") > $2)); do
        one=$(oldest "$1")
        rm -rf -- "${1:?}/$one" "$1/.agsekit-$one.man"
    done
}

restic_call() {
    export RESTIC_PASSWORD=benchmark RESTIC_CACHE_DIR=$disk/restic-cache
    command=(restic -q -r "$disk/restic" "$@")
}

borg_call() {
    export BORG_BASE_DIR=$disk/borg-home BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK=yes BORG_RELOCATED_REPO_ACCESS_IS_OK=yes
    command=(borg "$@")
}

borg_snapshot() {
    borg_number=$((${borg_number:-0} + 1))
    borg_call create "$disk/borg::s$borg_number" "$tree"
}

base_copies() {
    ours=$disk/ours rsync_copies=$disk/rsync original_copies=$disk/original
    mkdir "$rsync_copies" "$original_copies"
    our_snapshot && "${command[@]}" >/dev/null
    our_snapshot && "${command[@]}" >/dev/null
    rsync -a "$tree/" "$rsync_copies/100000/"
    cp -al "$rsync_copies/100000" "$original_copies/100000"
    tools=(ours rsync)
    if has restic; then
        restic_call init && "${command[@]}" >/dev/null
        restic_call backup "$tree" && "${command[@]}" >/dev/null
        tools+=(restic)
    fi
    if has borg; then
        borg_call init -e none "$disk/borg" && "${command[@]}" >/dev/null 2>&1
        borg_snapshot && "${command[@]}" >/dev/null
        tools+=(borg)
    fi
    printf 'compared with: %s%s%s\n' "$(rsync --version | head -1)" "$(! has restic || printf ', %s' "$(restic version | cut -d' ' -f1-2)")" "$(! has borg || printf ', %s' "$(borg --version)")"
}

# our_snapshot_at_limit N: a snapshot where retention keeps N.
our_snapshot_at_limit() {
    command=("$agsekit" backup-once --source-dir "$tree" --dest-dir "$ours" --max-backups "$1" --backup-clean-method tail --quiet)
}
