# shellcheck shell=sh
# Python with pip and venv: the release's own, else that of a package of another version, else built by pyenv.
release=$(python3 -c 'import platform; print(platform.python_version())' 2> /dev/null)
if fits "$release" && has_packages python3 python3-venv python3-pip; then
    there "$release"
fi
built=$(command -v "python$wanted" > /dev/null && "python$wanted" -c 'import platform, venv; print(platform.python_version())' 2> /dev/null)
if [ -n "$wanted" ] && fits "$built" && [ "$built" != "$release" ]; then
    there "$built"
fi
# What the lists of before say is enough to know whom to ask first.
[ -z "$(candidate python3)" ] || fits "$(candidate python3)" || [ -n "$(candidate "python$wanted-venv")" ] || reach https://www.python.org/ftp/python/
apt_ready
if fits "$(candidate python3)"; then
    packages python3 python3-venv python3-pip
    finish "$(python3 -c 'import platform; print(platform.python_version())')"
fi
if [ -n "$(candidate "python$wanted-venv")" ]; then
    packages "python$wanted" "python$wanted-venv"
    finish "$("python$wanted" -c 'import platform; print(platform.python_version())')"
fi
reach https://www.python.org/ftp/python/
get_pyenv
version=$(pyenv latest -k "$wanted") || fail version "$(request)"
step build "python $version"
run pyenv install -s "$version" || fail build
place=$(pyenv prefix "$version")
for name in "$place/bin/python$wanted" "$place/bin/python${version%.*}"; do
    [ ! -x "$name" ] || sudo -n ln -sf "$name" "/usr/local/bin/${name##*/}" || fail sudo
done
finish "$("$place/bin/python3" -c 'import platform; print(platform.python_version())')"
