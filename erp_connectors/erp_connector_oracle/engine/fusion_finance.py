"""Invoices, credit memos, receipts and journals of Fusion: the part of the dialect that accounting sees."""

import time

from odoo.addons.erp_connector.engine.outcome import CANNOT_ASK, MISSING, Found, accepted, refused, unknown

from . import fbdi, words
from . import fusion_documents as documents
from . import fusion_reading as reading
from .contract import contract
from .wire import OracleFault

ENDED_WELL = ("SUCCEEDED", "FINISHED")
ENDED_BADLY = ("WARNING", "ERROR", "ERROR_MANUAL_RECOVERY", "CANCELLED", "EXPIRED", "VALIDATION_FAILED")


class FusionFinance:
    """Mixed into OracleFusion, whose calls it makes."""

    # invoices and credit notes

    def _create_invoice(self, key, values):
        number = self.number_of(key, values)
        content = documents.invoice(values, number, self.settings.options.get("site", {}).get("memo_line", ""))
        try:
            answer = self._call("invoice", "createSimpleInvoice", content)
        except OracleFault as fault:
            told = reading.fault_words(fault)
            if number and told and words.meaning(f"{told[0]} {told[1]}")[0] == "DUPLICATE":
                return accepted(number, recovered=True)
            raise
        problem = reading.refusal(answer)
        if problem:
            return self._refused(problem, problem, "")
        return accepted(self._first(answer, "TransactionNumber", number) or self._first(answer, "CustomerTrxId"))

    _create_credit_note = _create_invoice

    def _ask_invoice(self, key, values):
        """No service reads invoices. Where the number is ours, sending again cannot make a second one."""
        return MISSING if self.number_of(key, values) else CANNOT_ASK

    _ask_credit_note = _ask_invoice

    def number_of(self, key, values):
        """Number of the transaction: Odoo's, our key, or "" where Oracle gives it."""
        by = self.settings.options.get("number_by", "number")
        return {"number": values.get("TrxNumber") or key, "key": key}.get(by, "")

    # receipts

    def _create_payment(self, key, values):
        if values.get("direction") == "outbound":
            return refused("OUTBOUND", "only money from the customer can be sent", "direction", words.OUTBOUND)
        if not self._receipts(key):
            customer_id = self._account(values.get("account", ""))["CustomerAccountId"]
            self._call("receipt", "createStandardReceipt", documents.receipt(values, key, customer_id))
        for row in values.get("applications", ()):
            self._apply(documents.application(row, key, values.get("ReceiptDate")))
        return accepted(key)

    def _apply(self, content):
        """Settle one invoice. Oracle applies a receipt to an invoice once; that it has done so is as good as a yes."""
        try:
            self._call("receipt", "createApplyReceipt", content)
        except OracleFault as fault:
            told = reading.fault_words(fault)
            if not told or not any(part in f"{told[0]} {told[1]}".upper() for part in self._applied()):
                raise

    def _applied(self):
        codes = self.settings.options.get("applied_codes") or "ALREADY_APPLIED,ALREADY APPLIED"
        return [part.strip().upper() for part in codes.split(",") if part.strip()]

    def _ask_payment(self, key, values):
        """Found only when there is nothing to be applied: whether that was done cannot be read, and doing it again is
        harmless. A receipt that is there already is not made a second time."""
        numbers = [row["ReceiptNumber"] for row in self._receipts(key)]
        if not numbers or values.get("applications"):
            return MISSING
        return Found(numbers[0], numbers[0], tuple(numbers[1:]))

    def _receipts(self, key):
        return self.find("receipt", "findStandardReceipt", "ReceiptNumber", key)

    # journals

    def _create_journal_entry(self, key, values):
        options = self.settings.options
        header = documents.journal(values, key, options.get("account_pattern", ""))
        if options.get("journal_way") == "bulk":
            contract("journal_types").build("importJournals", {"interfaceRows": header})  # the same rules hold
            content = documents.bulk(header, key, self.settings.login, options.get("site", {}).get("access_set", ""))
            answer = self._call("integration", "importBulkData", content)
        else:
            answer = self._call("journal", "importJournals", {"interfaceRows": header})
        request = reading.result(answer)
        if not request.isdigit() or int(request) <= 0:
            return self._refused(f"request {request}", "Oracle did not start the import", "")
        return self._watch(key, request)

    def _watch(self, key, request):
        """Wait until the job has ended. One that is not done in time is unknown: a person can look at it."""
        options = self.settings.options
        pause, until = float(options.get("poll_every", 10)), time.monotonic() + float(options.get("poll_for", 120))
        while True:
            status = reading.result(self._call("integration", "getESSJobStatus", {"requestId": request})).upper()
            if status in ENDED_WELL:
                return accepted(key, f"{key} ({request})")
            if status in ENDED_BADLY:
                text = f"the import of the journal ended with {status}: request {request}"
                return refused(f"JOB_{status}", text, advice=words.JOB)
            if time.monotonic() + pause > until:
                return unknown("JOB_RUNNING", f"the import of the journal has not ended yet: request {request}")
            time.sleep(pause)

    def _ask_journal_entry(self, key, _values):
        """A file that was handed over is found by its name; a journal that went by the service cannot be asked for."""
        if self.settings.options.get("journal_way") != "bulk":
            return CANNOT_ASK
        content = {"prefix": key, "account": fbdi.ACCOUNT}
        answer = self._call("integration", "getDocumentIdsForFilePrefix", content)
        found = [part for element in answer for part in (element.text or "").split(",") if part.strip()]
        return Found(key, f"{key} ({found[0].strip()})") if found else MISSING
