# shellcheck shell=sh
# The agents that were installed: type and version, a line for each.
cd "$HOME/.local/share/agsekit/agents" 2> /dev/null || exit 0
for type in *; do
    [ ! -f "$type/version" ] || [ -L "$type/version" ] || printf '%s %s\n' "$type" "$(head -c 100 "$type/version" | head -n 1)"
done
