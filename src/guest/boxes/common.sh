# shellcheck shell=sh disable=SC2034
# What the scripts of boxes and sessions share; it is put before each of them. They run as the guest's ordinary user: boxes are containers of rootless
# Podman, inside as the same user without any right. Lines that begin with @ are meant for agsekit.
set -u
umask 077
user=$(id -u)
export LC_ALL=C.UTF-8 XDG_RUNTIME_DIR="/run/user/$user" DBUS_SESSION_BUS_ADDRESS="unix:path=/run/user/$user/bus"
place=/var/lib/agsekit/boxes
homes=$HOME/.local/share/agsekit/boxes
slice=/sys/fs/cgroup/user.slice/user-$user.slice/user@$user.service/user.slice

say() { printf '@%s\n' "$*"; }
pod() { podman --log-level=error --runtime=crun "$@"; }

# forget NAME: the home of a box whose container is gone, shut by the box or not, and what is known of it. That lies beside the home: in there the box
# could put a link to any file of ours in its place.
forget() {
    [ ! -d "$homes/$1" ] || chmod -R u+rwX -- "$homes/$1" 2> /dev/null
    rm -rf -- "${homes:?}/$1" "$homes/.$1.log" "$homes/.$1.setup" "$homes/.$1.code"
}

# pulled IMAGE: fetched where it is not there.
pulled() { [ "$1" = default ] || pod image exists "$1" || pod pull --quiet "$1" > /dev/null || { say "unpulled"; return 1; }; }

# The command of all containers: it reaps what its processes leave behind, and never makes another one; when its time is over the container ends.
# shellcheck disable=SC2016
first='sleep "$1" & wait "$!"'

# group CONTAINER: its control group.
group() {
    group=$slice/libpod-$1.scope/container
    [ -d "$group" ] || group=$slice/libpod-$1.scope
}

# sweep CONTAINER: ends all in it but its first two processes, which keep it. Nothing in it can escape: it is frozen meanwhile.
sweep() {
    group "$1"
    echo 1 > "$group/cgroup.freeze" 2> /dev/null || return 0
    # The number in the container is the second of NSpid; further ones are of namespaces that were made in it.
    # shellcheck disable=SC2046
    victims=$(awk '/^NSpid:/ && (NF < 3 || $3 > 2) { print $2 }' $(sed 's,.*,/proc/&/status,' "$group/cgroup.procs" 2> /dev/null) /dev/null 2> /dev/null)
    # shellcheck disable=SC2086
    [ -z "$victims" ] || kill -9 $victims 2> /dev/null
    echo 0 > "$group/cgroup.freeze" 2> /dev/null
}

# inside CONTAINER FOLDER TERMINAL COMMAND...: without Podman, whose start takes longer than all of this.
inside() {
    container=$1 folder=$2 terminal=$3
    shift 3
    enter="nsenter --user --mount --preserve-credentials --target $(cat "$XDG_RUNTIME_DIR/libpod/tmp/pause.pid")"
    if [ -n "$terminal" ]; then
        process=$XDG_RUNTIME_DIR/agsekit-terminal.$$
        # Not as a child of crun's, which waits for all it has.
        (sizes "$$" "$process" > /dev/null 2>&1 3< /dev/tty &)
        # crun's own option for a variable would take all others of the container away.
        # shellcheck disable=SC2016
        set -- --tty --pid-file "$process" "$container" sh -c 'export TERM="$1"; shift; exec "$@"' sh "${TERM:-xterm}" "$@"
    else
        set -- "$container" "$@"
    fi
    # Where memory is short its processes go, and not those that keep the container.
    echo 900 > /proc/self/oom_score_adj
    # shellcheck disable=SC2086
    exec systemd-run --user --scope --quiet --collect $enter crun exec --no-new-privs --user "$user:$user" --cwd "$folder" "$@"
}

