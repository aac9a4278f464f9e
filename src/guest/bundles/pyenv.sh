# shellcheck shell=sh
# pyenv, from its own repository: no release has it as a package.
now=$(pyenv_version)
[ -z "$now" ] || there "$now"
get_pyenv
finish "$(pyenv_version)"
