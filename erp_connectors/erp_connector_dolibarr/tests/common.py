from odoo.tests import TransactionCase


class DolibarrCommon(TransactionCase):
    """A live backend that nobody answers: enough for everything that happens before a call."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend = cls.env["erp.backend"].create(
            {
                "name": "Dolibarr",
                "dialect": "dolibarr",
                "url": "http://127.0.0.1:9",
                "login": "odoo",
                "password": "correct horse",
                "token": "battery staple",
                "state": "live",
            }
        )
        cls.customer = cls.env["res.partner"].create({"name": "上海百会咖啡有限公司", "is_company": True})
        cls.product = cls.env["product.product"].create({"name": "Grinder", "default_code": "GR-1", "list_price": 100})

    def _make_orders(self, count=1, **values):
        line = {"product_id": self.product.id, "product_uom_qty": 3, "price_unit": 99.99, "discount": 10}
        return self.env["sale.order"].create(
            [{"partner_id": self.customer.id, "order_line": [(0, 0, line)], **values} for _number in range(count)]
        )

    def _messages(self, record, **terms):
        domain = [("res_model", "=", record._name), ("res_id", "in", record.ids)]
        return self.env["erp.message"].search(domain + [(k, "=", v) for k, v in terms.items()], order="id")
