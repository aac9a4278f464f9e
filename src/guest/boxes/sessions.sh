# shellcheck shell=sh disable=SC2154
# The sessions whose containers there are, one a line, and whether they run.
command -v podman > /dev/null || exit 0
# Not straight into a pipe: an error of Podman's must not read like a VM without sessions.
lines=$(pod ps -a --filter label=agsekit=session --format '{{.Names}} {{if .Pid}}running{{else}}stopped{{end}}') || exit 1
printf '%s\n' "$lines" | sed -n 's/^agsekit-session-/@session /p'
