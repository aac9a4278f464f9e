# shellcheck shell=sh
# Podman, the release's own, for use without root.
podman_version() { podman --version 2> /dev/null | sed 's/^podman version //'; }
now=$(podman_version)
if [ -n "$now" ] && has_packages uidmap slirp4netns fuse-overlayfs crun; then
    there "$now"
fi
packages podman uidmap slirp4netns fuse-overlayfs crun dbus-user-session
user=$(id -un)
for file in /etc/subuid /etc/subgid; do
    grep -q "^$user:" "$file" 2> /dev/null || echo "$user:100000:65536" | sudo -n tee -a "$file" > /dev/null || fail sudo
done
# Containers go on without a session of their user.
sudo -n loginctl enable-linger "$user" 2> /dev/null
finish "$(podman_version)"
