from odoo.tests import tagged

from odoo.addons.erp_connector.tests import half_filled_case

VALUES = {"sage_site": "NA011", "sage_order_type": "SON", "sage_customer_category": "10", "sage_product_category": "20"}


@tagged("post_install", "-at_install")
class TestSageHalfFilled(half_filled_case.HalfFilledCase):
    """Sage in the guided set-up."""

    NEEDED = {"sage": {"sage_pool": "ODOO", **VALUES}}

    def test_what_only_invoices_payments_and_entries_need_is_missed_when_they_are_sent(self):
        backend = self.half_filled("sage", sage_pool="ODOO", **VALUES)
        self.assertFalse(backend.gaps_text)
        backend.write({"payments_from": "odoo", "send_entries": True})
        self.assertEqual(len(backend._gaps()), 2)
        backend.write({"sage_receipt_attribute": "REC", "sage_entry_type": "GEN"})
        self.assertFalse(backend.gaps_text)
