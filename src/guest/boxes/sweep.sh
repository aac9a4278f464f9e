# shellcheck shell=sh disable=SC2154
# Ends what runs in sessions. CONTAINERS
for container in "$@"; do
    sweep "$container"
done
