"""All or nothing, for the SQLite books of simulators: what is rehearsed is rolled back."""

import contextlib


class Transactions:
    """Needs `db` (a connection in autocommit), `_lock` (an RLock), `_depth` and `_rehearsing` of the class that uses it."""

    @contextlib.contextmanager
    def transaction(self):
        """All or nothing; nested ones belong to the outermost."""
        with self._lock:
            if self._depth:
                yield self
                return
            self.db.execute("BEGIN IMMEDIATE")
            self._depth = 1
            try:
                yield self
            except BaseException:
                self.db.execute("ROLLBACK")
                raise
            else:
                self.db.execute("ROLLBACK" if self._rehearsing else "COMMIT")
            finally:
                self._depth = 0
