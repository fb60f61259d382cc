"""The books of a simulated E-Business Suite. A procedure returns (status, messages, XML of its further outputs)."""

from decimal import ROUND_HALF_UP, Decimal
from html import escape

CENT = Decimal("0.01")
SETUP = {"order_source": "1001", "order_type": "1430", "batch_source": "1009", "method": "1007", "ship_to": "1036"}
TRX_TYPES = {"INV": "1563", "CM": "1564"}


class Books:
    def __init__(self, store):
        self.store = store
        self.crash = False

    def key_of(self, values):
        """For the log of calls only."""
        text = str(values)
        for name in ("ORIG_SYS_DOCUMENT_REF", "REFERENCE_NUMBER", "P_RECEIPT_NUMBER", "ORIG_SYSTEM_REFERENCE", "P_KEY"):
            _before, found, rest = text.partition(f"'{name}': '")
            if found:
                return rest.partition("'")[0]
        return ""

    def do_create_cust_account(self, values):
        account = values["P_CUST_ACCOUNT_REC"]
        number = self.store.next("customer")
        row = {"id": str(4000 + number), "number": str(1000 + number), "name": account.get("ACCOUNT_NAME", "")}
        row["key"] = account.get("ORIG_SYSTEM_REFERENCE", "")
        self.store.put("customer", row["id"], row)
        return _yes(X_CUST_ACCOUNT_ID=row["id"], X_ACCOUNT_NUMBER=row["number"], X_PARTY_ID=str(9000 + number))

    def do_process_order(self, values):
        if self.crash:
            return "U", ["ORA-01403: no data found in Package OE_ORDER_PVT Procedure Process_Order"], ""
        header = values["P_HEADER_REC"]
        if header["OPERATION"] == "UPDATE":
            return self._change(header)
        if self.store.get("customer", header.get("SOLD_TO_ORG_ID", "")) is None:
            return "E", [f"Validation failed for the field - Sold To {header.get('SOLD_TO_ORG_ID', '')}"], ""
        if header["ORDER_SOURCE_ID"] != SETUP["order_source"] or header.get("ORDER_TYPE_ID") != SETUP["order_type"]:
            return "E", ["Validation failed for the field - Order Type"], ""
        site = header.get("SHIP_TO_ORG_ID", "")
        if site not in ("", SETUP["ship_to"]):
            return "E", [f"Validation failed for the field - Ship To {site}"], ""
        lines = []
        for line in values.get("P_LINE_TBL", {}).get("P_LINE_TBL_ITEM", ()):
            if self.store.get("item", line["INVENTORY_ITEM_ID"]) is None:
                return "E", [f"Validation failed for the field - Inventory Item {line['INVENTORY_ITEM_ID']}"], ""
            if line.get("ORDER_QUANTITY_UOM") != "Ea":
                return "E", ["The unit of measure is invalid for this item."], ""
            if line["OPERATION"] != "CREATE" or line.get("CALCULATE_PRICE_FLAG") != "N":
                return "E", ["The line is not valid."], ""
            price = line.get("UNIT_SELLING_PRICE", "0")
            lines.append({"item": line["INVENTORY_ITEM_ID"], "quantity": line["ORDERED_QUANTITY"], "price": price})
        number = self.store.next("order")
        row = {"id": str(700000 + number), "number": str(60000 + number), "key": header["ORIG_SYS_DOCUMENT_REF"]}
        row |= {"source": header["ORDER_SOURCE_ID"], "status": "ENTERED", "lines": lines, "ship_to": site}
        self.store.put("order", row["id"], row)
        return "S", [], self._header(row)

    def _change(self, header):
        rows = [row for row in self.store.all("order") if self._is(row, header)]
        if len(rows) != 1 or header.get("CANCELLED_FLAG") != "Y" or not header.get("CHANGE_REASON"):
            return "E", ["The order to be changed was not found, or no reason was given."], ""
        if rows[0]["status"] == "CANCELLED":
            return "E", ["This order is already cancelled."], ""
        if rows[0]["status"] == "CLOSED":
            return "E", ["You are not allowed to cancel a closed order."], ""
        row = self.store.put("order", rows[0]["id"], rows[0] | {"status": "CANCELLED"})
        return "S", [], self._header(row)

    @staticmethod
    def _is(row, header):
        if header.get("HEADER_ID"):
            return row["id"] == header["HEADER_ID"]
        return (row["key"], row["source"]) == (header["ORIG_SYS_DOCUMENT_REF"], header["ORDER_SOURCE_ID"])

    @staticmethod
    def _header(row):
        return (
            f"<X_HEADER_REC><HEADER_ID>{row['id']}</HEADER_ID><ORDER_NUMBER>{row['number']}</ORDER_NUMBER>"
            f"<FLOW_STATUS_CODE>{row['status']}</FLOW_STATUS_CODE></X_HEADER_REC>"
        )

    def do_create_single_invoice(self, values):
        (header,) = values["P_TRX_HEADER_TBL"]["P_TRX_HEADER_TBL_ITEM"]
        kind = header["TRX_CLASS"]
        if header["CUST_TRX_TYPE_ID"] != TRX_TYPES.get(kind):
            return "E", ["The transaction type is invalid."], ""
        if values["P_BATCH_SOURCE_REC"]["BATCH_SOURCE_ID"] != SETUP["batch_source"]:
            return "E", ["The batch source is invalid."], ""
        if self.store.get("customer", header["BILL_TO_CUSTOMER_ID"]) is None:
            return "S", [], '<X_CUSTOMER_TRX_ID xsi:nil="true"/>'  # the reason is in AR_TRX_ERRORS_GT only
        lines, total = [], Decimal(0)
        for position, line in enumerate(values["P_TRX_LINES_TBL"]["P_TRX_LINES_TBL_ITEM"], 1):
            if (line["TRX_LINE_ID"], line["LINE_NUMBER"], line["TRX_HEADER_ID"]) != (str(position),) * 2 + ("1",):
                return "E", ["The line numbers are invalid."], ""
            quantity, price = Decimal(line["QUANTITY_INVOICED"]), Decimal(line["UNIT_SELLING_PRICE"])
            if (quantity < 0) != (kind == "CM"):
                return "E", ["The sign of the quantity is invalid."], ""
            untaxed = (quantity * price).quantize(CENT, ROUND_HALF_UP)
            rate = Decimal("".join(one for one in line.get("TAX_CLASSIFICATION_CODE", "") if one.isdigit()) or 0)
            total += untaxed + (untaxed * rate / 100).quantize(CENT, ROUND_HALF_UP)
            lines.append({"item": line.get("INVENTORY_ITEM_ID", ""), "quantity": str(quantity), "price": str(price)})
        identity = str(800000 + self.store.next("transaction"))
        row = {"id": identity, "key": header["REFERENCE_NUMBER"], "class": kind, "lines": lines}
        self.store.put("transaction", identity, row | {"total": str(total), "open": str(total)})
        return _yes(X_CUSTOMER_TRX_ID=identity)

    def do_create_cash(self, values):
        if values["P_RECEIPT_METHOD_ID"] != SETUP["method"]:
            return "E", ["The receipt method is invalid."], ""
        if self.store.get("customer", values["P_CUSTOMER_ID"]) is None:
            return "E", [f"The customer {values['P_CUSTOMER_ID']} is invalid."], ""
        identity = str(900000 + self.store.next("receipt"))
        row = {"id": identity, "key": values["P_RECEIPT_NUMBER"], "amount": values["P_AMOUNT"], "applications": []}
        self.store.put("receipt", identity, row)
        return _yes(P_CR_ID=identity)

    def do_apply(self, values):
        receipt = self.store.get("receipt", values.get("P_CASH_RECEIPT_ID", ""))
        trx = self.store.get("transaction", values.get("P_CUSTOMER_TRX_ID", ""))
        if receipt is None or trx is None:
            return "E", ["The receipt or transaction does not exist."], ""
        amount = Decimal(values["P_AMOUNT_APPLIED"])
        if any(done["id"] == trx["id"] for done in receipt["applications"]):
            return "E", ["The receipt is already applied to this transaction."], ""
        applied = sum((Decimal(done["amount"]) for done in receipt["applications"]), Decimal(0))
        if amount > Decimal(receipt["amount"]) - applied or amount > Decimal(trx["open"]):
            return "E", ["The amount applied is more than the unapplied amount."], ""
        receipt["applications"].append({"id": trx["id"], "amount": str(amount)})
        self.store.put("receipt", receipt["id"], receipt)
        self.store.put("transaction", trx["id"], trx | {"open": str(Decimal(trx["open"]) - amount)})
        return _yes()

    def do_find_document(self, values):
        kinds = {"customer": "customer", "order": "order", "payment": "receipt"}
        table = kinds.get(values["P_KIND"], "transaction")
        rows = []
        for row in self.store.all(table):
            if row["key"] != values["P_KEY"]:
                continue
            applied = sum((Decimal(done["amount"]) for done in row.get("applications", ())), Decimal(0))
            columns = {"DOCUMENT_ID": row["id"], "DOCUMENT_NUMBER": row.get("number", row["id"])}
            columns |= {"STATUS": row.get("status", ""), "APPLIED_AMOUNT": str(applied)}
            rows.append("".join(f"<{name}>{escape(text)}</{name}>" for name, text in columns.items()))
        return (
            "S",
            [],
            f"<X_DOCUMENTS>{''.join(f'<X_DOCUMENTS_ITEM>{row}</X_DOCUMENTS_ITEM>' for row in rows)}</X_DOCUMENTS>",
        )

    def clerk(self, work):
        """item: an item is set up; status: an order gets one."""
        if work["do"] == "item":
            return self.store.put("item", work["number"], {"number": work["number"]})
        if work["do"] == "status":
            return self.store.put(
                "order", work["number"], self.store.get("order", work["number"]) | {"status": work["status"]}
            )
        raise ValueError(f"a clerk cannot {work['do']}; known: item, status")


def _yes(**outputs):
    return "S", [], "".join(f"<{name}>{escape(text)}</{name}>" for name, text in outputs.items())
