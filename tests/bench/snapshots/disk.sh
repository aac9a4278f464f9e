# shellcheck shell=bash disable=SC2034,SC2154
# A disk for the benchmark alone, and its end. The caller sets: place, files.

work='' disk='' loop=''

clean_up() {
    local code=$?
    trap - EXIT
    trap "" INT TERM
    cd /
    [[ -z ${watched:-} ]] || kill "$watched" 2>/dev/null || true
    if [[ -n $loop ]]; then
        umount "$disk" 2>/dev/null || { sleep 1; umount -l "$disk" 2>/dev/null || true; }
        losetup -d "$loop" 2>/dev/null || true
    fi
    if [[ -n $work ]]; then
        chmod -R u+rwX -- "$work" 2>/dev/null || true
        rm -rf -- "$work"
    fi
    exit "$code"
}

make_disk() {
    work=$(mktemp -d "$place/agsekit-bench-XXXXXX")
    disk=$work/disk
    mkdir "$disk" "$work/home" "$work/records"
    export AGSEKIT_HOME=$work/home AGSEKIT_LANG=en
    if ((EUID != 0)); then
        echo "not root, so no disk of its own: in $disk as it is, without counting what is written"
        return 0
    fi
    # Room for about twenty copies of the tree's folders and six of its files.
    truncate -s $((2 * 1024 * 1024 * 1024 + files * 65536)) "$work/image"
    mkfs.ext4 -q -F -E lazy_itable_init=0,lazy_journal_init=0,nodiscard -N $((files * 12 + 200000)) "$work/image"
    if ! loop=$(losetup --find --show "$work/image") || ! mount -o noatime "$loop" "$disk"; then
        [[ -z $loop ]] || losetup -d "$loop"
        loop=''
        echo "no loop device here: in $disk as it is, without counting what is written"
    fi
}

# Bytes the disk was told to write since it is there.
bytes_written() {
    [[ -n $loop ]] || { echo 0; return; }
    sync -f "$disk"
    awk '{ printf "%d\n", $7 * 512 }' "/sys/block/${loop#/dev/}/stat"
}

settle() { sync -f "$disk"; }

forget_caches() {
    sync
    echo 3 >/proc/sys/vm/drop_caches
}

build_probes() {
    local source
    for source in tree measure probe; do
        gcc -O2 -Wall -Werror -pthread -o "$work/$source" "$here/snapshots/$source.c"
    done
}

make_tree() {
    tree=$disk/tree
    local folders=$((files / 10))
    echo "tree: $files files, 188 symbolic links, $folders folders, $((files * 39 / 10000)) MB, up to 12 levels; $rounds rounds; $(nproc) processors"
    "$work/tree" "$tree" "$files" "$folders" 188 12 $((files * 3900))
    entries=$((files + 188 + folders + 1))
    folder_count=$((folders + 1))
    "$work/probe" list "$tree" "$work/list" >/dev/null
    find "$tree" -type f | LC_ALL=C sort >"$work/names"
    # Nothing of the tree shall be as young as the first look at it.
    sleep 2.1
    settle
}

# The same ten files a round, in ten folders; another ten each time.
edit_ten() {
    edit_number=$((${edit_number:-0} + 1))
    awk -v n="$edit_number" -v all="$files" 'NR % int(all / 10) == (n * 37) % int(all / 10)' "$work/names" | head -10 | while IFS= read -r file; do
        printf '/* edit %s */\n' "$edit_number" >>"$file"
    done
    sleep 0.05
}
