# shellcheck shell=sh
# Keeps a log file of an agent from growing for ever. $1: the agent's type. $2: the file, beneath the home folder.
user=$(id -un) group=$(id -gn) rule=/etc/logrotate.d/agsekit-$1
[ ! -e "$rule" ] || exit 0
printf '%s {\n  size 100M\n  rotate 4\n  compress\n  missingok\n  notifempty\n  copytruncate\n  su %s %s\n}\n' "$HOME/$2" "$user" "$group" | sudo -n tee "$rule" > /dev/null
