#!/usr/bin/env bash
# Records the tours of the README as pictures: real commands of the real program in a real terminal (tmux), drawn by record.py.
#
#   demo/record.sh backups      docs/pictures/backups.svg: snapshots by hand; no VM
#   demo/record.sh run          docs/pictures/run.svg: an agent in a VM, the review, the undo; the VM is made and removed
#
# Needs tmux, python3 and a built agsekit, whose path may be in AGSEKIT_BINARY. AGSEKIT_RECORD_IMAGES names a folder of images to start from,
# AGSEKIT_RECORD_TO one for the picture.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
tour=${1:-}
[[ $tour == backups || $tour == run ]] || { sed -n '4,5s/^# *//p' "${BASH_SOURCE[0]}" >&2; exit 2; }
agsekit=$(readlink -f "${AGSEKIT_BINARY:-$here/../out/agsekit}")
columns=110 rows=27

# As long as /home/anna/work, which the picture shows in its place: tables keep their shape.
work=$(mktemp -d /tmp/ags.XXXXXX)
shop=$work/shop
frames=$work/frames
mkdir -m 700 "$work/bin" "$work/home" "$frames"
cp "$agsekit" "$work/bin/agsekit"
export AGSEKIT_HOME=$work/home AGSEKIT_LANG=en
count=0
listener=

terminal() { tmux -S "$work/tmux" "$@"; }

finish() {
    [[ -z $listener ]] || kill "$listener" 2> /dev/null || true
    terminal kill-server 2> /dev/null || true
    [[ ! -d $work/home/data/vms ]] || "$agsekit" destroy-vm demo --yes > /dev/null 2>&1 || echo "record.sh: a VM may be left in $work" >&2
    chmod -R u+w "$work" 2> /dev/null || true
    rm -rf "$work"
}
trap finish EXIT

screen() { terminal capture-pane -p -e; }

# What stands on the lowest line that is not empty.
last_line() { terminal capture-pane -p | sed '/^ *$/d; s/ *$//' | tail -n 1; }

# A frame: how long it is shown, in milliseconds, and the screen with its colours.
frame() {
    count=$((count + 1))
    { printf '%s\n' "$1"; screen; } > "$(printf '%s/%04d' "$frames" "$count")"
}

# The shell tells by a file that a command has ended: what is on the screen can not say so.
ended() { [[ -e $work/ended ]]; }

# give LINE MILLISECONDS: types a line, a frame for each word, and shows what came of it for so long.
give() {
    local word typed=''
    local -a words
    read -ra words <<< "$1"
    for word in "${words[@]}"; do
        terminal send-keys -l -- "$word "
        typed+="$word "
        until [[ $(last_line) == *"$ ${typed% }" ]]; do sleep 0.05; done
        frame 220
    done
    frame 500
    rm -f "$work/ended"
    terminal send-keys Enter
    follow
    frame "$2"
}

# Until the command has ended: a frame for each screen that is another one. What takes long is shown for a moment only.
follow() {
    local before='' now
    until ended; do
        now=$(screen)
        if [[ $tour == run && $now != "$before" ]]; then
            frame 600
            before=$now
        fi
        if [[ -n $answer && $now == *'[y/N]'* ]]; then
            frame 1500
            terminal send-keys "$answer" Enter
            answer=''
        fi
        sleep 0.2
    done
    until [[ $(last_line) == *'/shop $' ]]; do sleep 0.05; done
}
answer=

cp -R "$here/project" "$shop"
find "$shop" -exec touch -h -d '2026-01-30 12:00:00' {} +
cat > "$work/shellrc" << RC
PS1='\[\e[32m\]~/work/shop\[\e[0m\] \$ '
PROMPT_COMMAND='touch $work/ended'
PATH=$work/bin:\$PATH
RC

start_terminal() {
    terminal -u -f /dev/null new-session -d -x "$columns" -y "$rows" -c "$shop" "env TERM=tmux-256color bash --noprofile --rcfile $work/shellrc -i"
    until [[ $(last_line) == *'/shop $' ]]; do sleep 0.1; done
}

newest() { (cd "$shop" && "$agsekit" backups --json) | python3 -c 'import json, sys; print(json.load(sys.stdin)["snapshots"][-1]["id"])'; }

record_backups() {
    start_terminal
    give 'agsekit backup-once --source-dir . --dest-dir ../backups-shop' 2500
    give 'rm -rf src tests; echo oops > README.md' 1500
    give 'agsekit backup diff' 4000
    local snapshot
    snapshot=$(newest)
    answer=y
    give "agsekit backup restore $snapshot" 4000
    give 'agsekit backups' 5000
}

record_run() {
    local secret=$work/secret.txt port
    echo 'the keys to everything' > "$secret"
    git -C "$shop" init -q
    git -C "$shop" -c user.name=anna -c user.email=anna@example.org add -A
    git -C "$shop" -c user.name=anna -c user.email=anna@example.org commit -qm 'Before the agent'
    # A service on this machine's loopback, as a database or a debugger would be.
    perl -MIO::Socket::INET -e '$| = 1; my $server = IO::Socket::INET->new(LocalAddr => "127.0.0.1", Listen => 5, Proto => "tcp") or die;
        print $server->sockport, "\n"; while (my $client = $server->accept) { <$client>; print $client "HTTP/1.0 200 OK\r\n\r\nthe host service\n"; close $client }' > "$work/port" &
    listener=$!
    until [[ -s $work/port ]]; do sleep 0.1; done
    port=$(< "$work/port")
    [[ -z ${AGSEKIT_RECORD_IMAGES:-} ]] || cp -a -- "$AGSEKIT_RECORD_IMAGES" "$work/home/cache"
    AGENT=$here/agent.sh SHOP=$shop SECRET=$secret PORT=$port python3 - > "$work/home/config.yaml" << 'PY'
import json, os
agent = open(os.environ["AGENT"]).read()
print("vms: {demo: {cpu: 2, ram: 2G, disk: 8G, provider: qemu, image: 'build:debian:bookworm'}}")
print("mounts: [{source: %s, vm: demo, min_free_space: 100M}]" % json.dumps(os.environ["SHOP"]))
print("agents: {wrecker: {type: command, command: %s}}" % json.dumps(["sh", "-c", agent, "agent", os.environ["SECRET"], os.environ["PORT"]]))
PY
    chmod 600 "$work/home/config.yaml"
    "$agsekit" create-vm demo
    "$agsekit" start-vm demo
    start_terminal
    give 'agsekit run wrecker' 7000
    give 'clear; ls -a' 2500
    answer=y
    give 'agsekit undo' 4000
    give 'git status --short | wc -l; ls' 4000
}

"record_$tour"
python3 "$here/record.py" "$frames" "$columns" "$rows" "$work" "${AGSEKIT_RECORD_TO:-$here/../docs/pictures}/$tour.svg"
