"""The calls that a message will make, without asking Fusion for anything: what is looked up at sending is 0."""

from . import fusion_documents as documents

NOT_YET = "0"


def previewed(dialect, kind, action, key, values):
    """(service, operation, content) of each call."""
    options = dialect.settings.options
    site, system = options.get("site", {}), dialect.source_system()
    if kind == "customer":
        verb = "create" if action == "create" else "merge"
        yield "organization", f"{verb}Organization", {"organizationParty": documents.organization(key, values, system)}
        account = documents.customer_account(key, values, system, NOT_YET)
        yield "customer_account", f"{verb}CustomerAccount", {"customerAccount": account}
    elif kind == "order":
        yield "order_import", "createOrders", documents.order(key, values, system, NOT_YET)
    elif kind in ("invoice", "credit_note"):
        content = documents.invoice(values, dialect.number_of(key, values), site.get("memo_line", ""))
        yield "invoice", "createSimpleInvoice", content
    elif kind == "payment":
        yield "receipt", "createStandardReceipt", documents.receipt(values, key, NOT_YET)
        for row in values.get("applications", ()):
            yield "receipt", "createApplyReceipt", documents.application(row, key, values.get("ReceiptDate"))
    else:
        header = documents.journal(values, key, options.get("account_pattern", ""))
        if options.get("journal_way") == "bulk":
            content = documents.bulk(header, key, dialect.settings.login, site.get("access_set", ""))
            yield "integration", "importBulkData", content
        else:
            yield "journal", "importJournals", {"interfaceRows": header}
