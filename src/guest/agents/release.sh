# shellcheck shell=sh disable=SC2015,SC2034,SC2154
# A file of a release on GitHub, checked against the digest that GitHub names for it. $1: the tag with {version}. $2: the file, packed by gzip.
tag=$1 asset=$2
reach "https://api.github.com/repos/$from/releases?per_page=1"
version=$wanted
if [ -n "$wanted" ]; then list="releases/tags/$(filled "$tag")"; else list='releases?per_page=100'; fi
curl_url "https://api.github.com/repos/$from/$list" --max-time 60 -o "$cache/releases.json" || fail version "$from"
found=$(python3 - "$cache/releases.json" "$tag" "$(filled "$asset")" << 'END'
import json, re, sys
file, tag, asset = sys.argv[1:]
releases = json.load(open(file))
if isinstance(releases, dict):
    releases = [releases]
best = None
for release in releases:
    match = re.fullmatch(re.escape(tag).replace(r"\{version\}", r"([0-9]+(?:\.[0-9]+)+)"), release.get("tag_name", ""))
    files = [one for one in release.get("assets", []) if one.get("name") == asset]
    if not match or not files or release.get("draft"):
        continue
    key = [int(part) for part in match[1].split(".")]
    if best is None or key > best[0]:
        best = (key, match[1], files[0].get("browser_download_url", ""), (files[0].get("digest") or "").removeprefix("sha256:"))
if best:
    print(*best[1:])
END
) || fail broken python3
rm -f "$cache/releases.json"
[ -n "$found" ] || fail version "$from"
# shellcheck disable=SC2086
set -- $found
chosen "$1"
[ -n "${3-}" ] || fail checksum "$asset"
fetch "$2" "$cache/agent.gz"
[ "$(sha256sum < "$cache/agent.gz" | cut -d ' ' -f 1)" = "$3" ] || {
    rm -f "$cache/agent.gz"
    fail checksum "$asset"
}
step unpack "$program"
mkdir -p "$new/bin" && gzip -dc "$cache/agent.gz" > "$new/bin/$program" && chmod 755 "$new/bin/$program" || fail disk
rm -f "$cache/agent.gz"
settle
