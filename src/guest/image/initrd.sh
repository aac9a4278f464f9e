#!/bin/busybox sh
# The first program of a VM: loads the drivers of its disk and goes on from there.
# shellcheck shell=dash
bb=/bin/busybox
$bb mount -t devtmpfs dev /dev
$bb mount -t proc proc /proc
$bb mount -t sysfs sys /sys
while read -r module; do
    case $module in
        *.ko.xz) $bb xzcat "/modules/$module" > /module.ko && $bb insmod /module.ko ;;
        *) $bb insmod "/modules/$module" ;;
    esac
done < /modules/order
disk=
tries=0
while [ -z "$disk" ] && [ "$tries" -lt 200 ]; do
    disk=$($bb findfs LABEL=agsekit-root) || disk=
    [ -n "$disk" ] || $bb usleep 50000
    tries=$((tries + 1))
done
[ -n "$disk" ] || echo "agsekit: no disk labelled agsekit-root"
$bb mount -t ext4 -o noatime "$disk" /root || echo "agsekit: the disk can not be mounted"
$bb mount --move /dev /root/dev
$bb umount /sys
$bb umount /proc
exec $bb switch_root /root /sbin/init
