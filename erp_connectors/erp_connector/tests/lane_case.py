from ..engine.outcome import MISSING, accepted
from ..outbox.lane import Lane
from ..outbox.store import Store
from .paper_erp import PaperErp, PaperErpCase
from .test_secrets import CursorConnection


class Killed(BaseException):
    """As if the process had been killed at this point: nothing after it happens."""


class Session(CursorConnection):
    """The same with commits that can be told apart: a rollback takes back what came after the last one."""

    def __init__(self, cursor):
        super().__init__(cursor)
        self.idle = True
        self.inner.execute("SAVEPOINT lane")

    def cursor(self):
        return self

    def __getattr__(self, name):
        return getattr(self.inner, name)

    def execute(self, *arguments):
        self.idle = False
        self.inner.execute(*arguments)

    def commit(self):
        self.inner.execute("RELEASE SAVEPOINT lane; SAVEPOINT lane")
        self.idle = True

    def rollback(self):
        self.inner.execute("ROLLBACK TO SAVEPOINT lane")
        self.idle = True


class DrainCase(PaperErpCase):
    """A paper ERP to which a lane sends in the test's own transaction."""

    def setUp(self):
        super().setUp()
        for record, number in ((self.customer, "C-1"), (self.product, "M-1")):
            self.env["erp.link"].create(
                {
                    "backend_id": self.backend.id,
                    "res_model": record._name,
                    "res_id": record.id,
                    "kind": record._erp_kind,
                    "external_id": number,
                    "external_ref": number,
                }
            )

    def drain(self, hook=lambda point: None):
        self.env.flush_all()
        self.session = Session(self.env.cr)
        store = Store(self.session, self.backend.id)
        store.enlist()
        try:
            Lane(store, self.backend._prepare_profile(), hook).run()
        except Killed:
            store.rollback()
            store.cursor.execute(
                "UPDATE erp_message SET worker = %s WHERE worker = %s", (store.worker + 10**6, store.worker)
            )
        self.env.invalidate_all()


class LaneCase(DrainCase):
    """A backend whose ERP does what the test says: `sends` and `asks` are answers or exceptions, the last one for ever."""

    def setUp(self):
        super().setUp()
        self.sent, self.asked, self.sends, self.asks = [], [], [accepted("P1")], [MISSING]
        test = self

        def given(answers):
            answer = answers.pop(0) if len(answers) > 1 else answers[0]
            if isinstance(answer, BaseException):
                raise answer
            return answer

        def send(dialect, kind, action, key, values):
            test.sent.append((key, dialect.sending))
            dialect.exchange.request = "<send/>"
            return given(test.sends)

        def ask(dialect, kind, key, values):
            test.asked.append(key)
            return given(test.asks)

        self.patch(PaperErp, "send", send)
        self.patch(PaperErp, "ask", ask)
        self.order = self._order()
        self.message = self._message_of(self.order)

    def later(self, seconds):
        """As if that many seconds had passed since everything that happened."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE erp_message SET next_try_at = next_try_at - make_interval(secs => %(s)s),"
            " called_at = called_at - make_interval(secs => %(s)s),"
            " create_date = create_date - make_interval(secs => %(s)s),"
            " write_date = write_date - make_interval(secs => %(s)s)",
            {"s": seconds},
        )
        self.env.cr.execute(
            "UPDATE erp_backend SET breaker_retry_at = breaker_retry_at - make_interval(secs => %s)", (seconds,)
        )
        self.env.invalidate_all()

    def seconds_to_next_try(self):
        self.env.cr.execute(
            "SELECT EXTRACT(EPOCH FROM next_try_at - (now() AT TIME ZONE 'UTC')) FROM erp_message WHERE id = %s",
            (self.message.id,),
        )
        return float(self.env.cr.fetchone()[0])
