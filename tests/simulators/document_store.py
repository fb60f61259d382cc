"""Where a simulated ERP keeps its documents: SQLite, one row per document, one writer at a time.

Every change is committed before the caller hears of it. `rehearsal` runs a change and takes it back, for the fault that
says yes and stores nothing.
"""

import contextlib
import json
import sqlite3
import threading

from transactions import Transactions


class DocumentStore(Transactions):
    def __init__(self, path=":memory:"):
        self._lock = threading.RLock()
        self._depth = 0
        self._rehearsing = False
        self.db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("PRAGMA synchronous=OFF")
        self.db.execute(
            "CREATE TABLE IF NOT EXISTS document (position INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT, number TEXT,"
            " body TEXT, UNIQUE (kind, number))"
        )
        self.db.execute("CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, last INTEGER)")

    @contextlib.contextmanager
    def rehearsal(self):
        with self._lock:
            self._rehearsing = True
            try:
                yield self
            finally:
                self._rehearsing = False

    def get(self, kind, number):
        """The document or None."""
        with self._lock:
            row = self.db.execute(
                "SELECT body FROM document WHERE kind = ? AND number = ?", (kind, str(number))
            ).fetchone()
        return json.loads(row[0]) if row else None

    def all(self, kind):
        """Documents of a kind in the order in which they were made."""
        with self._lock:
            rows = self.db.execute("SELECT body FROM document WHERE kind = ? ORDER BY position", (kind,)).fetchall()
        return [json.loads(row[0]) for row in rows]

    def put(self, kind, number, body):
        """Store a new or changed document; a changed one keeps its place."""
        text = json.dumps(body, ensure_ascii=False)
        self.db.execute(
            "INSERT INTO document (kind, number, body) VALUES (?, ?, ?)"
            " ON CONFLICT (kind, number) DO UPDATE SET body = excluded.body",
            (kind, str(number), text),
        )
        return body

    def remove(self, kind, number):
        self.db.execute("DELETE FROM document WHERE kind = ? AND number = ?", (kind, str(number)))

    def next(self, name):
        """The next number of a counter, from 1."""
        self.db.execute("INSERT INTO counter VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET last = last + 1", (name,))
        return self.db.execute("SELECT last FROM counter WHERE name = ?", (name,)).fetchone()[0]

    def reset(self):
        with self.transaction():
            self.db.execute("DELETE FROM document")
            self.db.execute("DELETE FROM counter")

    def close(self):
        with self._lock:
            self.db.close()


class Controlled:
    """The control plane of a simulator that keeps its documents in a `store` and its switches in `options`."""

    def documents(self, kind):
        return self.store.all(kind)

    def reset(self):
        self.store.reset()
        return {}

    def configure(self, settings):
        for name, value in settings.items():
            if not hasattr(self.options, name):
                raise ValueError(f"unknown setting {name}")
            setattr(self.options, name, value)
        return {}

    def close(self):
        self.store.close()
