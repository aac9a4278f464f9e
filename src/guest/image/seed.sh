#!/bin/sh
# Gives a VM, at each of its starts, what makes it this machine: address, name, its SSH host key and the key of its owner. They lie on a small
# read-only disk labelled CIDATA.
set -eu
ip link set lo up
tries=0
until ip link set eth0 up 2> /dev/null; do
    tries=$((tries + 1))
    [ "$tries" -lt 200 ]
    sleep 0.05
done
ip addr replace 10.0.2.15/24 dev eth0
ip route replace default via 10.0.2.2 dev eth0
at=/run/agsekit-seed
mkdir -p "$at"
chmod 700 "$at"
tries=0
until mount -t vfat -o ro,nosuid,nodev,noexec,umask=077 LABEL=CIDATA "$at" 2> /dev/null; do
    tries=$((tries + 1))
    [ "$tries" -lt 100 ]
    sleep 0.1
done
trap 'umount "$at"' EXIT
install -m 600 "$at/hostkey" /etc/ssh/ssh_host_ed25519_key
install -m 644 "$at/hostkey.pub" /etc/ssh/ssh_host_ed25519_key.pub
install -m 600 -o ubuntu -g ubuntu "$at/userkey" /home/ubuntu/.ssh/authorized_keys
read -r name < "$at/hostname"
if [ "$(cat /etc/hostname)" != "$name" ]; then
    printf '%s\n' "$name" > /etc/hostname
    printf '127.0.0.1 localhost\n127.0.1.1 %s\n::1 localhost ip6-localhost ip6-loopback\n' "$name" > /etc/hosts
fi
printf '%s' "$name" > /proc/sys/kernel/hostname
