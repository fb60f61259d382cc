"""Receivables and general ledger of a simulated Fusion: invoices, receipts, journals and the jobs that import them."""

import base64
import csv
import io
import zipfile
from decimal import ROUND_HALF_UP, Decimal
from html import escape

from oracle_fusion_answers import XSI, Refused, plain, result
from oracle_fusion_contract import BULK, INVOICE, RECEIPT

TYPES = {"INV": "invoice", "CM": "credit_note"}
UNITS = {"Ea", "EA"}
CENT = Decimal("0.01")


class Ledger:
    """Mixed into Books."""

    # receivables

    def do_createsimpleinvoice(self, values):
        head = values["invoiceHeaderInformation"]
        kind = TYPES.get(head.get("TransactionType", ""))
        if kind is None or head.get("TransactionSource") != "ODOO" or head.get("BusinessUnit") != "Vision Operations":
            raise Refused(
                "AR:::AR_INVALID_SETUP", "Business unit, transaction source or transaction type is not valid."
            )
        if self.store.get("customer", head.get("BillToAccountNumber", "")) is None:
            raise Refused("AR:::AR_INVALID_CUSTOMER", f"The customer {head.get('BillToAccountNumber')} is not valid.")
        if head.get("GlDate", "9") < self.store_setting("open_from"):
            raise Refused("AR:::AR_INVALID_GL_DATE", f"The GL date {head['GlDate']} is not in an open period.")
        number = head.get("TrxNumber") or f"T{self.store.next('transaction'):06d}"
        if self.store.get("transaction", number) is not None:
            raise Refused("AR:::AR_TW_INVALID_TRX_NUMBER", f"The transaction number {number} already exists.")
        lines, total = [], Decimal(0)
        for line in head.get("InvoiceLine", ()):
            lines.append(self._invoice_line(kind, line))
            untaxed = (Decimal(line["Quantity"]) * Decimal(line["UnitSellingPrice"])).quantize(CENT, ROUND_HALF_UP)
            rate = Decimal("".join(letter for letter in line.get("TaxClassificationCode", "") if letter.isdigit()) or 0)
            total += untaxed + (untaxed * rate / 100).quantize(CENT, ROUND_HALF_UP)
        row = {"number": number, "kind": kind, "lines": lines, "total": str(total), "CustomerTrxId": self._id()}
        row |= {"open": str(total), "customer": head["BillToAccountNumber"]}
        row |= {"order": next((line.get("SalesOrder", "") for line in head.get("InvoiceLine", ())), "")}
        self.store.put("transaction", number, row)
        answer = f"<ns1:ServiceStatus>SUCCESS</ns1:ServiceStatus><ns1:TransactionNumber>{escape(number)}"
        answer += f"</ns1:TransactionNumber><ns1:CustomerTrxId>{row['CustomerTrxId']}</ns1:CustomerTrxId>"
        return f'<ns0:result xmlns:ns1="{INVOICE}"{XSI} xsi:type="ns1:InvoiceResult">{answer}</ns0:result>'

    def _invoice_line(self, kind, line):
        if line.get("Quantity@unitCode") not in UNITS - {"Ea"}:
            raise Refused(
                "AR:::AR_INVALID_UOM_CODE", f"The unit of measure code is not valid in line {line['LineNumber']}."
            )
        if not line.get("MemoLineName") and self.store.get("item", line.get("ItemNumber", "")) is None:
            raise Refused("AR:::AR_INVALID_ITEM", f"The item of line {line['LineNumber']} is not valid.")
        if (Decimal(line["Quantity"]) < 0) != (kind == "credit_note"):
            raise Refused("AR:::AR_SIGN", f"The sign of line {line['LineNumber']} does not fit the transaction type.")
        return {"item": line.get("ItemNumber", ""), "quantity": line["Quantity"], "price": line["UnitSellingPrice"]}

    def do_createstandardreceipt(self, values):
        receipt = values["standardReceipt"]
        if all(row["CustomerAccountId"] != receipt.get("CustomerId") for row in self.store.all("customer")):
            raise Refused("AR:::AR_RAPI_CUS_ID_INVALID", f"The customer {receipt.get('CustomerId')} is not valid.")
        if not receipt.get("ReceiptMethodId") or not receipt.get("OrgId"):
            raise Refused("27014", "Attribute ReceiptMethodId is required.", [("ReceiptMethodId", "is required")])
        # Oracle takes a second receipt with the same number without a word.
        identity = self._id()
        row = {"CashReceiptId": identity, "ReceiptNumber": receipt["ReceiptNumber"], "Amount": receipt["Amount"]}
        row |= {"CustomerId": receipt["CustomerId"], "applications": []}
        self.store.put("receipt", identity, row)
        return result("StandardReceiptResult", RECEIPT, [plain(row)])

    def do_findstandardreceipt(self, values):
        return result("StandardReceiptResult", RECEIPT, [plain(row) for row in self._found("receipt", values)])

    def do_createapplyreceipt(self, values):
        wanted = values["applyReceipt"]
        number, amount = wanted.get("TransactionNumber", ""), Decimal(wanted["AmountApplied"])
        receipts = [row for row in self.store.all("receipt") if row["ReceiptNumber"] == wanted.get("ReceiptNumber")]
        transaction = self.store.get("transaction", number)
        if not receipts or transaction is None:
            raise Refused("AR:::AR_RAPI_TRX_NOT_FOUND", f"The receipt or transaction {number} does not exist.")
        receipt = receipts[0]
        if any(done["number"] == number for done in receipt["applications"]):
            raise Refused("AR:::AR_RAPI_ALREADY_APPLIED", f"The receipt is already applied to {number}.")
        applied = sum((Decimal(done["amount"]) for done in receipt["applications"]), Decimal(0))
        if amount > Decimal(receipt["Amount"]) - applied or amount > Decimal(transaction["open"]):
            raise Refused("AR:::AR_RW_OVERAPP", f"The amount applied to {number} is more than what is open.")
        receipt["applications"].append({"number": number, "amount": str(amount)})
        self.store.put("receipt", receipt["CashReceiptId"], receipt)
        self.store.put("transaction", number, transaction | {"open": str(Decimal(transaction["open"]) - amount)})
        return result("ApplyReceiptResult", RECEIPT, [{"ReceiptNumber": receipt["ReceiptNumber"]}])

    # general ledger

    def do_importjournals(self, values):
        batch = values["interfaceRows"]
        lines = [
            {
                "account": ".".join(line[f"Segment{n}"] for n in range(1, 31) if line.get(f"Segment{n}")),
                "debit": line.get("EnteredDrAmount", "0"),
                "credit": line.get("EnteredCrAmount", "0"),
                "currency": line.get("CurrencyCode", ""),
            }
            for line in batch.get("GlInterface", ())
        ]
        head = {
            name: batch.get(name, "") for name in ("BatchName", "LedgerId", "AccountingPeriodName", "UserSourceName")
        }
        return f"<ns0:result>{self._queue(head, lines)}</ns0:result>"

    def _queue(self, head, lines):
        debit = sum((Decimal(line["debit"] or 0) for line in lines), Decimal(0))
        credit = sum((Decimal(line["credit"] or 0) for line in lines), Decimal(0))
        good = lines and debit == credit and head["LedgerId"] == "300000001" and head["UserSourceName"] == "Odoo"
        request = str(7000000 + self.store.next("request"))
        ending = "SUCCEEDED" if good and all(line["account"].count(".") == 3 for line in lines) else "ERROR"
        self.store.put("request", request, {"asked": 0, "ending": ending})
        if ending == "SUCCEEDED":
            self.store.put("journal", request, {**head, "request": request, "lines": lines})
        return request

    def do_getessjobstatus(self, values):
        row = self.store.get("request", values["requestId"])
        if row is None:
            raise Refused("FUN:::FUN_NO_REQUEST", f"The request {values['requestId']} does not exist.")
        row["asked"] += 1
        self.store.put("request", values["requestId"], row)
        status = row["ending"] if row["asked"] >= self.options.job_steps else "RUNNING"
        return f'<result xmlns="{BULK}types/">{status}</result>'

    def do_importbulkdata(self, values):
        document = values["document"]
        held = zipfile.ZipFile(io.BytesIO(base64.b64decode(document["Content"]))).read("GlInterface.csv")
        rows = list(csv.reader(io.StringIO(held.decode())))
        job = values["jobDetails"][0]
        told = job["ParameterList"].split(",")
        if (
            any(len(row) != 149 for row in rows)
            or len(told) != 7
            or not job["JobName"].endswith(",JournalImportLauncher")
        ):
            raise Refused("FUN:::FUN_BAD_FILE", "The file or the parameters of the job are not valid.")
        if {row[66] for row in rows} != {told[3]} or {row[1] for row in rows} != {told[2]}:
            raise Refused("FUN:::FUN_BAD_GROUP", "Group or ledger of the file are not those of the job.")
        lines = [
            {"account": ".".join(filter(None, row[8:38])), "debit": row[38], "credit": row[39], "currency": row[5]}
            for row in rows
        ]
        head = {"BatchName": rows[0][42], "LedgerId": rows[0][1], "AccountingPeriodName": rows[0][94]}
        request = self._queue(head | {"UserSourceName": rows[0][3]}, lines)
        self.store.put("file", document["FileName"], {"name": document["FileName"], "id": self._id()})
        return f'<result xmlns="{BULK}types/">{request}</result>'

    def do_getdocumentidsforfileprefix(self, values):
        found = [row["id"] for row in self.store.all("file") if row["name"].startswith(values["prefix"])]
        return "".join(f'<result xmlns="{BULK}types/">{identity}</result>' for identity in found)
