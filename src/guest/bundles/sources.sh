# shellcheck shell=sh disable=SC2015,SC2154
# Where packages come from and whom the guest trusts, as the configuration says. Standard input: lines "apt ADDRESS", "npm ADDRESS", "pip ADDRESS"
# (nothing behind the blank: as it was), then certificates in PEM. Only what changed is written.
mark='# written by agsekit'
given=$cache/sources
cat > "$given" || fail disk
digest=$(sha256sum < "$given" | cut -d ' ' -f 1)
if [ "$(cat /var/lib/agsekit/sources 2> /dev/null)" = "$digest" ]; then
    rm -f "$given"
    say "there" "$digest"
    exit 0
fi
value() { sed -n "s/^$1 //p" "$given" | head -n 1; }
apt=$(value apt) npm=$(value npm) pip=$(value pip)
bundle_file=/etc/ssl/certs/ca-certificates.crt
own=$(grep -c '^-----BEGIN CERTIFICATE-----' "$given")
# A guest that never had anything of it is left alone.
if [ ! -e /var/lib/agsekit/sources ] && [ -z "$apt$npm$pip" ] && [ "$own" -eq 0 ]; then
    rm -f "$given"
    say "there" "$digest"
    exit 0
fi
sudo -n true 2> /dev/null || fail sudo

step trust
certificates=/usr/local/share/ca-certificates/agsekit
fresh=
[ ! -e "$certificates" ] || fresh=--fresh
sudo -n rm -rf "$certificates" "$cache/ca"
mkdir -p "$cache/ca" || fail disk
# Those the system brings are left out, known by a line of their signature: taking each in costs a tenth of a second.
{ echo; cat /usr/share/ca-certificates/*/*.crt 2> /dev/null; } | awk -v at="$cache/ca" '
    FNR == NR { known[$0] = 1; next }
    /^-----BEGIN CERTIFICATE-----/ { text = before = last = "" }
    { text = text $0 "\n" }
    /^-----END CERTIFICATE-----/ { if (!(before in known)) { file = sprintf("%s/%03d.crt", at, ++n); printf "%s", text > file; close(file) } next }
    { before = last; last = $0 }' - "$given"
if [ -n "$(ls "$cache/ca")" ]; then
    sudo -n mkdir -p "$certificates" && sudo -n cp "$cache"/ca/*.crt "$certificates/" || fail disk
fi
if [ -n "$fresh$(ls "$cache/ca")" ] && [ -x /usr/sbin/update-ca-certificates ]; then
    run sudo -n /usr/sbin/update-ca-certificates $fresh || fail broken update-ca-certificates
fi
rm -rf "$cache/ca"

# write FILE: standard input becomes the file, unless somebody else's is there; nothing to write takes ours away.
write() {
    content=$(cat)
    if [ -e "$1" ] && ! head -n 1 "$1" | grep -qFx "$mark"; then
        return
    fi
    if [ -z "$content" ]; then
        sudo -n rm -f "$1"
    else
        printf '%s\n%s\n' "$mark" "$content" | sudo -n tee "$1" > /dev/null || fail disk
    fi
}
if [ "$own" -gt 0 ]; then
    printf 'export NODE_EXTRA_CA_CERTS=%s SSL_CERT_FILE=%s REQUESTS_CA_BUNDLE=%s\n' "$bundle_file" "$bundle_file" "$bundle_file"
fi | write /etc/profile.d/agsekit.sh
{
    [ -z "$pip$(echo "$own" | sed 's/^0$//')" ] || echo '[global]'
    [ -z "$pip" ] || echo "index-url = $pip"
    [ "$own" -eq 0 ] || echo "cert = $bundle_file"
} | write /etc/pip.conf
# npm reads this file whatever way it was installed; other lines in it stay.
touch "$HOME/.npmrc" && chmod 600 "$HOME/.npmrc"
{
    sed "/^$mark/,/^# end/d" "$HOME/.npmrc"
    if [ -n "$npm" ] || [ "$own" -gt 0 ]; then
        echo "$mark"
        [ -z "$npm" ] || echo "registry=$npm"
        [ "$own" -eq 0 ] || echo "cafile=$bundle_file"
        echo '# end'
    fi
} > "$HOME/.npmrc.part" && mv "$HOME/.npmrc.part" "$HOME/.npmrc" || fail disk

list=/etc/apt/sources.list.d/agsekit.list
if [ -n "$apt" ]; then
    # shellcheck source=/dev/null
    . /etc/os-release
    parts=main
    [ "$ID" != ubuntu ] || parts='main universe restricted multiverse'
    reach "${apt%/}/dists/$VERSION_CODENAME/Release"
    {
        echo "$mark"
        echo "deb ${apt%/} $VERSION_CODENAME $parts"
        for suite in "$VERSION_CODENAME-updates" "$VERSION_CODENAME-security"; do
            answers "${apt%/}/dists/$suite/Release" && echo "deb ${apt%/} $suite $parts"
        done
        [ "$ID" = ubuntu ] || { answers "${apt%/}-security/dists/$VERSION_CODENAME-security/Release" && echo "deb ${apt%/}-security $VERSION_CODENAME-security $parts"; }
    } > "$cache/list"
    sudo -n cp "$cache/list" "$list" && sudo -n chmod 644 "$list" || fail disk
    rm -f "$cache/list"
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
        [ ! -s "$file" ] || [ "$file" = "$list" ] || sudo -n mv "$file" "$file.agsekit-off"
    done
else
    sudo -n rm -f "$list"
    for file in /etc/apt/sources.list.agsekit-off /etc/apt/sources.list.d/*.agsekit-off; do
        [ ! -e "$file" ] || sudo -n mv "$file" "${file%.agsekit-off}"
    done
fi
rm -f "$given"
sudo -n rm -f /var/lib/agsekit/apt-lists
sudo -n mkdir -p /var/lib/agsekit && printf '%s\n' "$digest" | sudo -n tee /var/lib/agsekit/sources > /dev/null || fail sudo
say "done" "$digest"
