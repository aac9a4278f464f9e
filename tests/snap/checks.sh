#!/usr/bin/env bash
# Runs in the VM, as root, from /snap-test: installs the snap ($1) and tries what is promised of it. Each check is a line; the last line counts them.
set -uo pipefail
snap=$1
cd /snap-test || exit 1
passed=0 failed=0
ours=agent-safety-kit
# What AppArmor is meant to refuse, as it stands in the kernel's log.
expected=()

say() { printf '==> %s\n' "$*"; }

# check WHAT COMMAND...: what it prints is shown when it fails.
check() {
    local what=$1 said
    shift
    if said=$("$@" 2>&1 </dev/null); then
        passed=$((passed + 1))
        printf 'ok      %s\n' "$what"
    else
        failed=$((failed + 1))
        printf 'FAILED  %s\n' "$what"
        head -n 40 <<<"$said" | sed 's/^/        /'
    fi
}

# By ssh, so that it is a session as a user has it: the user's own systemd, /etc/profile, the folders of data.
as() {
    local who=$1
    shift
    ssh -F none -i key -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR "$who@127.0.0.1" "bash -lc $(printf '%q' "$*")"
}

tester() { as tester "$@"; }

# says TEXT COMMAND...: it prints TEXT.
says() {
    local text=$1 said
    shift
    said=$("$@" 2>&1)
    [[ $said == *"$text"* ]] || { printf 'not said: %s\n%s\n' "$text" "$said"; return 1; }
}

# refuses CODE TEXT COMMAND...: it ends with CODE and prints TEXT.
refuses() {
    local code=$1 text=$2 said got=0
    shift 2
    said=$("$@" 2>&1) || got=$?
    [[ $got == "$code" && $said == *"$text"* ]] || { printf 'ended with %s, not %s; or it does not say: %s\n%s\n' "$got" "$code" "$text" "$said"; return 1; }
}

not() { ! "$@"; }

until_true() {
    local tries=$1
    shift
    while ! "$@"; do
        ((tries-- > 0)) || return 1
        sleep 1
    done
}

# ---------------------------------------------------------------------------------------------------------------------

# The first thing that a user would see of it.
install_snap() { snap install --dangerous "$snap"; }

enforced() { grep -qxF "$1 (enforce)" /sys/kernel/security/apparmor/profiles; }

# What the running service is under, not only what is loaded.
service_is_confined() {
    local process
    process=$(systemctl show --property MainPID --value snap.$ours.daemon) || return 1
    cat "/proc/$process/attr/current"
    grep -E '^(Seccomp|NoNewPrivs):' "/proc/$process/status"
    grep -qxF "snap.$ours.daemon (enforce)" "/proc/$process/attr/current" && grep -qxP 'Seccomp:\t2' "/proc/$process/status"
}

service_runs() { systemctl is-active --quiet snap.$ours.daemon; }

confinement() {
    say 'confinement'
    check 'AppArmor enforces the profile of the command' enforced snap.$ours.$ours
    check 'AppArmor enforces the profile of the service' enforced snap.$ours.daemon
    check 'the service is active' until_true 30 service_runs
    check 'the service runs under AppArmor and seccomp' service_is_confined
    check 'the command runs in the strict sandbox' tester "snap run --shell $ours -c 'grep -q \"^Seccomp:[[:space:]]2\" /proc/self/status'"
    check 'it tells its version' says "$(sed -n "s/^version: '\?\([^']*\)'\?$/\1/p" /snap/$ours/current/meta/snap.yaml)" tester $ours --version
}

# ---------------------------------------------------------------------------------------------------------------------

prepare_files() {
    tester 'mkdir -p project/src .hidden .config/agsekit && echo one > project/src/a.txt && echo secret > .hidden/secret.txt && chmod 755 ~ &&
        printf "%s\n" "vms:" "  box:" "    cpu: 1" "    ram: 1G" "    disk: 5G" "mounts:" "  - source: ~/project" "    vm: box" "agents:" "  toucher:" "    type: claude-code" "    vm: box" > .config/agsekit/config.yaml && chmod 600 .config/agsekit/config.yaml'
}

restores() {
    local id
    tester 'echo two > project/src/a.txt'
    id=$(tester "$ours backups ~/project --json" | grep -o '"id": *"[^"]*"' | head -n 1 | cut -d '"' -f 4)
    tester "$ours backup restore $id src/a.txt --yes" || tester "cd ~/project && $ours backup restore $id src/a.txt --yes" || return 1
    [[ $(tester 'cat project/src/a.txt') == one ]]
}

