#!/usr/bin/env bash
# Runs in the VM, as root, before its state is saved: the snaps that ours stands on, and the stand-in for Multipass's daemon.
set -euo pipefail
cd /snap-test
snap wait system seed.loaded
for name in snapd core24 multipass; do
    snap install --dangerous "snaps/${name}"_*.snap
done
mkdir -p /var/snap/multipass/common/lent
printf '[Unit]\nDescription=A stand-in for multipassd\n[Service]\nExecStart=/usr/bin/perl /snap-test/multipassd.pl /var/snap/multipass/common/multipass_socket /var/snap/multipass/common/lent/multipass_socket\n' \
    >/etc/systemd/system/snap-test-multipassd.service
systemctl daemon-reload
systemctl start snap-test-multipassd
# Nobody asks the store.
systemctl stop snapd.snap-repair.timer 2>/dev/null || true
rm -rf snaps
sync
