# shellcheck shell=sh disable=SC2154
# The boxes of this VM, one a line; those whose time is over are removed first.
command -v podman > /dev/null || exit 0
all() { pod ps -a --no-trunc --filter label=agsekit=box --format '{{.Names}} {{if .Pid}}running{{else}}stopped{{end}} {{.Created.Unix}} {{index .Labels "agsekit.until"}} {{index .Labels "agsekit.network"}} {{index .Labels "agsekit.image"}} {{.ID}}'; }
now=$(date +%s)
lines=$(all) || exit 1
printf '%s\n' "$lines" | while read -r name state made until network image id; do
    [ -n "$name" ] || continue
    if [ "$until" != never ] && [ "$until" -le "$now" ]; then
        pod rm -f -v -t 0 "$name" > /dev/null && forget "${name#agsekit-box-}"
    else
        say "box ${name#agsekit-box-} $state $made $until $network $image $id"
    fi
done
