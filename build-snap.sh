#!/usr/bin/env bash
# A part of build.sh, which sources it: the snap, staged from snapcraft.yaml and checked. Uses: say, complain, publish, root, out, work, binary, missing_prerequisite.
# shellcheck disable=SC2154

snap_needs() {
    printf '%s\n' 'snap|snapd' 'mksquashfs|squashfs-tools' 'readelf|binutils' '/usr/lib/python3/dist-packages/yaml/__init__.py|python3-yaml' \
        '/usr/lib/python3/dist-packages/jsonschema/__init__.py|python3-jsonschema' '/usr/bin/ssh|openssh-client' '/usr/bin/curl|curl' 'dpkg-deb|dpkg'
}

snap_architecture() {
    case $(uname -m) in
        x86_64) echo amd64 ;;
        aarch64) echo arm64 ;;
        *) complain "no snap is made for $(uname -m)"; exit "$missing_prerequisite" ;;
    esac
}

# What the part "agsekit" of snapcraft.yaml is made of.
snap_files() {
    local files=$out/snap-files shell
    rm -rf "$files"
    mkdir -p "$files/multipass"
    cp "$binary" "$files/agsekit"
    cp LICENSE "$files/LICENSE"
    for shell in bash zsh fish; do
        AGSEKIT_HOME=$work/snap-home "$binary" completion "$shell" >"$files/agsekit.$shell" || return 1
    done
}

# The same bytes from the same source: mksquashfs takes every time from here.
snap_epoch() { git -C "$root" log -1 --format=%ct 2>/dev/null || stat -c %Y "$root/snapcraft.yaml"; }

make_snap() {
    local architecture made
    architecture=$(snap_architecture)
    snap_files || return 1
    check_snapcraft_yaml || return 1
    if type -P snapcraft >/dev/null; then
        say 'making the snap with snapcraft'
        snapcraft pack --output "$out/" || return 1
    else
        say 'no snapcraft here: staging the snap from snapcraft.yaml, packing it with snap pack'
        rm -rf "$work/snap"
        /usr/bin/python3 snap/local/stage.py snapcraft.yaml "$architecture" "$work/snap-packages" "$work/snap" || return 1
        check_snap_tree "$work/snap" || return 1
        made=$(SOURCE_DATE_EPOCH=$(snap_epoch) snap pack --compression=lzo "$work/snap" "$out") || { complain "$made"; return 1; }
    fi
    made=$(find "$out" -maxdepth 1 -name "agent-safety-kit_*_$architecture.snap" -newer "$out/snap-files/LICENSE" | head -n 1)
    [[ -n $made ]] || { complain 'no snap was made'; return 1; }
    say "${made#"$root"/}: $(($(stat -c %s "$made") / 1024)) KiB"
}

# In a VM, with everything that is enforced there. Its disk is made by root, who keeps its own.
test_snap() {
    local cache=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/agsekit-build/snap-test
    local -a as_root=()
    [[ $(snap_architecture) == amd64 ]] || { complain 'the VM that the snap is tried in is one for amd64'; return 1; }
    ((EUID == 0)) || as_root=(sudo --preserve-env=AGSEKIT_SNAP_SHELL)
    mkdir -p "$cache"
    ${as_root[@]+"${as_root[@]}"} bash tests/snap/run.sh "$(find "$out" -maxdepth 1 -name "agent-safety-kit_*_$(snap_architecture).snap" -newer "$out/snap-files/LICENSE" | head -n 1)" "$cache"
}

# The keys, against snapcraft's own JSON schema where SNAPCRAFT_SCHEMA names a copy of it; and the version, which stands once more in it.
check_snapcraft_yaml() {
    local version
    version=$(sed -n 's/.*<Version>\(.*\)<\/Version>.*/\1/p' Directory.Build.props)
    grep -qxF "version: '$version'" snapcraft.yaml || { complain "snapcraft.yaml: the version is not $version, which Directory.Build.props has"; return 1; }
    [[ -n ${SNAPCRAFT_SCHEMA:-} ]] || return 0
    /usr/bin/python3 snap/local/validate.py "$SNAPCRAFT_SCHEMA" snapcraft.yaml
}

