"""The command line: add, list, done."""

import argparse
from pathlib import Path

from .store import Store


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="todo")
    parser.add_argument("--file", type=Path, default=Path("todo.json"))
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("add").add_argument("text")
    commands.add_parser("list")
    commands.add_parser("done").add_argument("number", type=int)
    options = parser.parse_args(arguments)

    store = Store(options.file)
    items = store.load()
    if options.command == "add":
        items.append({"text": options.text, "done": False})
        store.save(items)
    elif options.command == "done":
        items[options.number - 1]["done"] = True
        store.save(items)
    else:
        for number, item in enumerate(items, start=1):
            print(f"{number}. [{'x' if item['done'] else ' '}] {item['text']}")
    return 0
