# shellcheck shell=sh
# The bundles that were installed: name and version, a line for each.
cd /var/lib/agsekit/bundles 2> /dev/null || exit 0
for file in *; do
    [ ! -f "$file" ] || printf '%s %s\n' "$file" "$(head -c 100 "$file" | head -n 1)"
done
