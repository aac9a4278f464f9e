# shellcheck shell=sh disable=SC2015,SC2016,SC2034,SC2154
# From the npm registry: the newest version that this Node.js can run, or the wanted one.
registry=$(sed -n 's/^registry=//p' "$HOME/.npmrc" 2> /dev/null | tail -n 1)
registry=${registry:-https://registry.npmjs.org/}
step probe "$(host_of "$registry")"
if ! why=$(curl_url "${registry%/}/$(printf %s "$from" | sed 's|/|%2f|')" -H 'Accept: application/vnd.npm.install-v1+json' --max-time 120 -o "$cache/agent.json" 2>&1); then
    case $why in
        *' 404'*) fail package "$(host_of "$registry")" "$from" ;;
        *certificate*) fail certificate "$(host_of "$registry")" "$why" ;;
        *) fail unreachable "$(host_of "$registry")" "$why" ;;
    esac
fi
found=$(node -e 'const [file, wanted] = process.argv.slice(1), all = JSON.parse(require("fs").readFileSync(file)), node = parseInt(process.versions.node);
    const needs = v => parseInt(((all.versions[v].engines || {}).node || "").replace(/^[^0-9]*/, "")) || 0, plain = v => /^[0-9]+[.][0-9]+[.][0-9]+$/.test(v);
    const later = (a, b) => { a = a.split(".").map(Number); b = b.split(".").map(Number); return a[0] - b[0] || a[1] - b[1] || a[2] - b[2]; };
    const latest = (all["dist-tags"] || {}).latest;
    if (wanted) console.log(all.versions[wanted] ? wanted : "");
    else console.log(latest && needs(latest) <= node ? latest : Object.keys(all.versions).filter(v => plain(v) && needs(v) <= node).sort(later).pop() || "");' "$cache/agent.json" "$wanted") || fail broken node
rm -f "$cache/agent.json"
[ -n "$found" ] || fail version "$from"
chosen "$found"
if [ "$(cat "$new/.complete" 2> /dev/null)" != "$version" ]; then
    step install "$from $version"
    run sh -c 'npm install -g --prefix "$1" --no-audit --no-fund --no-update-notifier --loglevel=warn "$2" && echo "$3" > "$1/.complete"' sh "$new" "$from@$version" "$version" || fail npm
fi
settle
