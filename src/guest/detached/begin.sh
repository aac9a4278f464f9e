# shellcheck shell=sh
# Starts a detached agent under tmux: a server of its own on a socket of its own, with no key, no line and no file of anybody's
# configuration between the agent and the terminal that looks at it.
# $1: the folder in memory with the agent's start script. $2: the run's id. $3, $4: columns and rows.
# Says: "started PID START BOOT": the agent's shell, its start in clock ticks, the guest's boot.
mask=$(umask)
umask 077
AGSEKIT_START=$1/start
AGSEKIT_RUN=$HOME/.local/state/agsekit/runs/$2
export AGSEKIT_START AGSEKIT_RUN
mkdir -p -- "$AGSEKIT_RUN" && cd -- "$AGSEKIT_RUN" || exit 1
if infocmp tmux-256color > /dev/null 2>&1; then term=tmux-256color; else term=screen-256color; fi
cat > tmux.conf << 'END'
set -g default-shell /bin/sh
set -g status off
set -g prefix None
set -g prefix2 None
unbind -a -T prefix
unbind -a -T root
unbind -a -T copy-mode
unbind -a -T copy-mode-vi
set -g mouse off
set -s escape-time 0
set -s set-clipboard off
set -s focus-events on
set -s exit-empty on
set -s exit-unattached off
set -g destroy-unattached off
set -g detach-on-destroy on
set -g remain-on-exit off
set -g history-limit 50000
set -g assume-paste-time 0
set -g repeat-time 0
set -g set-titles off
set -g visual-activity off
set -g visual-bell off
set -g visual-silence off
set -g monitor-bell on
set -g bell-action any
set -g update-environment ""
set -gw allow-rename off
set -gw automatic-rename off
set -gw aggressive-resize off
set -gw window-size latest
set -sq extended-keys on
set -gq allow-passthrough off
set -ga terminal-overrides ",*:Tc"
bind -T root C-\\ switch-client -T leaving
bind -T leaving C-\\ detach-client -E true
bind -T leaving Any send-keys C-\\ \; send-keys
END
echo "set -g default-terminal $term" >> tmux.conf
# Two files of two to three MiB: what is older is lost. dd counts its reads, however short, and holds nothing back, as head would;
# nothing new in the file is the end of what there was to read.
cat > log.sh << 'END'
limit=2097152 size=0
while dd of=log bs=4096 count=256 oflag=append conv=notrunc status=none; do
    before=$size size=$(stat -c %s log)
    [ "$size" -gt "$before" ] || break
    if [ "$size" -ge $limit ]; then
        mv -f log log.old
        : > log
        size=0
    fi
done
END
: > log
umask "$mask"
# shellcheck disable=SC2016
tmux -u -S "$AGSEKIT_RUN/tmux" -f tmux.conf new-session -d -s agent -x "$3" -y "$4" -c / 'exec sh "$AGSEKIT_START"' \; \
    pipe-pane -t agent 'cd "$AGSEKIT_RUN" && exec sh log.sh' || exit 1
pid=$(tmux -S "$AGSEKIT_RUN/tmux" display-message -p -t agent '#{pane_pid}') || pid=0
read -r stat 2> /dev/null < "/proc/$pid/stat"
# shellcheck disable=SC2086
set -- ${stat##*) }
read -r boot < /proc/sys/kernel/random/boot_id
echo "started $pid ${20-0} $boot"