# The tree that goes into the snap: nothing missing, nothing stray, nothing that could not run there.
check_snap_tree() {
    local tree=$1 answer bad=0 path name
    # A mistake in an interface is only a warning there, with exit code 0.
    answer=$(snap pack --check-skeleton "$tree" 2>&1) || { complain "snap pack --check-skeleton: $answer"; bad=1; }
    if [[ $answer == *'bad plugs or slots'* ]]; then
        complain "snap pack --check-skeleton: $answer"
        bad=1
    fi
    check_snap_modes "$tree" || bad=1
    check_snap_words "$tree/meta/snap.yaml" || bad=1
    while IFS= read -r path; do
        name=${path#"$tree"/}
        case $name in
            bin/agsekit | usr/bin/ssh | usr/bin/ssh-keygen | usr/bin/sftp | usr/bin/curl) check_snap_program "$tree" "$path" 755 || bad=1 ;;
            usr/lib/*-linux-gnu/lib*.so.*) check_snap_program "$tree" "$path" 644 || bad=1 ;;
            meta/hooks/*)
                [[ -x $path ]] || { complain "$name can not be run"; bad=1; }
                # The base's own shell; nothing else is sure to be there.
                [[ $(head -n 1 "$path") == '#!/bin/sh' ]] || { complain "$name does not begin with #!/bin/sh"; bad=1; }
                ;;
            usr/share/doc/*/copyright) [[ -s $path ]] || { complain "$name is empty"; bad=1; } ;;
            meta/snap.yaml | etc/agsekit.bash | usr/share/zsh/vendor-completions/_agsekit | usr/share/fish/vendor_completions.d/agsekit.fish \
                | usr/share/doc/agent-safety-kit/LICENSE) ;;
            *) complain "$name: nobody asked for it in the snap"; bad=1 ;;
        esac
    done < <(find "$tree" ! -type d)
    # Nothing names it as a library that is needed: it is opened by its name.
    [[ -n $(find "$tree/usr/lib" -name 'libssl.so.3' -print -quit) ]] || { complain 'usr/lib/…/libssl.so.3 is missing in the snap'; bad=1; }
    # Who wrote the programs and libraries that are passed on here, and on which terms: all of Debian's come with it.
    for name in openssh-client libssl3 curl; do
        [[ -n $(find "$tree/usr/share/doc" -path "*/$name*/copyright" -print -quit) ]] || { complain "usr/share/doc/$name/copyright is missing in the snap"; bad=1; }
    done
    for name in bin/agsekit usr/bin/ssh usr/bin/ssh-keygen usr/bin/sftp usr/bin/curl etc/agsekit.bash meta/snap.yaml; do
        [[ -s $tree/$name ]] || { complain "$name is missing in the snap"; bad=1; }
    done
    [[ -d $tree/multipass && -z $(find "$tree/multipass" -mindepth 1 -print -quit) ]] || { complain 'the mount point multipass is not an empty folder'; bad=1; }
    return "$bad"
}

# Nothing that others may write or that gives rights, no link (it could lead out of the snap), nothing that is no file at all.
check_snap_modes() {
    local tree=$1 path bad=0
    while IFS= read -r path; do
        complain "${path#"$tree"/}: $(stat -c '%A, a %F' "$path"), which nothing in a snap may be"
        bad=1
    done < <(find "$tree" ! -type d ! -type f -o -perm /6022 ! -type l -o -type d ! -perm 755)
    return "$bad"
}

# As long as the store takes them.
check_snap_words() {
    /usr/bin/python3 - "$1" <<'PYTHON'
import re, sys, yaml
meta = yaml.safe_load(open(sys.argv[1], encoding="utf-8"))
bad = [f"{key} is missing" for key in ("name", "title", "version", "summary", "description", "license", "base", "grade", "confinement") if not meta.get(key)]
bad += [f"{key} is longer than {most} characters" for key, most in (("title", 40), ("summary", 78), ("version", 32), ("description", 4096)) if len(str(meta.get(key, ""))) > most]
bad += ["summary ends with a full stop"] if str(meta.get("summary", "")).endswith(".") else []
used = {plug for part in (*meta["apps"].values(), *meta.get("hooks", {}).values()) for plug in part.get("plugs", [])}
bad += [f"the plug {plug} is used by nothing" for plug in sorted(set(meta.get("plugs", {})) - used)]
bad += [f"{name} is no name" for name in [meta.get("name", ""), *meta["apps"], *used] if not re.fullmatch(r"[a-z0-9](-?[a-z0-9])*", name)]
for line in bad:
    print(f"build.sh: meta/snap.yaml: {line}", file=sys.stderr)
sys.exit(bool(bad))
PYTHON
}

# The loader is the base's, every library is in the tree or in the base, and nothing of the machine it was built on is named.
check_snap_program() {
    local tree=$1 path=$2 mode=$3 interpreter library bad=0
    [[ $(stat -c %a "$path") == "$mode" ]] || { complain "${path#"$tree"/} has mode $(stat -c %a "$path"), not $mode"; bad=1; }
    interpreter=$(readelf -lW "$path" | sed -n 's/.*program interpreter: \(.*\)\]/\1/p')
    case $interpreter in
        '' | /lib64/ld-linux-x86-64.so.2 | /lib/ld-linux-aarch64.so.1) ;;
        *) complain "${path#"$tree"/} asks for the interpreter $interpreter"; bad=1 ;;
    esac
    # They would be most of it, and are kept beside the executable for whoever needs them.
    if readelf -SW "$path" | grep -qE '\] \.(debug_|symtab|gnu_debuglink_data)'; then
        complain "${path#"$tree"/} is not stripped"
        bad=1
    fi
    if readelf -dW "$path" | grep -qE '\((RPATH|RUNPATH)\)'; then
        complain "${path#"$tree"/} has a path for libraries of its own"
        bad=1
    fi
    while IFS= read -r library; do
        [[ $library =~ ^(ld-linux.*|libc|libm|libdl|libpthread|librt|libresolv|libutil)\.so\.[0-9]+$ ]] && continue
        [[ -n $(find "$tree/usr/lib" -name "$library" -print -quit) ]] || { complain "${path#"$tree"/} needs $library, which is not in the snap"; bad=1; }
    done < <(readelf -dW "$path" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p')
    return "$bad"
}
