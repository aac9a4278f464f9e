# shellcheck shell=sh
# Tells who listens on a TCP port of the guest, as ss(8) says it.
# $1: the port.
{ sudo -n ss -Hltnp "sport = :$1" || ss -Hltnp "sport = :$1"; } 2> /dev/null | head -n 1
