#!/usr/bin/env bash
# A guest with snapd and an enforcing AppArmor, and the snaps that ours stands on, into the folder $1. As root.
#
# Debian sid: only its snapd confines the sockets of other snaps (on Debian 13 they are open, and a test of that would pass falsely).
# What comes out: vmlinuz, initrd.img, disk.raw, key, and snaps/{snapd,core24,multipass}_*.snap
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
to=$1
tree=$to/tree base=$to/base
packages=linux-image-amd64,initramfs-tools,zstd,systemd-sysv,udev,dbus,openssh-server,sudo,snapd,apparmor,squashfs-tools,kmod,mount,iproute2,procps,bash-completion,ca-certificates,sshfs,perl-base,libpam-systemd,dbus-user-session

say() { printf '    %s\n' "$*"; }

# The same place that this machine's packages come from.
mirror() {
    local line
    # shellcheck disable=SC2016
    while IFS= read -r line; do
        if [[ $line == http*/debian/ ]]; then
            printf '%s\n' "$line"
            return
        fi
    done < <(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages')
    echo http://deb.debian.org/debian/
}

# What mmdebstrap mounts into the tree goes with it, should it be killed.
bootstrap() {
    unshare --mount --propagation private -- mmdebstrap --quiet --mode=root --format=directory --architectures=amd64 \
        --aptopt='Acquire::Check-Valid-Until "false"' --aptopt='Acquire::Languages "none"' --aptopt='Acquire::Retries "3"' --aptopt='APT::Install-Recommends "false"' \
        --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' "$@" "deb $(mirror) sid main"
}

make_guest() {
    local unit who
    say 'Debian sid, with snapd and AppArmor'
    # A small first file system: under emulation each megabyte of it is time.
    # shellcheck disable=SC2016
    bootstrap --variant=apt --include="$packages" \
        --essential-hook='mkdir -p "$1/etc/initramfs-tools/conf.d" "$1/usr/share/initramfs-tools/modules.d"' \
        --essential-hook='printf "MODULES=list\nCOMPRESS=zstd\n" >"$1/etc/initramfs-tools/conf.d/small"' \
        --essential-hook='printf "virtio_pci\nvirtio_blk\next4\n" >"$1/usr/share/initramfs-tools/modules.d/disk"' sid "$tree"
    printf '/dev/vda / ext4 defaults 0 1\n' >"$tree/etc/fstab"
    printf 'snaptest\n' >"$tree/etc/hostname"
    printf '127.0.0.1 localhost snaptest\n' >"$tree/etc/hosts"
    printf 'nameserver 127.0.0.1\n' >"$tree/etc/resolv.conf"
    printf 'loop\nsquashfs\nvirtio_net\nfuse\n' >"$tree/etc/modules-load.d/snap-test.conf"
    # snapd stays the one that is installed, rather than the one in the snap "snapd", which is a stand-in.
    printf 'SNAP_REEXEC=0\n' >>"$tree/etc/environment"
    mkdir -p "$tree/etc/systemd/system/snapd.service.d" "$tree/etc/systemd/network"
    printf '[Service]\nEnvironment=SNAP_REEXEC=0\n' >"$tree/etc/systemd/system/snapd.service.d/snap-test.conf"
    printf '[Match]\nType=ether\n[Network]\nDHCP=yes\n' >"$tree/etc/systemd/network/80-snap-test.network"
    ln -sf /usr/lib/systemd/system/systemd-networkd.service "$tree/etc/systemd/system/multi-user.target.wants/"
    for unit in apt-daily.timer apt-daily-upgrade.timer e2scrub_all.timer fstrim.timer dpkg-db-backup.timer systemd-networkd-wait-online.service \
        getty@tty1.service serial-getty@ttyS0.service snapd.snap-repair.timer; do
        ln -sf /dev/null "$tree/etc/systemd/system/$unit"
    done
    # tester uses the snap, other must not get at what is tester's, ubuntu is the one inside the VM that the stand-in for Multipass has.
    for who in tester other ubuntu; do
        chroot "$tree" useradd --create-home --shell /bin/bash "$who"
    done
    printf 'tester ALL=(ALL) NOPASSWD:ALL\nubuntu ALL=(ALL) NOPASSWD:ALL\n' >"$tree/etc/sudoers.d/snap-test"
    printf 'MaxSessions 500\nUseDNS no\n' >"$tree/etc/ssh/sshd_config.d/snap-test.conf"
    printf 'user_allow_other\n' >>"$tree/etc/fuse.conf"
    ssh-keygen -q -t ed25519 -N '' -C snap-test -f "$to/key"
    # shellcheck disable=SC2016
    for who in root tester other; do
        chroot "$tree" sh -c 'umask 077 && home=$(getent passwd "$1" | cut -d : -f 6) && mkdir -p "$home/.ssh" && cat >"$home/.ssh/authorized_keys" && chown -R "$1:" "$home/.ssh"' sh "$who" <"$to/key.pub"
    done
    # Debian's own profiles, compiled under emulation, are minutes; only that of snap-confine is wanted.
    find "$tree/etc/apparmor.d" -mindepth 1 -maxdepth 1 -type f ! -name 'usr.lib.snapd.*' -delete
    rm -rf "$tree"/etc/apparmor.d/{apache2.d,abi.d,disable,force-complain,local}/* "$tree"/var/cache/apt/*.bin "$tree"/var/cache/apt/archives/*.deb "$tree"/var/lib/apt/lists/*
    cp "$tree"/boot/vmlinuz-* "$to/vmlinuz"
    cp "$tree"/boot/initrd.img-* "$to/initrd.img"
    rm -f "$tree"/boot/initrd.img-*
}

# A base is a root file system without anything of its own: what is mounted over it has its places. /usr/bin/snapctl is the one that snapd brings.
make_base() {
    local place
    say 'a base: the snap core24'
    bootstrap --variant=extract --include=base-files,base-passwd,bash,coreutils,dash,findutils,grep,hostname,libc-bin,libc6,login,mount,ncurses-base,perl-base,sed,tar,util-linux,zlib1g sid "$base"
    rm -rf "$base"/var/cache/apt "$base"/var/lib/apt/lists "$base"/usr/share/{doc,info,man,locale} "${base:?}/dev"
    for place in dev etc home lib/firmware lib/modules media meta mnt opt proc root run snap sys tmp usr/lib/snapd usr/src var/lib/snapd var/log var/snap var/tmp writable; do
        mkdir -p "$base/$place"
    done
    ln -sf ../lib/snapd/snapctl "$base/usr/bin/snapctl"
    printf 'name: core24\nversion: "1"\nsummary: A stand-in for the base\ndescription: It has what a test needs.\ntype: base\narchitectures: [amd64]\nconfinement: strict\n' >"$base/meta/snap.yaml"
    snap pack "$base" "$to/snaps" >/dev/null
}

# The snap "snapd" is never run: it is asked for, so it is there, and its profile of snap-confine is Debian's.
make_snapd() {
    local snapd=$to/snapd
    say 'a stand-in for the snap snapd'
    mkdir -p "$snapd/meta" "$snapd/etc/apparmor.d" "$snapd/usr/lib/snapd"
    cp "$(find "$tree/etc/apparmor.d" -name 'usr.lib.snapd.snap-confine*' | head -n 1)" "$snapd/etc/apparmor.d/usr.lib.snapd.snap-confine.real"
    # The scripts of completion come from it too: without them snapd registers none.
    cp "$tree"/usr/lib/snapd/{info,complete.sh,etelpmoc.sh} "$snapd/usr/lib/snapd/"
    printf 'name: snapd\nversion: "1"\nsummary: A stand-in for snapd\ndescription: It has what a test needs.\ntype: snapd\narchitectures: [amd64]\nconfinement: strict\n' >"$snapd/meta/snap.yaml"
    snap pack "$snapd" "$to/snaps" >/dev/null
}

# Multipass as it would be with the slots that are proposed for it: it lends its client and its socket.
make_provider() {
    local provider=$to/multipass
    say 'a stand-in for the snap multipass'
    mkdir -p "$provider/meta" "$provider/bin"
    install -m 755 "$here/multipass.pl" "$provider/bin/multipass"
    cp "$here/multipass-snap.yaml" "$provider/meta/snap.yaml"
    snap pack "$provider" "$to/snaps" >/dev/null
}

mkdir -p "$to/snaps"
make_guest
make_base
make_snapd
make_provider
say 'the disk'
# Extended attributes come along: snap-confine's file capabilities are one.
truncate -s 4G "$to/disk.raw"
/usr/sbin/mkfs.ext4 -q -E lazy_itable_init=1,lazy_journal_init=1 -d "$tree" "$to/disk.raw"
rm -rf "$tree" "$base" "$to/snapd" "$to/multipass"