files() {
    say 'files'
    check 'a folder of the home is backed up' tester "$ours backup-once --source-dir ~/project --dest-dir ~/backups-project && test -e ~/backups-project/2*/src/a.txt"
    check 'and comes back' restores
    expected+=('/home/tester/\.hidden' '/home/tester/\.config')
    check 'a folder whose name begins with a dot is refused, and why is said' refuses 4 'begin with a dot' tester "$ours backup-once --source-dir ~/.hidden --dest-dir ~/backups-hidden"
    check 'nothing of it was read' not tester 'ls ~/backups-hidden/*/secret.txt'
}

# ---------------------------------------------------------------------------------------------------------------------

doctor_names() { says "sudo snap connect $ours:$1" tester "$ours doctor"; }

plugs() {
    local plug
    say 'plugs'
    for plug in 'multipass-bin multipass:multipass-bin' multipass-sock multipass-cert removable-media agsekit-config; do
        check "doctor names the plug ${plug%% *} with its command" doctor_names "$plug"
    done
    check 'migrate says what must be connected' refuses 4 "sudo snap connect $ours:agsekit-config" tester "$ours migrate --dry-run"
    snap connect $ours:agsekit-config
    check 'migrate shows what it would take over' tester "$ours migrate --dry-run 2>&1 | grep -F claude"
    check 'migrate takes it over' tester "$ours migrate --yes && grep -qx '    type: claude' ~/snap/$ours/common/config.yaml"
    check 'and leaves the old file' tester 'grep -q claude-code ~/.config/agsekit/config.yaml'
    check 'doctor names it no more' not doctor_names agsekit-config
}

# ---------------------------------------------------------------------------------------------------------------------

multipass() {
    say 'Multipass'
    check 'without a client there is no VM' refuses 4 'multipass' tester "$ours create-vm box --adopt"
    snap connect $ours:multipass-bin multipass:multipass-bin
    expected+=('multipass_socket')
    check 'with the client lent, its socket is still denied, and why is said' refuses 4 "sudo snap connect $ours:multipass-sock" tester "$ours create-vm box --adopt"
    snap connect $ours:multipass-sock
    check 'and open once it is connected' tester "$ours vms"
    snap disconnect $ours:multipass-sock
    snap connect $ours:multipass-socket multipass:multipass-socket
    check 'or by the socket that Multipass lends' tester "$ours create-vm box --adopt && $ours exec box -- id -un | grep -qx ubuntu"
    check 'doctor asks for no socket any more' not doctor_names multipass-sock
}

# ---------------------------------------------------------------------------------------------------------------------

# What the VM serves on a port of its own comes out of another one here, through ssh. (The VM is this machine, so the ports are not the same.)
# shellcheck disable=SC2016
serve() { systemd-run --quiet --unit "snap-test-server-$1" perl -MIO::Socket::INET -e '
    my $server = IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => $ARGV[0], Listen => 9, ReuseAddr => 1) or die;
    while (my $client = $server->accept) { my $asked = <$client>; print $client "from $ARGV[0]: $asked"; close $client }' "$1"; }

# shellcheck disable=SC2016
ask() { timeout 20 perl -MIO::Socket::INET -e 'my $s = IO::Socket::INET->new(PeerAddr => "127.0.0.1", PeerPort => $ARGV[0], Timeout => 5) or exit 1; print $s "$ARGV[1]\n"; print <$s>' "$1" "$2"; }

answers() { says "from $2: $3" ask "$1" "$3"; }

# Nobody but ssh of our own snap listens there.
is_held_by_the_snap() {
    local process
    process=$(ss -Hltnp "sport = :$1" | tee /dev/stderr | grep -o 'pid=[0-9]*' | head -n 1 | cut -d = -f 2)
    cat "/proc/$process/attr/current"
    grep -q "^snap.$ours" "/proc/$process/attr/current"
}

