# shellcheck shell=sh
# Rust with cargo: the newest through the release's rustup where it has that package and the vendor answers, else the release's own.
rust_version() { rustc --version 2> /dev/null | cut -d ' ' -f 2; }
now=$(command -v cargo > /dev/null && rust_version)
[ -z "$now" ] || there "$now"
apt_ready
if [ -n "$(candidate rustup)" ]; then
    step probe static.rust-lang.org
    if answers https://static.rust-lang.org/dist/channel-rust-stable.toml.sha256; then
        packages rustup gcc libc6-dev
        step download static.rust-lang.org
        run rustup default stable || fail unreachable static.rust-lang.org ""
        finish "$(rust_version)"
    fi
fi
packages rustc cargo
finish "$(rust_version)"
