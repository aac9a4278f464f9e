# shellcheck shell=sh disable=SC2154
# Removes boxes with all they hold. NAMES
for name in "$@"; do
    if [ ! -d "$homes/$name" ] && ! pod container exists "agsekit-box-$name"; then
        say "missing $name"
        continue
    fi
    pod rm -f -v -t 0 --ignore "agsekit-box-$name" > /dev/null && forget "$name" && say "gone $name"
done