daemon() {
    say 'the daemon, and forwards'
    serve 18081
    tester "cd ~/snap/$ours/common && sed -i 's/^    disk: 5G\$/&\n    auto_ports: false\n    port-forwarding:\n      - {type: local, host-addr: \"127.0.0.1:18080\", vm-addr: \"127.0.0.1:18081\"}\n      - {type: remote, host-addr: \"127.0.0.1:18081\", vm-addr: \"127.0.0.1:18082\"}/' config.yaml"
    check "the user's daemon starts, and says how long it lives" says 'loginctl enable-linger' tester "$ours daemon start"
    check 'a local forward carries bytes' until_true 30 answers 18080 18081 hello
    check 'it ends with the last session' until_true 40 not ask 18080 hello
    loginctl enable-linger tester
    tester "$ours daemon start"
    # As long as the user's systemd would have lived.
    sleep 15
    check 'and does not where the user lingers' until_true 30 answers 18080 18081 hello
    check 'a remote forward carries bytes' until_true 30 answers 18082 18081 back
    check 'the port is held under the profile of the snap' is_held_by_the_snap 18080
    check 'ports lists them' says 18080 tester "$ours ports"
    check 'status tells of the daemon' says 'Daemon: running' tester "$ours status"
    check "another user's connection to the socket is refused" not as other 'perl -MIO::Socket::UNIX -e "IO::Socket::UNIX->new(Peer => q(/home/tester/snap/agent-safety-kit/common/run/agsekit.sock)) or exit 1"'
    check "its owner's is not" tester 'perl -MIO::Socket::UNIX -e "IO::Socket::UNIX->new(Peer => q(/home/tester/snap/agent-safety-kit/common/run/agsekit.sock)) or exit 1"'
    check 'another user has no daemon by that' refuses 8 'does not run' as other "$ours daemon status"
    check 'it ends' tester "$ours daemon stop"
    check 'and with it the forwards' until_true 20 not ask 18080 hello
}

# ---------------------------------------------------------------------------------------------------------------------

a_run() {
    say 'a run'
    tester "cd ~/snap/$ours/common && sed -i 's/^    type: claude\$/    type: command\n    command: [\"sh\", \"-c\", \"echo agent > src\\/new.txt; rm src\\/a.txt\"]/' config.yaml"
    check 'an agent works on a mounted folder' tester "cd ~/project && $ours run --yes toucher < /dev/null"
    # shellcheck disable=SC2016
    check 'what it did is in the folder' tester 'test "$(cat ~/project/src/new.txt)" = agent && test ! -e ~/project/src/a.txt'
    check 'undo puts it back' tester "cd ~/project && $ours undo --yes && test -e src/a.txt && test ! -e src/new.txt"
}

# ---------------------------------------------------------------------------------------------------------------------

# Typed on a real terminal, finished by the Tab key, and run.
typed() {
    local words=$1
    { sleep 4; printf '%s\t' "$words"; sleep 8; printf '\n'; sleep 4; printf 'exit\n'; sleep 1; } | ssh -tt -F none -i key -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR tester@127.0.0.1
}

completion() {
    local version
    version=$(tester "$ours --version")
    say 'completion'
    check 'snapd has registered it' test -e /var/lib/snapd/desktop/bash-completion/completions/$ours -o -e /usr/share/bash-completion/completions/$ours
    check 'Tab finishes a command in bash' says "$version" typed "$ours vers"
    snap alias $ours agsekit
    check 'the alias agsekit works' says "$version" tester agsekit --version
    check 'Tab finishes a command after the alias' says "$version" typed 'agsekit vers'
}

# ---------------------------------------------------------------------------------------------------------------------

# Of the whole time: what the kernel refused and nobody expected.
unexpected_denials() {
    local line pattern
    dmesg | grep -E 'apparmor="DENIED"|type=1326' | grep -F "snap.$ours" | while IFS= read -r line; do
        for pattern in "${expected[@]}"; do
            [[ ! $line =~ $pattern ]] || continue 2
        done
        printf '%s\n' "$line"
    done
}

no_unexpected_denial() {
    local found
    found=$(unexpected_denials)
    [[ -z $found ]] || { sort -u -k 4 <<<"$found"; return 1; }
}

# The kernel writes all of them down.
sysctl -q kernel.printk_ratelimit=0
say 'installing'
check 'the snap installs' install_snap
prepare_files
confinement
files
plugs
multipass
daemon
a_run
completion
say 'the log of the kernel'
check 'nothing was refused that was not meant to be' no_unexpected_denial
echo "$passed passed, $failed failed"
((failed == 0 && passed > 0))
