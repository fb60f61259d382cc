"""What Dolibarr remembers, in SQLite, and the rules that are its own: numbers, totals, states.

One writer at a time; every change is committed before the caller hears of it. `rehearsal` runs a change and takes it
back, for the fault that says yes and stores nothing.
"""

import contextlib
import sqlite3
import threading
from datetime import datetime, timezone

from transactions import Transactions

ORDER_LINE = "type desc qty# price# unitprice# vat_rate# total_net# total_vat# total# date_start date_end product_id@"
TABLES = {
    "thirdparty": """ref ref_ext status client supplier customer_code supplier_code customer_code_accountancy
        supplier_code_accountancy date_creation date_modification note_private note_public address zip town region_code
        country_id country_code phone fax email url profid1 profid2 profid3 profid4 profid5 profid6 capital vat_used
        vat_number""",
    "product": """ref ref_ext type label description note status_tosell status_tobuy barcode barcode_type country_id
        country_code customcode price_net# price# price_base_type vat_rate# stock_real# stock_alert# date_creation
        date_modification""",
    "order": """ref ref_ext thirdparty_id@ status@ billed@ date date_creation date_validation date_modification
        note_private note_public project_id cond_reglement_id demand_reason_id fk_delivery_address total_net# total_vat#
        total#""",
    "order_line": f"parent_id@ {ORDER_LINE}",
    "invoice": """ref ref_ext thirdparty_id@ order_id@ status@ type@ date date_due date_creation date_validation
        date_modification note_private note_public project_id payment_mode_id close_code close_note total_net#
        total_vat# total#""",
    "invoice_line": f"parent_id@ {ORDER_LINE}",
    "payment": """amount# num_payment thirdparty_id@ bank_account@ payment_mode_id@ invoice_id@ int_label emitter
        bank_source date""",
    "sequence": "name last@",
}
KINDS = ("thirdparty", "product", "order", "invoice", "payment")
SUFFIX = {"@": " INTEGER", "#": " REAL"}
COLUMNS = {table: [word.rstrip("@#") for word in text.split()] for table, text in TABLES.items()}
UNIQUE = {"order": "ref", "invoice": "ref", "product": "ref", "sequence": "name", "thirdparty": "customer_code"}
INDEXED = [("order", "ref_ext"), ("thirdparty", "ref_ext"), ("thirdparty", "ref"), ("invoice", "ref_ext")]
INDEXED += [("order_line", "parent_id"), ("invoice_line", "parent_id"), ("order", "thirdparty_id")]
INDEXED += [("payment", "invoice_id"), ("product", "ref_ext"), ("invoice", "thirdparty_id")]


def now():
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


