#!/usr/bin/env bash
# A part of build.sh, which sources it: what the machine needs for each work, and how it is installed.
# Uses: say, complain, missing_prerequisite. Sets: sdk.
# shellcheck disable=SC2154,SC2034

# What the machine needs: "what must be there|the package that has it". A path must exist, a name must be a program.

build_needs() {
    printf '%s\n' 'gcc|gcc' '/usr/include/stdio.h|libc6-dev' '/usr/include/zlib.h|zlib1g-dev' 'node|nodejs' 'npm|npm'
}

demo_needs() {
    case $(uname -m) in
        aarch64) echo 'qemu-system-aarch64|qemu-system-arm' ;;
        *) echo 'qemu-system-x86_64|qemu-system-x86' ;;
    esac
    printf '%s\n' 'qemu-img|qemu-utils' 'mmdebstrap|mmdebstrap' 'mkfs.ext4|e2fsprogs' 'ssh|openssh-client' 'passt|passt' \
        'newuidmap|uidmap' '/usr/share/keyrings/debian-archive-keyring.gpg|debian-archive-keyring'
}

test_needs() {
    printf '%s\n' 'git|git' 'rsync|rsync' 'sqlite3|sqlite3' 'sshfs|sshfs' 'fusermount3|fuse3' 'fio|fio' 'make|make' 'tmux|tmux' \
        'mkfs.ext4|e2fsprogs' 'mkfs.btrfs|btrfs-progs' '/usr/lib/openssh/sftp-server|openssh-sftp-server' 'setpriv|util-linux' 'pgrep|procps' \
        'shellcheck|shellcheck' 'strace|strace' 'flock|util-linux' 'mandoc|mandoc' 'python3|python3-minimal' \
        'zsh|zsh' 'fish|fish' 'curl|curl' 'sfdisk|fdisk' 'gpg|gpg' 'gpgv|gpgv' 'gpgconf|gpgconf' 'gpg-agent|gpg-agent' 'promtool|prometheus' 'redis-cli|redis-tools' \
        "/usr/lib/$(uname -m)-linux-gnu/faketime/libfaketime.so.1|libfaketime" 'chromium|chromium' '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf|fonts-dejavu-core'
    # For the disk that starts by UEFI.
    [[ $(uname -m) == aarch64 ]] || printf '%s\n' '/usr/share/OVMF/OVMF_CODE_4M.fd|ovmf' '/usr/lib/grub/x86_64-efi/normal.mod|grub-efi-amd64-bin' \
        'grub-mkstandalone|grub-common' 'mformat|mtools'
}

