# shellcheck shell=sh disable=SC2154
# What leads agents through a proxy, from the release's own packages: proxychains4 or privoxy. No bundle: it is not listed. The service that
# comes with privoxy is not wanted: the helper of a run is a process of its own.
PATH=$PATH:/usr/sbin:/sbin
if ! command -v "$bundle" > /dev/null; then
    packages "$bundle"
    command -v "$bundle" > /dev/null || fail broken "$bundle"
    [ "$bundle" != privoxy ] || sudo -n systemctl disable --now privoxy > /dev/null 2>&1
fi
say "done" 1
