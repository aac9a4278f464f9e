# shellcheck shell=sh disable=SC2154,SC2086
# Makes a box or starts it. NAME IMAGE MEMORY CPUS PROCESSES NETWORK HOSTS SECONDS MOST SETUP ("setup" or ""), then FROM TO pairs of folders: "=/path" is mounted
# at TO, "+/path" is copied into the box's home as TO. Standard input: the user's setup.sh. Says its container, after what setup.sh says.
name=$1 image=$2 memory=$3 cpus=$4 pids=$5 network=$6 hosts=$7 seconds=$8 most=$9
shift 9
setup=$1
shift
home=$homes/$name
container=agsekit-box-$name
# Not made yet where it says nothing; begun again with what it was made with where it stands still.
IFS=' ' read -r state id until made_with << FOUND
$(pod container inspect --format '{{.State.Status}} {{.Id}} {{index .Config.Labels "agsekit.until"}} {{index .Config.Labels "agsekit.network"}}' "$container" 2> /dev/null)
FOUND
if [ -n "$state" ] && [ "$until" != never ] && [ "$until" -le "$(date +%s)" ]; then
    pod rm -f -v -t 0 "$container" > /dev/null && forget "$name" || exit 1
    state=
fi
if [ "$state" = running ] && [ ! -e "$homes/.$name.setup" ]; then
    # What runs in it may be in the way of a gateway: that is no reason to let nobody in.
    [ "$made_with" != filtered ] || gate "$id" "$hosts" > /dev/null 2>&1
    say "box running $id $until"
    exit 0
fi
if [ -z "$state" ]; then
    made_with=$network
    [ "$(pod ps -a -q --filter label=agsekit=box | wc -l)" -lt "$most" ] || { say "full"; exit 1; }
    pulled "$image" || exit 1
    mkdir -p "$homes" && mkdir -- "$home" && rm -f -- "$homes/.$name.log" "$homes/.$name.setup" || exit 1
    [ -z "$setup" ] || { cat > "$home/.agsekit-setup.sh" && : > "$homes/.$name.setup"; } || { forget "$name"; exit 1; }
    limits "$container" "$image" "$memory" "$cpus" "$pids" "$network"
    mounts=
    while [ $# -ge 2 ]; do
        case $1 in
            =*) mounts="$mounts
--volume
${1#=}:$2:rw,nosuid,nodev" ;;
            +*) cp -a --no-preserve=context -- "${1#+}/." "$home/$2" || { say "uncopied ${1#+}"; forget "$name"; exit 1; } ;;
        esac
        shift 2
    done
    until=never
    [ "$seconds" = infinity ] || until=$(($(date +%s) + seconds))
    IFS='
'
    set -f
    set -- $words $mounts --volume "$home:/home/box:rw,nosuid,nodev" --tmpfs /tmp:rw,nosuid,nodev,mode=1777,size=256m --tmpfs /var/tmp:rw,nosuid,nodev,mode=1777,size=64m \
        --tmpfs "/run/user/$user:rw,nosuid,nodev,mode=1777,size=16m" --env HOME=/home/box --env "XDG_RUNTIME_DIR=/run/user/$user" --workdir /home/box \
        --label agsekit=box --label "agsekit.until=$until" --label "agsekit.network=$network" --label "agsekit.image=$image"
    unset IFS
    if [ "$image" = default ]; then
        set -- "$@" --rootfs "$place/base"
    else
        set -- "$@" --entrypoint= --image-volume=ignore "$image"
    fi
    id=$(pod run "$@" sh -c "$first" agsekit "$seconds") || { code=$?; pod rm -f -v -t 0 "$container" > /dev/null 2>&1; forget "$name"; exit "$code"; }
elif [ "$state" != running ]; then
    say "begun"
    pod start "$container" > /dev/null || exit 1
fi
[ "$made_with" != filtered ] || gate "$id" "$hosts" || exit 1
if [ -e "$homes/.$name.setup" ]; then
    say "setup"
    { ( inside "$id" /home/box "" sh /home/box/.agsekit-setup.sh ) < /dev/null 2>&1; echo "$?" > "$homes/.$name.code"; } | tee "$homes/.$name.log"
    code=$(cat "$homes/.$name.code")
    rm -f -- "$homes/.$name.code"
    if [ "$code" != 0 ]; then
        say "unset $code"
        exit 1
    fi
    rm -f -- "$homes/.$name.setup"
fi
say "box ready $id $until"