# sizes CRUN FILE: gives the terminal in the container each new size of ours, which is descriptor 3, as long as CRUN lives; crun does it at the beginning only.
# FILE will name the first process in it, whose standard input is that terminal. Whatever it is by now, nothing is read from it and nothing written.
sizes() {
    trap : WINCH
    trap 'rm -f "$2"; exit' HUP TERM
    last=$(stty size <&3)
    while kill -0 "$1"; do
        size=$(stty size <&3)
        if [ "$size" != "$last" ] && [ -s "$2" ]; then
            # shellcheck disable=SC2086
            $enter stty -F "/proc/$(cat "$2")/fd/0" rows "${size% *}" cols "${size#* }"
            last=$size
        fi
        sleep 5 &
        wait $!
        kill $!
    done
    rm -f "$2"
}

# gate CONTAINER HOSTS: lets a container whose network is filtered call these hosts, by gateway.py, which ends with it. One that is there is told of other hosts.
gate() { (
    flock -w 60 9 || exit 1
    unit=agsekit-gateway-$(printf %.12s "$1").service
    group "$1"
    # shellcheck disable=SC2046
    process=$(awk '/^NSpid:/ && NF == 3 && $3 == 1 { print $2; exit }' $(sed 's,.*,/proc/&/status,' "$group/cgroup.procs" 2> /dev/null) /dev/null 2> /dev/null)
    [ -n "$process" ] || { echo "the container has ended" >&2; exit 1; }
    hosts_file=$XDG_RUNTIME_DIR/agsekit-gateway-$(printf %.12s "$1")
    known=$(cat "$hosts_file" 2> /dev/null)
    printf '%s\n' "$2" > "$hosts_file.new" && mv "$hosts_file.new" "$hosts_file" || exit 1
    if [ "$(systemctl --user show --property=ActiveState,Description --value "$unit" 2> /dev/null | sort | tr '\n' ' ')" = "active of $process " ]; then
        [ "$known" = "$2" ] || systemctl --user kill --signal HUP "$unit"
        exit
    fi
    systemctl --user stop "$unit" 2> /dev/null
    program=$XDG_RUNTIME_DIR/agsekit-gateway.py
    gateway > "$program.new" && mv "$program.new" "$program" || exit 1
    # Answers when it listens.
    systemd-run --user --quiet --collect --unit "$unit" --description "of $process" --service-type=notify --working-directory=/ --property=Restart=on-failure \
        --property=RestartSec=1 --property=StartLimitIntervalSec=0 --property=MemoryMax=256M --property=CPUQuota=100% --property=LimitNOFILE=4096 \
        python3 -I "$program" "$(cat "$XDG_RUNTIME_DIR/libpod/tmp/pause.pid")" "$process" "$hosts_file" && exit
    systemctl --user stop "$unit" 2> /dev/null
    exit 1
) 9> "$XDG_RUNTIME_DIR/agsekit-gateway.lock" || { say "ungated"; return 1; }; }

# limits NAME IMAGE MEMORY CPUS PROCESSES NETWORK: the words that every container is begun with, one in each line of $words.
limits() {
    words=$(printf '%s\n' --detach --name "$1" --hostname box --userns=keep-id --user "$user:$user" --cap-drop=all --security-opt=no-new-privileges \
        --read-only --read-only-tmpfs=false --memory "$3" --memory-swap "$3" --cpus "$4" --pids-limit "$5" --log-driver=none --pull=never)
    case $6 in
        none) words=$words$(printf '\n--network=none') ;;
        filtered)
            proxy=http://127.0.0.1:3128
            words=$words$(printf '\n%s' --network=none --env "http_proxy=$proxy" --env "https_proxy=$proxy" --env "HTTP_PROXY=$proxy" --env "HTTPS_PROXY=$proxy" \
                --env no_proxy=localhost,127.0.0.1,::1 --env NODE_USE_ENV_PROXY=1)
            ;;
        *) words=$words$(printf '\n--network=slirp4netns') ;;
    esac
}
