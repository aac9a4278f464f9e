#!/bin/sh
# Runs as the first program in the network namespace of one VM, on the host: closes the networks given as arguments up to --, then becomes the
# command behind it, without any privilege over this namespace.
set -eu
tries=0
while [ -z "$(ip -4 route show default)" ]; do
    tries=$((tries + 1))
    if [ "$tries" -gt 100 ]; then
        echo "agsekit: the namespace got no route" >&2
        exit 1
    fi
    sleep 0.05
done
# The one address that answers names; what it stands for is decided outside.
ip rule add priority 10 to 169.254.53.53 ipproto udp dport 53 lookup main
ip rule add priority 10 to 169.254.53.53 ipproto tcp dport 53 lookup main
while [ "$1" != -- ]; do
    ip rule add priority 20 to "$1" prohibit
    shift
done
shift
exec setpriv --bounding-set=-all --inh-caps=-all --ambient-caps=-all --no-new-privs -- "$@"
