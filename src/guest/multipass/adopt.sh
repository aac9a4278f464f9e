# shellcheck shell=sh
# Lets agsekit into a VM it did not make: adds its key, gives sshd and FUSE what mounts need, and tells the guest's host key.
# Runs under 'multipass exec', which takes an end with code 4 for "again": it ends with 0 or 1.
# $1: the public key.
umask 077
mkdir -p "$HOME/.ssh" || exit 1
keys=$HOME/.ssh/authorized_keys
# A last line without its end is ended first.
grep -qxF -- "$1" "$keys" 2> /dev/null || printf '\n%s\n' "$1" >> "$keys" || exit 1
[ -e /etc/ssh/ssh_host_ed25519_key.pub ] || sudo ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key >&2 || exit 1
if ! [ -e /etc/ssh/sshd_config.d/10-agsekit.conf ]; then
    echo 'MaxSessions 500' | sudo tee /etc/ssh/sshd_config.d/10-agsekit.conf > /dev/null || exit 1
    sudo chmod 644 /etc/ssh/sshd_config.d/10-agsekit.conf || exit 1
    sudo systemctl reload ssh >&2 || :
fi
command -v sshfs > /dev/null || { sudo apt-get -q update && sudo DEBIAN_FRONTEND=noninteractive apt-get -q -y install sshfs; } >&2 || :
if ! grep -qx user_allow_other /etc/fuse.conf 2> /dev/null; then
    echo user_allow_other | sudo tee -a /etc/fuse.conf > /dev/null && sudo chmod 644 /etc/fuse.conf
fi
read -r kind key _ < /etc/ssh/ssh_host_ed25519_key.pub || exit 1
echo "agsekit-host-key $kind $key"
exit 0
