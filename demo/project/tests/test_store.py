import tempfile
import unittest
from pathlib import Path

from todo.store import Store


class StoreTest(unittest.TestCase):
    def test_what_was_saved_is_loaded(self):
        with tempfile.TemporaryDirectory() as folder:
            store = Store(Path(folder) / "todo.json")
            store.save([{"text": "water the plants", "done": False}])
            self.assertEqual([{"text": "water the plants", "done": False}], store.load())