class Store(Transactions):
    def __init__(self, path=":memory:"):
        self._lock = threading.RLock()
        self._depth = 0
        self._rehearsing = False
        self.db = sqlite3.connect(path, check_same_thread=False, isolation_level=None, cached_statements=512)
        self.db.row_factory = sqlite3.Row
        # A killed process loses nothing with these; only a killed machine would.
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("PRAGMA synchronous=OFF")
        self._create()

    def _create(self):
        for table, text in TABLES.items():
            columns = ", ".join(f'"{w.rstrip("@#")}"{SUFFIX.get(w[-1], " TEXT")}' for w in text.split())
            self.db.execute(f'CREATE TABLE IF NOT EXISTS "{table}" (id INTEGER PRIMARY KEY AUTOINCREMENT, {columns})')
            if table in UNIQUE:
                self.db.execute(f'CREATE UNIQUE INDEX IF NOT EXISTS "u_{table}" ON "{table}" ("{UNIQUE[table]}")')
            self._seed(table)
        for table, column in INDEXED:
            self.db.execute(f'CREATE INDEX IF NOT EXISTS "i_{table}_{column}" ON "{table}" ("{column}")')

    def _seed(self, table):
        """A counter from the start, so that a rehearsal in an empty table can burn an id as well."""
        known = "SELECT 1 FROM sqlite_sequence WHERE name = ?1"
        self.db.execute(f"INSERT INTO sqlite_sequence (name, seq) SELECT ?1, 0 WHERE NOT EXISTS ({known})", (table,))

    @contextlib.contextmanager
    def rehearsal(self):
        with self._lock:
            self._rehearsing = True
            try:
                yield self
            finally:
                self._rehearsing = False
                # As in MySQL, an id once given is not given again, even though its row was rolled back.
                self.db.execute("UPDATE sqlite_sequence SET seq = seq + 1")

    def close(self):
        with self._lock:
            self.db.close()

    def reset(self):
        with self.transaction():
            for table in (*TABLES, "sqlite_sequence"):
                self.db.execute(f'DELETE FROM "{table}"')
            for table in TABLES:
                self._seed(table)

    # rows

    def insert(self, table, values):
        columns = [c for c in COLUMNS[table] if c in values]
        names, marks = ", ".join(f'"{c}"' for c in columns), ", ".join("?" * len(columns))
        row = [values[c] for c in columns]
        return self.db.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', row).lastrowid

    def write(self, table, row_id, values):
        columns = [c for c in COLUMNS[table] if c in values]
        names = ", ".join(f'"{c}" = ?' for c in columns)
        self.db.execute(f'UPDATE "{table}" SET {names} WHERE id = ?', [*(values[c] for c in columns), row_id])

    def delete(self, table, row_id):
        self.db.execute(f'DELETE FROM "{table}" WHERE id = ?', (row_id,))

    def where(self, table, **equals):
        """Rows in the order they were made; no condition means all."""
        condition = " AND ".join(f'"{column}" = ?' for column in equals) or "1"
        with self._lock:
            found = self.db.execute(f'SELECT * FROM "{table}" WHERE {condition} ORDER BY id', tuple(equals.values()))
            return [dict(row) for row in found]

    def by_id(self, table, row_id):
        rows = self.where(table, id=row_id)
        return rows[0] if rows else None

    def documents(self, kind):
        """Everything stored of one kind, lines included."""
        if kind not in KINDS:
            raise ValueError(f"unknown type {kind}; known: {', '.join(KINDS)}")
        rows = self.where(kind)
        if kind in ("order", "invoice"):
            lines = {}
            for line in self.where(f"{kind}_line"):
                lines.setdefault(line["parent_id"], []).append(line)
            for row in rows:
                row["lines"] = lines.get(row["id"], [])
        return rows

    # rules

    def next_number(self, prefix, day):
        """CO2611-0001 and so on: one sequence per prefix and month. Without looking, nobody knows if it is taken."""
        name = prefix + (f"{day[2:4]}{day[5:7]}" if day else datetime.now().strftime("%y%m"))
        with self._lock:
            row = self.db.execute("SELECT last FROM sequence WHERE name = ?", (name,)).fetchone()
        return name, (row["last"] if row else 0) + 1

    def take_number(self, name, last):
        self.db.execute(
            "INSERT INTO sequence (name, last) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET last = max(last, ?)",
            (name, last, last),
        )

    def validate(self, kind, row, number=None):
        """Draft to validated, with its definitive number. `number` was drawn earlier when a race is simulated."""
        name, last = number or self.next_number({"order": "CO", "invoice": "FA"}[kind], row["date"])
        ref = f"{name}-{last:04d}"
        self.take_number(name, last)
        self.write(kind, row["id"], {"ref": ref, "status": 1, "date_validation": now(), "date_modification": now()})
        return ref

    def customer_code(self):
        name, last = self.next_number("CU", None)
        self.take_number(name, last)
        return f"{name}-{last:05d}"

    def add_document(self, kind, header, lines):
        """Insert a draft with its lines and the sums of its lines; the id and the provisional reference."""
        sums = {total: round(sum(line[total] for line in lines), 8) for total in ("total_net", "total_vat", "total")}
        stamp = now()
        row = {**header, **sums, "status": 0, "date_creation": stamp, "date_modification": stamp}
        row_id = self.insert(kind, row)
        ref = f"(PROV{row_id})"
        self.db.execute(f'UPDATE "{kind}" SET ref = ? WHERE id = ?', (ref, row_id))
        for line in lines:
            self.insert(f"{kind}_line", {**line, "parent_id": row_id})
        return row_id, ref

    def burn(self, table, count):
        """Use up ids without a row, as drafts that were deleted do."""
        self.db.execute("UPDATE sqlite_sequence SET seq = seq + ? WHERE name = ?", (count, table))

    def invoice_from_order(self, order):
        """A draft invoice of today with the order's customer and lines; the external reference stays behind."""
        lines = self.where("order_line", parent_id=order["id"])
        header = {k: order[k] for k in ("thirdparty_id", "note_private", "note_public", "project_id")}
        header |= {"order_id": order["id"], "type": 0, "date": now()[:10]}
        return self.add_document("invoice", header, lines)

    def pay(self, invoice_id, values):
        """Book a payment; the invoice is closed when what is left is nothing, neither too little nor too much."""
        payment_id = self.insert("payment", {**values, "invoice_id": invoice_id, "date": now()})
        invoice = self.by_id("invoice", invoice_id)
        paid = sum(row["amount"] for row in self.where("payment", invoice_id=invoice_id))
        if invoice["status"] == 1 and abs(invoice["total"] - paid) < 0.005:
            self.write("invoice", invoice_id, {"status": 2, "date_modification": now()})
        return payment_id
