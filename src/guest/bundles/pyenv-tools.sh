# shellcheck shell=sh
# get_pyenv: pyenv in the home folder of the guest's user, with what it takes to build Python.
export PYENV_ROOT="$HOME/.pyenv"
PATH=$PYENV_ROOT/bin:$PATH
pyenv_version() { [ ! -x "$PYENV_ROOT/bin/pyenv" ] || pyenv --version | sed 's/^pyenv //'; }
get_pyenv() {
    reach https://github.com/pyenv/pyenv
    packages git gcc make libc6-dev patch xz-utils libssl-dev zlib1g-dev libbz2-dev libreadline-dev libsqlite3-dev libffi-dev liblzma-dev
    clone_newest https://github.com/pyenv/pyenv "$PYENV_ROOT" 'v[0-9]*'
    # shellcheck disable=SC2016
    printf 'export PYENV_ROOT="$HOME/.pyenv"\nPATH=$PYENV_ROOT/bin:$PYENV_ROOT/shims:$PATH\n' | sudo -n tee /etc/profile.d/agsekit-pyenv.sh > /dev/null || fail sudo
}
