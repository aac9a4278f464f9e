#!/usr/bin/env bash
# The product's story in one go, for real: a VM, a sample project, an agent that wrecks it, the review, the undo, the proof.
# Needs a built agsekit: its path is in AGSEKIT_BINARY. ./build.sh demo calls this.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
agsekit=${AGSEKIT_BINARY:?the path of the agsekit executable}
export AGSEKIT_HOME=${AGSEKIT_DEMO_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/agsekit-demo}
started=$SECONDS
work=$(mktemp -d "${TMPDIR:-/tmp}/agsekit-demo.XXXXXX")
listener=

finish() {
    [[ -z $listener ]] || kill "$listener" 2> /dev/null || true
    chmod -R u+w "$work" 2> /dev/null || true
    rm -rf "$work"
}
trap finish EXIT

step() {
    if [[ -t 1 && -z ${NO_COLOR:-} ]]; then
        printf '\n\033[1m== %s\033[0m\n' "$1"
    else
        printf '\n== %s\n' "$1"
    fi
}

# Everything that makes up the folder: names, contents, modes, times, links.
fingerprint() {
    tar --sort=name --format=posix --pax-option=delete=atime,delete=ctime -C "$1" -cf - . | sha256sum | cut -d ' ' -f 1
}

step "A small project, in a temporary folder"
project=$work/project
cp -R "$here/project" "$project"
git -C "$project" init -q
git -C "$project" -c user.name=demo -c user.email=demo@example.org add -A
git -C "$project" -c user.name=demo -c user.email=demo@example.org commit -qm "The project before the agent"
echo "the keys to everything" > "$work/secret.txt"
before=$(fingerprint "$project")
find "$project" -path "$project/.git" -prune -o -type f -print | sed "s|^$work/|  |" | sort

# A service on this machine's loopback, as a database or a debugger would be.
perl -MIO::Socket::INET -e '
    $| = 1;
    my $server = IO::Socket::INET->new(LocalAddr => "127.0.0.1", Listen => 5, Proto => "tcp") or die;
    print $server->sockport, "\n";
    while (my $client = $server->accept) { <$client>; print $client "HTTP/1.0 200 OK\r\n\r\nthe host service\n"; close $client }
' > "$work/port" &
listener=$!
until [[ -s $work/port ]]; do
    kill -0 "$listener"
    sleep 0.1
done
port=$(cat "$work/port")

mkdir -p "$AGSEKIT_HOME"
chmod 700 "$AGSEKIT_HOME"
cat > "$AGSEKIT_HOME/config.yaml" << YAML
vms:
  demo:
    cpu: 2
    ram: 2G
    disk: 8G
    provider: qemu
    image: build:debian:bookworm
mounts:
  - source: $project
    vm: demo
agents:
  wrecker:
    type: command
    vm: demo
    command: ["sh", "-c", $(json_string() { perl -MJSON::PP -0777 -ne 'print JSON::PP->new->allow_nonref->encode($_)' "$1"; }; json_string "$here/agent.sh"), "agent"]
YAML
chmod 600 "$AGSEKIT_HOME/config.yaml"

step "The agent runs in the VM: agsekit run wrecker"
(cd "$project" && "$agsekit" run --yes wrecker "$work/secret.txt" "$port") < /dev/null

step "What is left of the project"
find "$project" -path "$project/.git" -prune -o -print | sed "s|^$work/|  |" | sort | head -n 12

step "One command puts it back: agsekit undo"
(cd "$project" && "$agsekit" undo --yes)

step "The proof"
after=$(fingerprint "$project")
echo "before  $before"
echo "after   $after"
if [[ $before != "$after" ]]; then
    echo "the project is NOT what it was" >&2
    exit 1
fi
echo "Names, contents, modes, times and links are what they were."

step "That took $((SECONDS - started)) s"
cat << TEXT
The VM 'demo' is kept for the next time. To see it:     AGSEKIT_HOME=$AGSEKIT_HOME $agsekit vms
To remove it and all the demo made:
    AGSEKIT_HOME=$AGSEKIT_HOME $agsekit destroy-vm demo --yes
    rm -rf $AGSEKIT_HOME
TEXT
