# shellcheck shell=sh
# nvm, from its own repository: no release has it as a package.
export NVM_DIR="$HOME/.nvm"
nvm_version() { [ ! -s "$NVM_DIR/nvm.sh" ] || bash -c '. "$NVM_DIR/nvm.sh" --no-use && nvm --version' 2> /dev/null; }
now=$(nvm_version)
[ -z "$now" ] || there "$now"
reach https://github.com/nvm-sh/nvm
packages git curl
clone_newest https://github.com/nvm-sh/nvm "$NVM_DIR" 'v[0-9]*'
# shellcheck disable=SC2016
printf 'export NVM_DIR="$HOME/.nvm"\n[ -z "${BASH_VERSION-}" ] || [ ! -s "$NVM_DIR/nvm.sh" ] || . "$NVM_DIR/nvm.sh"\n' |
    sudo -n tee /etc/profile.d/agsekit-nvm.sh > /dev/null || fail sudo
finish "$(nvm_version)"
