# shellcheck shell=sh disable=SC2154
# One program that agsekit itself needs in the guest, from the release's own packages; its package has its name. No bundle: it is not listed.
command -v "$bundle" > /dev/null && {
    say "there" 1
    exit 0
}
packages "$bundle"
command -v "$bundle" > /dev/null || fail broken "$bundle"
say "done" 1
