#!/usr/bin/python3
"""Stages the snap from snapcraft.yaml where snapcraft itself is not to be had.

snapcraft.yaml stays the one source: this reads from it what the snap holds (the parts' sources, organize, stage-packages and prime) and what its
meta/snap.yaml says. It knows the plugins dump and nil, which are all that is used; anything else ends it with an error. What needs the store
(stage-snaps) is left out, and said.

usage: stage.py SNAPCRAFT_YAML ARCHITECTURE PACKAGES_FOLDER PRIME_FOLDER
"""

import fnmatch
import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import yaml

TRIPLETS = {"amd64": "x86_64-linux-gnu", "arm64": "aarch64-linux-gnu"}

# Read by snapcraft alone; all else goes to snapd.
BUILD_ONLY = {"parts", "platforms", "build-base", "adopt-info", "compression", "contact", "issues", "source-code", "website", "donation", "package-repositories", "build-packages", "lint", "icon"}

# What core24's own root has: the C library and its loader. Whatever else a staged program needs is staged with it.
OF_THE_BASE = re.compile(r"^(ld-linux.*|libc|libm|libdl|libpthread|librt|libresolv|libutil)\.so\.\d+$")


def fail(text):
    sys.exit(f"stage.py: {text}")


def needed_by(path):
    """The libraries that an ELF file names, and the interpreter it asks for; nothing for another file."""
    with open(path, "rb") as file:
        if file.read(4) != b"\x7fELF":
            return []
    text = subprocess.run(["readelf", "-dW", str(path)], check=True, capture_output=True, text=True).stdout
    return re.findall(r"\(NEEDED\).*\[(.+?)\]", text)


def known_as(package):
    """Packages of libraries with 64-bit times are called …t64 in Ubuntu 24.04, and not so before."""
    if package.endswith("t64") and subprocess.run(["apt-cache", "show", package], capture_output=True).returncode != 0:
        return package.removesuffix("t64")
    return package


def fetch(package, folder):
    """Unpacks a Debian package beneath the folder, its signature checked by apt."""
    packages = folder / ".packages"
    packages.mkdir(parents=True, exist_ok=True)
    if not list(packages.glob(f"{package.split(':')[0]}_*.deb")):
        subprocess.run(["apt-get", "-q", "-o", "APT::Sandbox::User=root", "download", package], cwd=packages, check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    newest = max(packages.glob(f"{package.split(':')[0]}_*.deb"), key=lambda path: path.stat().st_mtime)
    target = folder / newest.stem
    if not target.exists():
        subprocess.run(["dpkg-deb", "--extract", str(newest), str(target)], check=True)
    return target


def owner_of(library, triplet):
    """The installed package that has this library: ssh is installed here, so its libraries are."""
    for place in (f"/lib/{triplet}/{library}", f"/usr/lib/{triplet}/{library}"):
        answer = subprocess.run(["dpkg-query", "--search", place], capture_output=True, text=True)
        if answer.returncode == 0:
            return answer.stdout.split(": ")[0].split(",")[0].split(":")[0]
    fail(f"no installed package has {library}")


def find_in(tree, name, triplet):
    for place in (f"usr/lib/{triplet}/{name}", f"lib/{triplet}/{name}"):
        if (tree / place).exists():
            return tree / place
    return None


def put(source, target):
    """A plain copy: a library that is a link to its full name becomes one file."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    target.chmod(0o755 if os.access(source, os.X_OK) else 0o644)


def put_copyright(package, tree, prime):
    """Debian's packages say who wrote them and on which terms; one of several from the same source may lead to another's by a link."""
    name = package.split(":")[0]
    for source in (tree / "usr/share/doc" / name / "copyright", Path("/usr/share/doc") / name / "copyright"):
        if source.is_file():
            put(source, prime / "usr/share/doc" / name / "copyright")
            return
    fail(f"the package {name} has no copyright file")


def dump(part, root, prime):
    source = root / part["source"]
    if not source.is_dir():
        fail(f"{source} is not there: ./build.sh snap makes it")
    organize = part.get("organize", {})
    for path in sorted(source.rglob("*")):
        name = path.relative_to(source).as_posix()
        target = prime / organize.get(name, name)
        if path.is_dir():
            target.mkdir(parents=True, exist_ok=True)
        else:
            put(path, target)


def from_packages(part, folder, prime, triplet):
    wanted = [pattern for pattern in part.get("prime", ["*"])]
    pending = []
    for package in part["stage-packages"]:
        tree = fetch(known_as(package), folder)
        put_copyright(known_as(package), tree, prime)
        for path in sorted(tree.rglob("*")):
            name = path.relative_to(tree).as_posix()
            if path.is_file() and not name.startswith("usr/share/doc/") and any(fnmatch.fnmatch(name, pattern) for pattern in wanted):
                put(path, prime / name)
                pending.append(path)
    while pending:
        for library in needed_by(pending.pop()):
            target = prime / "usr/lib" / triplet / library
            if OF_THE_BASE.match(library) or target.exists():
                continue
            owner = owner_of(library, triplet)
            found = find_in(fetch(owner, folder), library, triplet)
            if found is None:
                fail(f"{library} is not in the package that is said to have it")
            put(found, target)
            put_copyright(owner, fetch(owner, folder), prime)
            pending.append(found)


def snap_yaml(project, architecture):
    """What snapd reads: apps and hooks as they are, without what only the building needs."""
    meta = {key: value for key, value in project.items() if key not in BUILD_ONLY}
    meta["architectures"] = [architecture]
    return yaml.safe_dump(meta, sort_keys=False, allow_unicode=True, width=120)


def main():
    if len(sys.argv) != 5:
        fail("usage: stage.py SNAPCRAFT_YAML ARCHITECTURE PACKAGES_FOLDER PRIME_FOLDER")
    source, architecture = Path(sys.argv[1]).resolve(), sys.argv[2]
    packages, prime = Path(sys.argv[3]).resolve(), Path(sys.argv[4]).resolve()
    root, triplet = source.parent, TRIPLETS.get(architecture) or fail(f"no snap is made for {architecture}")
    project = yaml.safe_load(source.read_text(encoding="utf-8"))
    prime.mkdir(parents=True)
    for name, part in project["parts"].items():
        if unknown := set(part) - {"plugin", "source", "organize", "stage-packages", "stage-snaps", "prime"}:
            fail(f"part {name}: {', '.join(sorted(unknown))} is known to snapcraft only")
        if "stage-snaps" in part:
            print(f"left out, for want of the store: part {name} ({', '.join(part['stage-snaps'])})")
        elif part["plugin"] == "dump":
            dump(part, root, prime)
        elif part["plugin"] == "nil":
            from_packages(part, packages, prime, triplet)
        else:
            fail(f"part {name}: the plugin {part['plugin']} is known to snapcraft only")
    meta = prime / "meta"
    (meta / "hooks").mkdir(parents=True)
    (meta / "snap.yaml").write_text(snap_yaml(project, architecture), encoding="utf-8")
    for hook in project.get("hooks", {}):
        put(root / "snap/hooks" / hook, meta / "hooks" / hook)
    for path in [prime, *prime.rglob("*")]:
        if path.is_dir():
            path.chmod(0o755)
        elif stat.S_IMODE(path.stat().st_mode) & 0o6022:
            fail(f"{path} has a mode that no file of a snap has")


if __name__ == "__main__":
    main()
