# shellcheck shell=sh disable=SC2154
# The sessions whose containers there are, one a line, and whether they run.
command -v podman > /dev/null || exit 0
pod ps -a --filter label=agsekit=session --format '{{.Names}} {{if .Pid}}running{{else}}stopped{{end}}' | sed -n 's/^agsekit-session-/@session /p'
