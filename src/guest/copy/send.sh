# shellcheck shell=sh
# Writes a folder's content, or one file, to standard output as an archive. $1: the path, which begins with / or a dot; $2: folder or file.
if [ "$2" = folder ]; then
    exec tar --create --file=- --format=gnu --hard-dereference --numeric-owner --directory="$1" .
fi
folder=${1%/*}
exec tar --create --file=- --format=gnu --hard-dereference --dereference --numeric-owner --directory="${folder:-/}" -- "./${1##*/}"
