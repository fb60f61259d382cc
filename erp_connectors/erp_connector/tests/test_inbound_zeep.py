import zeep
import zeep.transports
from zeep.wsse.username import UsernameToken

from odoo.tests import tagged

from .inbound_case import LOGIN, PASSWORD, InboundCase

PUSHES = {
    "pushConfirmation": {"confirmation": {"documentKey": "K-1", "result": "accepted", "id": "47"}},
    "pushOrderStatus": {"orderStatus": {"orderKey": "K-1", "status": "shipped", "changedAt": "2026-03-01T08:00:00Z"}},
    "pushDelivery": {
        "delivery": {
            "id": "D-1",
            "orderKey": "K-1",
            "status": "shipped",
            "line": [{"productCode": "CM-X1", "quantity": "2"}],
            "changedAt": "2026-03-01T08:00:00Z",
        }
    },
    "pushInvoice": {
        "invoice": {
            "id": "I-1",
            "number": "INV-1",
            "orderKey": "K-1",
            "date": "2026-03-01",
            "total": "200",
            "state": "open",
            "line": [{"productCode": "CM-X1", "quantity": "2"}],
            "changedAt": "2026-03-01T08:00:00Z",
        }
    },
    "pushPayment": {
        "payment": {
            "id": "P-1",
            "invoiceId": "I-1",
            "amount": "50.00",
            "date": "2026-03-02",
            "changedAt": "2026-03-02T08:00:00Z",
        }
    },
    "pushStock": {
        "stock": {
            "takenAt": "2026-03-01T08:00:00Z",
            "row": [{"productCode": "CM-X1", "warehouse": "上海", "quantity": "7"}],
        }
    },
    "pushCustomer": {"customer": {"id": "C-1", "name": "百会", "changedAt": "2026-03-01T08:00:00Z"}},
}


@tagged("post_install", "-at_install")
class TestInboundZeep(InboundCase):
    """A SOAP library that knows nothing but our WSDL."""

    def setUp(self):
        super().setUp()
        # The test's own session: it carries what makes the server use this test's transaction.
        self.opener.auth = (LOGIN, PASSWORD)
        transport = zeep.transports.Transport(session=self.opener)
        self.client = zeep.Client(f"{self.base_url()}/erp/soap/{self.backend.inbound_key}?wsdl", transport=transport)

    def test_every_operation_of_the_contract_can_be_called(self):
        operations = set(self.client.service._binding._operations)
        self.assertEqual(operations, set(PUSHES))
        for operation, content in PUSHES.items():
            with self.subTest(operation=operation):
                answer = self.client.service[operation](messageId=f"Z-{operation}", **content)
                self.assertEqual((answer.messageId, answer.status), (f"Z-{operation}", "kept"))
        kinds = set(self.kept().mapped("kind"))
        self.assertEqual(kinds, {"confirmation", "order_status", "delivery", "invoice", "payment", "stock", "customer"})

    def test_a_fault_is_understood_with_its_code_and_the_field_that_is_wrong(self):
        content = {"orderKey": "K-1", "status": "shipped", "changedAt": "2026-03-01T08:00:00Z"}
        self.client.service.pushOrderStatus(messageId="A", orderStatus=content)
        with self.assertRaises(zeep.exceptions.Fault) as caught:
            self.client.service.pushOrderStatus(messageId="A", orderStatus=content | {"status": "completed"})
        self.assertTrue(caught.exception.code.endswith("Client"))
        self.assertIn("other content", caught.exception.message)
        problem = caught.exception.detail[0]
        self.assertEqual([child.text for child in problem][:2], ["OTHER_CONTENT", "messageId"])

    def test_a_username_token_made_by_zeep_opens_the_door(self):
        self.opener.auth = None
        wsse = UsernameToken(LOGIN, PASSWORD)
        transport = zeep.transports.Transport(session=self.opener)
        url = f"{self.base_url()}/erp/soap/{self.backend.inbound_key}?wsdl"
        client = zeep.Client(url, transport=transport, wsse=wsse)
        answer = client.service.pushOrderStatus(messageId="T", **PUSHES["pushOrderStatus"])
        self.assertEqual(answer.status, "kept")
