#!/bin/sh
# What the "agent" of the pictures does inside the VM: some real work on the sample project, and then it asks.
say() { printf '\033[36m●\033[0m %s\n' "$1"; }

say "A command 'remove' for the list, with a test."
sleep 1
sed -i 's/"""The command line: add, list, done."""/"""The command line: add, list, done, remove."""/
s/^    commands.add_parser("done").add_argument("number", type=int)/&\
    commands.add_parser("remove").add_argument("number", type=int)/
s/^    else:$/    elif options.command == "remove":\
        del items[options.number - 1]\
        store.save(items)\
    else:/' src/todo/main.py
say 'Changed src/todo/main.py'
cat > tests/test_remove.py << 'PYTHON'
import tempfile
import unittest
from pathlib import Path

from todo.main import main
from todo.store import Store


class RemoveTest(unittest.TestCase):
    def test_the_right_one_goes(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "todo.json"
            for text in ("water the plants", "call Boris"):
                main(["--file", str(path), "add", text])
            main(["--file", str(path), "remove", "1"])
            self.assertEqual(["call Boris"], [item["text"] for item in Store(path).load()])
PYTHON
say 'Made tests/test_remove.py'
sed -i 's/^\tpython3/\tPYTHONPATH=src python3/' Makefile
say 'Running make test'
PYTHONDONTWRITEBYTECODE=1 make test 2>&1
say 'git diff --stat'
git -c color.ui=always --no-pager --no-optional-locks diff --stat
printf '\033[1mShall I go on with the manual?\033[0m [y/n] '
read -r answer
echo "${answer}"
