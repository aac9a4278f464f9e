#!/usr/bin/env bash
# Time from start to exit of `agsekit version`, beside a C program that does nothing but print
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
rounds=${1:-200}
[[ $rounds =~ ^[1-9][0-9]{0,4}$ ]] || { echo "start.sh: the number of rounds is 1 to 99999" >&2; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf -- "$folder"' EXIT
printf '#include <stdio.h>\nint main(void) { puts("hello"); return 0; }\n' >"$folder/hello.c"
cc -O2 -o "$folder/hello" "$folder/hello.c"
cc -O2 -Wall -Werror -o "$folder/start" "$here/start.c"
"$folder/start" "$rounds" "${AGSEKIT_BINARY:?the path of agsekit}" version -- "$folder/hello"
