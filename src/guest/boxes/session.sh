# shellcheck shell=sh disable=SC2154,SC2086
# Begins the container of a session. ID IMAGE MEMORY CPUS PROCESSES NETWORK HOSTS SECONDS ("infinity": until it is ended). Says its container.
id=$1 image=$2 network=$6 hosts=$7 seconds=$8
# Its files lie in its memory: they may take half of it, so that filling them up is an error and not the end of the session.
limits "agsekit-session-$id" "$image" "$3" "$4" "$5" "$network"
IFS='
'
set -f
set -- $words --tmpfs "/tmp:rw,nosuid,nodev,mode=1777,size=$(($3 / 2))" --env HOME=/tmp --workdir /tmp --label agsekit=session --shm-size 8m
unset IFS
if [ "$image" = default ]; then
    set -- "$@" --rootfs "$place/base"
else
    set -- "$@" --entrypoint= --image-volume=ignore "$image"
fi
if container=$(pod run "$@" sh -c "$first" agsekit "$seconds") && { [ "$network" != filtered ] || gate "$container" "$hosts"; }; then
    say "session $container"
else
    code=$?
    pod rm -f -v -t 0 --ignore "agsekit-session-$id" > /dev/null 2>&1
    exit "$code"
fi
