#!/usr/bin/env bash
# A part of build.sh, which sources it: the web page of src/dashboard, made into files that the executable holds.
# Uses: say, complain, root, out, work.
# shellcheck disable=SC2154

dashboard=$root/src/dashboard

# One number for what the page is made of.
dashboard_fingerprint() {
    {
        node --version
        find "$dashboard" -name node_modules -prune -o -type f -print0 | sort -z | xargs -0 sha256sum
        sha256sum "$root/build-dashboard.sh"
    } | sha256sum
}

# Its packages, exactly as the lock file names them. They may run nothing while they are installed (.npmrc).
install_dashboard_packages() {
    local mark stamp=$dashboard/node_modules/.agsekit-installed
    mark=$(cd "$dashboard" && { node --version; cat package.json package-lock.json .npmrc; } | sha256sum)
    [[ ! -e $stamp || $(<"$stamp") != "$mark" ]] || return 0
    say 'installing the packages of the web page'
    (cd "$dashboard" && npm ci --loglevel=error </dev/null) || return 1
    echo "$mark" >"$stamp"
}

# out/dashboard: each file compressed, as browsers take it.
make_dashboard() {
    local mark stamp=$work/dashboard made=$work/dashboard-files
    mark=$(dashboard_fingerprint)
    if [[ -e $out/dashboard/index.html.gz && -e $stamp && $(<"$stamp") == "$mark" ]]; then
        return 0
    fi
    install_dashboard_packages || return 1
    say 'building the web page'
    mkdir -p "$work"
    rm -rf "$stamp" "$made" "$out/dashboard"
    (cd "$dashboard" && node node_modules/vite/bin/vite.js build --logLevel warn --outDir "$made" --emptyOutDir </dev/null) || return 1
    node "$dashboard/compress.js" "$made" "$out/dashboard" || return 1
    echo "$mark" >"$stamp"
}

check_dashboard() {
    install_dashboard_packages || return 1
    (
        cd "$dashboard" || exit 1
        node node_modules/typescript/bin/tsc --noEmit && node node_modules/eslint/bin/eslint.js . --max-warnings 0 && node node_modules/vitest/vitest.mjs run --reporter=dot
    ) </dev/null
}
