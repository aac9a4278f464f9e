# shellcheck shell=sh disable=SC2154,SC2015
# The image of boxes: a tree of the packages that the VM itself has, from its own package mirror, without what belongs to a machine. Nothing is fetched
# for it, so it works without a network. Only files that packages own are taken, and few that their scripts make: no key and no secret of the VM.
# $2: what the image is called for; another one is made anew.
place=/var/lib/agsekit/boxes
if [ "$(cat "$place/version" 2> /dev/null)" = "$wanted" ] && [ "${3-}" != again ]; then
    there "$wanted"
fi
packages podman uidmap slirp4netns crun dbus-user-session
user=$(id -un) number=$(id -u)
for file in /etc/subuid /etc/subgid; do
    grep -q "^$user:" "$file" 2> /dev/null || echo "$user:100000:65536" | sudo -n tee -a "$file" > /dev/null || fail sudo
done
owner=$(sed -n "s/^$user:\([0-9]*\):.*/\1/p" /etc/subuid | head -n 1)
# Containers go on without a session of their user, with limits that his part of systemd holds.
sudo -n loginctl enable-linger "$user" || fail start linger
echo overlay | sudo -n tee /etc/modules-load.d/agsekit-boxes.conf > /dev/null && sudo -n modprobe overlay 2> /dev/null
export XDG_RUNTIME_DIR="/run/user/$number" DBUS_SESSION_BUS_ADDRESS="unix:path=/run/user/$number/bus"
tries=0
while [ ! -S "$XDG_RUNTIME_DIR/bus" ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 100 ] || fail start "systemd --user"
    sleep 0.3
done
mkdir -p "$HOME/.config/containers" && chmod 700 "$HOME/.config"
# Where Podman has been used before it stays with what it chose then, and boxes get along with any: they start from a folder.
[ -f "$HOME/.config/containers/storage.conf" ] || [ -d "$HOME/.local/share/containers/storage" ] ||
    printf '[storage]\ndriver = "overlay"\n' > "$HOME/.config/containers/storage.conf"
step image boxes
work=$(mktemp -d) || fail disk
trap 'rm -rf "$work"' EXIT
python3 - > "$work/packages" << 'PROGRAM' || fail disk
import re, subprocess
WANTED = """bash bzip2 ca-certificates coreutils curl diffutils file findutils gawk git grep gzip jq less make mawk nano netbase nodejs npm patch procps python3 ripgrep
sed sqlite3 tar tzdata unzip xz-utils zip""".split()
NEVER = {"systemd", "udev", "dbus", "openssh-server", "init-system-helpers", "podman", "sudo"}
shown = subprocess.run(["dpkg-query", "-W", "-f", "${Package}\t${db:Status-Status}\t${Essential}\t${Provides}\t${Pre-Depends}, ${Depends}\n"], stdout=subprocess.PIPE, text=True).stdout
needs, provided, rest = {}, {}, list(WANTED)
for line in shown.splitlines():
    name, status, essential, provides, depends = line.split("\t")
    if status != "installed":
        continue
    needs[name] = depends
    for other in re.findall(r"[a-z0-9][a-z0-9.+-]+", provides):
        provided.setdefault(other, name)
    if essential == "yes":
        rest.append(name)
chosen = set()
while rest:
    name = rest.pop()
    if name not in needs or name in chosen or name in NEVER:
        continue
    chosen.add(name)
    for need in needs[name].split(","):
        for choice in need.split("|"):
            other = re.split(r"[ :(]", choice.strip())[0]
            other = other if other in needs else provided.get(other)
            if other:
                rest.append(other)
                break
print("\n".join(sorted(chosen)))
PROGRAM
cd "$work" || fail disk
chmod 755 "$work"
mkdir -p root/etc root/home/box root/var/lib/dpkg root/var/cache root/var/log root/run/user root/usr root/work
for name in dev proc sys root mnt opt srv; do mkdir "root/$name"; done
mkdir -m 1777 root/tmp root/var/tmp
for name in bin sbin lib lib32 lib64 libx32; do
    [ ! -L "/$name" ] || ln -s "$(readlink "/$name")" "root/$name"
done
printf 'root:x:0:0:root:/root:/bin/bash\nbox:x:%s:%s::/home/box:/bin/bash\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n' "$number" "$number" > root/etc/passwd
printf 'root:x:0:\ntty:x:5:\nbox:x:%s:\nnogroup:x:65534:\n' "$number" > root/etc/group
: > root/etc/hosts
: > root/etc/hostname
: > root/etc/resolv.conf
# shellcheck disable=SC2046
dpkg-query -s $(cat packages) > root/var/lib/dpkg/status 2> /dev/null
# shellcheck disable=SC2046
dpkg-query -L $(cat packages) | sed -E 's,^/(bin|sbin|lib|lib32|lib64|libx32)/,/usr/\1/,' |
    grep -vE '^/(\.|boot|dev|proc|run|sys|home|root|tmp|var/(cache|log|tmp|lib/(apt|dpkg)))(/|$)|^/(bin|sbin|lib|lib32|lib64|libx32)$|^/usr/share/(doc|man|info|locale|lintian|bash-completion)/|^/etc/(shadow|gshadow|passwd|group|hosts|hostname|resolv.conf|sudoers|ssh|ssl/private)' > listed
find /etc/alternatives /etc/ssl/certs /etc/ld.so.cache /etc/os-release /etc/localtime /usr/lib/python3*/__pycache__ /usr/lib/python3*/*/__pycache__ > made 2> /dev/null
# Names such as awk, which packages only choose between.
find /usr/bin /usr/sbin -maxdepth 1 -lname '/etc/alternatives/*' >> made
# What another package has put elsewhere, or nobody may read, is left out.
sort -u listed made | while IFS= read -r path; do
    if [ -h "$path" ] || [ -r "$path" ]; then printf '%s\n' "${path#/}"; fi
done > all
next=$place/next
sudo -n rm -rf "$next" "$place/old" && sudo -n mkdir -p "$next" || fail sudo
# No setuid bit gets in. All of it belongs to the number that is root in the boxes, whom none of them can become.
pack() { tar --no-recursion --owner="$owner" --group="$owner" --numeric-owner --mode=a-s,go+rX -cf - "$@"; }
{ pack -C / -T all | sudo -n tar -C "$next" -xpf -; } && { find root -mindepth 1 -printf '%P\n' > own && pack -C root -T "$work/own" | sudo -n tar -C "$next" -xpf -; } || fail disk
sudo -n chown -h "$owner:$owner" "$next" && sudo -n chmod 755 /var/lib/agsekit "$place" "$next" && sudo -n chmod 1777 "$next/tmp" "$next/var/tmp" || fail disk
# Containers that were begun with the old one keep it: its folder is moved away, and goes with the next.
{ [ ! -d "$place/base" ] || sudo -n mv "$place/base" "$place/old"; } && sudo -n mv "$next" "$place/base" || fail disk
[ -x "$place/base/usr/bin/bash" ] || fail broken bash
[ "$(podman info --format '{{.Host.CgroupsVersion}}' 2> /dev/null)" = v2 ] || fail broken podman
echo "$wanted" | sudo -n tee "$place/version" > /dev/null || fail disk
say "done" "$wanted"
