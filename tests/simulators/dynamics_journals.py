"""Journals of a simulated Business Central: what a line must have, and what posting a batch makes of it."""

from decimal import Decimal

from dynamics_pages import BATCH
from dynamics_refusal import Refused

ACCOUNTS, BANKS = ("1122", "6001", "2221"), ("BANK1",)


def in_batch(options, element):
    """Name of the batch that an operation was called for."""
    name = element.findtext(f"{{*}}{BATCH}") or ""
    if name not in options.batches:
        raise Refused("NavNCLDialogException", f"The Gen. Journal Batch does not exist: Name {name}")
    return name


def check_line(store, line):
    for field in ("Posting_Date", "Document_No", "Account_No"):
        if not line.get(field):
            raise Refused("NavTestFieldException", f"{field} must have a value in Gen. Journal Line.")
    _account(store, line.get("Account_Type") or "G_L_Account", line["Account_No"])
    if line.get("Bal_Account_No"):
        _account(store, line.get("Bal_Account_Type") or "G_L_Account", line["Bal_Account_No"])
    if line.get("Applies_to_Doc_No"):
        _open_entry(store, line)


def _account(store, kind, number):
    known = {"G_L_Account": number in ACCOUNTS, "Bank_Account": number in BANKS}
    known["Customer"] = kind == "Customer" and store.get("Customer", number) is not None
    if not known.get(kind):
        raise Refused("NavCSideRecordNotFoundException", f"The {kind} does not exist: No. {number}")


def _open_entry(store, line):
    wanted = {"Customer_No": line["Account_No"], "Document_No": line["Applies_to_Doc_No"], "Open": True}
    wanted["Document_Type"] = line.get("Applies_to_Doc_Type", "_blank_")
    found = [row for row in store.all("CustomerLedgerEntries") if all(row[name] == wanted[name] for name in wanted)]
    if not found:
        text = f"There is no open Cust. Ledger Entry: {line['Applies_to_Doc_No']}"
        raise Refused("NavCSideRecordNotFoundException", text)
    return found[0]


def post_batch(erp, work):
    """{"do": "post_batch", "page": "CashReceiptJournal"}: all lines go into the ledgers and leave the journal.

    With "document" and "batch" the lines of this document only, which must be there.
    """
    lines = erp.store.all(work["page"])
    if "document" in work:
        wanted = (work["document"], work["batch"])
        lines = [line for line in lines if (line["Document_No"], line[BATCH]) == wanted]
        if not lines:
            raise ValueError(f"no lines of {work['document']}")
    balance = sum((Decimal(line["Amount"]) for line in lines if not line.get("Bal_Account_No")), Decimal(0))
    if balance:
        raise ValueError(f"the batch is out of balance by {balance}")
    for line in lines:
        _post(erp, line)
        erp.store.remove(work["page"], line["Line_No"])
    return {"posted": len(lines)}


def _post(erp, line):
    copied = {name: line[name] for name in ("Posting_Date", "Document_No", "External_Document_No", "Amount")}
    copied["Document_Type"] = line.get("Document_Type", "_blank_")
    number = erp.store.next("entry")
    ledger = {"Entry_No": number, "G_L_Account_No": line["Account_No"], "Description": line.get("Description", "")}
    erp._store("GeneralLedgerEntries", copied | ledger)
    if line.get("Account_Type") != "Customer":
        return
    entry = {"Entry_No": number, "Customer_No": line["Account_No"], "Original_Amount": line["Amount"], "Open": True}
    entry |= {"Remaining_Amount": line["Amount"], "Due_Date": line["Posting_Date"]}
    if not line.get("Applies_to_Doc_No"):
        erp._store("CustomerLedgerEntries", copied | entry)
        return
    paid = _open_entry(erp.store, line)
    left = Decimal(paid["Remaining_Amount"]) + Decimal(line["Amount"])
    closed = {"Open": False, "Closed_at_Date": line["Posting_Date"]}
    erp._store("CustomerLedgerEntries", paid | {"Remaining_Amount": str(left)} | ({} if left else closed))
    row = erp._store("CustomerLedgerEntries", copied | entry | {"Remaining_Amount": "0"} | closed)
    apply_entry(erp, row, paid)


def apply_entry(erp, payment, paid):
    """The two rows of the detailed ledger that say: this entry pays that one."""
    known = {name: payment[name] for name in ("Posting_Date", "Document_Type", "Document_No", "Customer_No")}
    for entry, amount in ((paid, payment["Amount"]), (payment, str(-Decimal(payment["Amount"])))):
        row = known | {"Entry_Type": "Application", "Initial_Document_Type": entry["Document_Type"], "Amount": amount}
        row |= {"Cust_Ledger_Entry_No": entry["Entry_No"], "Entry_No": erp.store.next("detail"), "Unapplied": False}
        erp._store("DetailedCustLedgEntries", row)
