#!/bin/sh
# Makes a freshly installed Debian tree into the base image of a VM. Runs on the machine that builds the image; $1 is the tree.
# The other files of this folder have been put into $1/agsekit-build.
set -eu
root=$1
from=$root/agsekit-build

chroot "$root" useradd --create-home --uid 1000 --user-group --shell /bin/bash ubuntu
printf 'ubuntu ALL=(ALL) NOPASSWD:ALL\n' > "$root/etc/sudoers.d/90-agsekit"
chmod 440 "$root/etc/sudoers.d/90-agsekit"
mkdir -p "$root/home/ubuntu/.ssh"
chmod 700 "$root/home/ubuntu/.ssh"
chroot "$root" chown ubuntu:ubuntu /home/ubuntu/.ssh
printf 'user_allow_other\n' >> "$root/etc/fuse.conf"

# What must not be the same in two machines.
rm -f "$root"/etc/ssh/ssh_host_* "$root/var/lib/dbus/machine-id" "$root/etc/resolv.conf"
: > "$root/etc/machine-id"
: > "$root/etc/fstab"
printf 'agsekit\n' > "$root/etc/hostname"

# The answerer of names: see the network script of the engine.
printf 'nameserver 169.254.53.53\noptions edns0 timeout:3\n' > "$root/etc/resolv.conf"
# Mounts, forwards and sessions of a machine share one connection: sshd's default of 10 sessions is too few.
mkdir -p "$root/etc/ssh/sshd_config.d"
printf 'MaxSessions 500\nPasswordAuthentication no\nUseDNS no\nPrintMotd no\nPrintLastLog no\n' > "$root/etc/ssh/sshd_config.d/10-agsekit.conf"

# cloud-init runs only for a machine with settings of its own; addresses and keys are given by agsekit-seed, which takes a tenth of the time.
printf 'datasource_list: [NoCloud]\nnetwork: {config: disabled}\nlocale: C.UTF-8\napt_preserve_sources_list: true\n' > "$root/etc/cloud/cloud.cfg.d/99-agsekit.cfg"
mkdir -p "$root/usr/local/lib/agsekit"
install -m 755 "$from/seed.sh" "$root/usr/local/lib/agsekit/seed"
install -m 644 "$from/agsekit-seed.service" "$root/etc/systemd/system/agsekit-seed.service"
chroot "$root" systemctl --quiet enable agsekit-seed.service ssh.service

# A disposable machine behind a private line: no timers that wake it, no consoles nobody looks at, no hardware it does not have.
for unit in apt-daily.timer apt-daily-upgrade.timer man-db.timer dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service fstrim.timer \
    getty@tty1.service serial-getty@ttyS0.service serial-getty@ttyAMA0.service console-getty.service \
    systemd-networkd-wait-online.service networking.service cloud-init-hotplugd.socket systemd-update-utmp.service \
    systemd-update-utmp-runlevel.service systemd-pstore.service systemd-binfmt.service systemd-remount-fs.service \
    dev-hugepages.mount dev-mqueue.mount sys-kernel-debug.mount sys-kernel-tracing.mount sys-fs-fuse-connections.mount \
    modprobe@configfs.service modprobe@drm.service modprobe@efi_pstore.service; do
    ln -sf /dev/null "$root/etc/systemd/system/$unit"
done
# Containers are begun when somebody wants one. Who wants Podman's service enables it.
chroot "$root" systemctl --quiet disable podman.service podman.socket podman-auto-update.service podman-auto-update.timer podman-restart.service
chroot "$root" systemctl --quiet --global disable podman.service podman.socket podman-auto-update.service podman-auto-update.timer podman-restart.service
# Detached work keeps what it has in memory when its user is logged in nowhere.
mkdir -p "$root/etc/systemd/logind.conf.d"
printf '[Login]\nRemoveIPC=no\n' > "$root/etc/systemd/logind.conf.d/10-agsekit.conf"
# Under an upgrade of its packages the guest keeps the kernel it is started with.
chroot "$root" apt-mark -qq hold "linux-image-$2"

# The kernel, and a first file system that finds the disk and nothing else.
for kernel in "$root"/boot/vmlinuz-*; do :; done
version=${kernel##*/vmlinuz-}
work=$root/agsekit-initrd
mkdir -p "$work/bin" "$work/dev" "$work/proc" "$work/sys" "$work/root" "$work/modules"
cp "$root/bin/busybox" "$work/bin/busybox"
install -m 755 "$from/initrd.sh" "$work/init"
: > "$work/modules/order"
for module in virtio_pci virtio_mmio virtio_blk ext4; do
    chroot "$root" modprobe --set-version "$version" --show-depends "$module" > "$work/depends" || continue
    while read -r verb path _; do
        name=${path##*/}
        if [ "$verb" = insmod ] && [ ! -e "$work/modules/$name" ]; then
            cp "$root$path" "$work/modules/$name"
            printf '%s\n' "$name" >> "$work/modules/order"
        fi
    done < "$work/depends"
done
rm -f "$work/depends"
mkdir -p "$root/agsekit-out"
chroot "$root" sh -c 'cd /agsekit-initrd && find . | cpio --quiet -o -H newc' > "$root/agsekit-out/initrd"
cp "$kernel" "$root/agsekit-out/kernel"
rm -rf "$work" "$from"