missing_packages() {
    local what package
    while IFS='|' read -r what package; do
        if [[ $what == /* ]]; then
            [[ -e $what ]] || echo "$package"
        else
            PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin type -P "$what" >/dev/null || echo "$package"
        fi
    done | sort -u
}

# require WHAT_FOR NEEDS...: installs what the named lists of needs lack, or says what to install and ends.
require() {
    local what_for=$1 list packages
    shift
    packages=$(for list in "$@"; do "$list"; done | missing_packages)
    [[ -n $packages ]] || return 0
    mapfile -t packages <<<"$packages"
    local -a install=(apt-get install -y --no-install-recommends "${packages[@]}")
    local -a as_root=()
    if ((EUID != 0)); then
        as_root=(sudo)
    fi
    if [[ -n ${AGSEKIT_NO_INSTALL:-} ]] || ! can_install; then
        complain "to $what_for, this machine lacks: ${packages[*]}"
        if type -P apt-get >/dev/null; then
            printf '  fix: %s\n' "${as_root[*]:+${as_root[*]} }${install[*]}" >&2
        else
            printf '  fix: install them (these are their names in Debian) with the package manager of your system\n' >&2
        fi
        exit "$missing_prerequisite"
    fi
    say "installing what this machine lacks: ${as_root[*]:+${as_root[*]} }${install[*]}"
    if ! apt_get "${install[@]:1}"; then
        say "the lists of packages may be old: ${as_root[*]:+${as_root[*]} }apt-get update, and once more"
        if ! apt_get update || ! apt_get "${install[@]:1}"; then
            complain "could not install: ${packages[*]}"
            exit "$missing_prerequisite"
        fi
    fi
    hash -r
}

apt_get() {
    ${as_root[@]+"${as_root[@]}"} env DEBIAN_FRONTEND=noninteractive apt-get -q -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=120 "$@" </dev/null
}

# sudo may ask for a password, on the terminal only.
can_install() {
    type -P apt-get >/dev/null || return 1
    ((EUID == 0)) && return 0
    type -P sudo >/dev/null || return 1
    sudo -n true 2>/dev/null && return 0
    [[ -t 0 && -t 2 ]] && sudo -v
}

# Where the validator of OpenAPI documents is kept, outside this tree: its version is part of the name.
openapi_validator_folder() { echo "${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/agsekit-build/swagger-parser-12.1.0"; }

# Installs it unless it is there. Its packages may run nothing while they are installed.
require_openapi_validator() {
    local folder
    folder=$(openapi_validator_folder)
    export AGSEKIT_OPENAPI_VALIDATOR=$folder
    [[ ! -e $folder/node_modules/@apidevtools/swagger-parser/package.json ]] || return 0
    say "installing the validator of OpenAPI documents into $folder"
    mkdir -p "$folder"
    if ! npm install --prefix "$folder" --no-audit --no-fund --ignore-scripts --loglevel=error '@apidevtools/swagger-parser@12.1.0' </dev/null; then
        complain 'the validator of OpenAPI documents could not be installed: npm install @apidevtools/swagger-parser@12.1.0'
        exit "$missing_prerequisite"
    fi
}

# What drives the browser in tests, and looks for what bars people from a page: kept outside this tree, as the other is.
browser_driver_folder() { echo "${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/agsekit-build/playwright-1.56.1"; }

require_browser_driver() {
    local folder
    folder=$(browser_driver_folder)
    export AGSEKIT_BROWSER_DRIVER=$folder
    [[ ! -e $folder/node_modules/playwright-core/package.json || ! -e $folder/node_modules/axe-core/package.json ]] || return 0
    say "installing what drives the browser in tests into $folder"
    mkdir -p "$folder"
    if ! npm install --prefix "$folder" --no-audit --no-fund --ignore-scripts --loglevel=error 'playwright-core@1.56.1' 'axe-core@4.11.0' </dev/null; then
        complain 'what drives the browser could not be installed: npm install playwright-core@1.56.1 axe-core@4.11.0'
        exit "$missing_prerequisite"
    fi
}

# Finds the .NET SDK that global.json asks for, in PATH or where installers put it.
require_dotnet() {
    local folder wanted
    export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en
    if [[ -n ${CI:-} ]]; then
        # Nothing of ours stays behind when CI's job is over.
        export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false
    fi
    for folder in '' "${DOTNET_ROOT:-}" "${HOME:-/}/.dotnet" /usr/share/dotnet /usr/lib/dotnet /usr/local/share/dotnet; do
        [[ -z $folder || -x $folder/dotnet ]] || continue
        if sdk=$(PATH=${folder:+$folder:}$PATH dotnet --version 2>/dev/null); then
            [[ -z $folder ]] || export PATH="$folder:$PATH" DOTNET_ROOT="$folder"
            return 0
        fi
    done
    wanted=$(sed -n 's/.*"version": *"\([^"]*\)".*/\1/p' global.json)
    complain "the .NET SDK $wanted (or a later patch of it) is needed"
    printf '  fix: install it from https://dotnet.microsoft.com/download/dotnet/10.0, for all or into ~/.dotnet (found there without more ado)\n' >&2
    exit "$missing_prerequisite"
}
