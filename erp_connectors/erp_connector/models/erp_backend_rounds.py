from odoo import fields, models
from odoo.tools import SQL

from ..engine import inbound_contract
from .erp_backend_inbox import InboxProblem, NotOurs, NotYet

# Documents that wait for a link: {kind of document: (kind of link, field that names it)}.
WAIT_FOR = {
    "open_item": ("customer", "customer_id"),
    "credit_limit": ("customer", "customer_id"),
    "customer": ("customer", "external_id"),
    "product": ("product", "external_id"),
    "price": ("product", "product_id"),
    "order_status": ("order", "order_id"),
    "delivery": ("order", "order_id"),
    "invoice": ("invoice", "reversed_id"),
}


class ErpStream(models.Model):
    _inherit = "erp.stream"

    round = fields.Integer(readonly=True)
    round_open = fields.Boolean(readonly=True)


class ErpBackend(models.Model):
    """What is read in rounds: whole lists in which what is missing is gone, and documents of records nobody knows yet."""

    _inherit = "erp.backend"

    def _before_page(self, kind):
        """Documents that were not ours and have been matched since then come first: nothing newer may be overtaken."""
        super()._before_page(kind)
        self._reconsider(kind)

    def _after_page(self, kind, stream, page):
        """Note what a page of a whole list has seen; at its end, what was not seen is gone."""
        seen = getattr(self, f"_seen_{kind}", None)
        if kind not in self._dialect_class().full_lists or seen is None:
            return
        if not stream.round_open:
            stream.write({"round": stream.round + 1, "round_open": True})
        seen([change.remote_id for change in page.changes], stream.round)
        if not page.more:
            getattr(self, f"_vanished_{kind}")(stream.round)
            stream.round_open = False

    def _completed(self, kind, document):
        """A document that was read, with every member that a push of the same kind would have."""
        push = next((push for push in inbound_contract.PUSHES if push.kind == kind and not push.sparse), None)
        return document if push is None else inbound_contract.completed(push.members, document)

    def _stranger(self, words):
        """Stop applying a document of a record that nobody here knows. What was pushed was meant for us and waits for
        a person; what was read may well belong to others."""
        raise (NotOurs if self.env.context.get("erp_polled") else InboxProblem)(words)

    def _early(self, words):
        """The same for a document that another one may still make possible."""
        raise (NotOurs if self.env.context.get("erp_polled") else NotYet)(words)

    def _reconsider(self, kind):
        """Apply again the newest version of documents whose customer, product or order has been linked since."""
        if kind not in WAIT_FOR or (kind == "invoice" and self._leads("invoice")):
            return
        link_kind, name = WAIT_FOR[kind]
        self.env["erp.message"].flush_model()
        self.env["erp.link"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE erp_message m SET state = 'waiting', next_try_at = now() AT TIME ZONE 'UTC'
                  FROM erp_link l
                 WHERE m.backend_id = %(backend)s AND m.direction = 'in' AND m.kind = %(kind)s
                   AND m.state = 'cancelled' AND m.error_code = 'NOT_OURS'
                   AND l.backend_id = m.backend_id AND l.kind = %(link)s
                   AND l.external_id = m.payload::json ->> %(name)s
                   AND NOT EXISTS (SELECT 1 FROM erp_message n WHERE n.backend_id = m.backend_id AND n.id > m.id
                                      AND n.partition_key = m.partition_key AND n.direction = 'in')
                """,
                backend=self.id,
                kind=kind,
                link=link_kind,
                name=name,
            )
        )
        self.env["erp.message"].invalidate_model()
