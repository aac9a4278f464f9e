# shellcheck shell=sh
# Go, the release's own.
go_version() { go version 2> /dev/null | sed 's/^go version go\([^ ]*\).*/\1/'; }
now=$(go_version)
[ -z "$now" ] || there "$now"
packages golang-go
finish "$(go_version)"
