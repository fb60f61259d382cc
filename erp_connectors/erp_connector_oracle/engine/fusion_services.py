"""The services of Fusion that are used: where they are, their namespaces, what their SOAPAction begins with."""

from dataclasses import dataclass

FINANCE = "http://xmlns.oracle.com/apps/financials/"
PARTIES = "http://xmlns.oracle.com/apps/cdm/foundation/parties/"


@dataclass(frozen=True)
class Service:
    """`contract` is the file in contracts/, `path` where the service is, `action` what its SOAPAction begins with."""

    contract: str
    path: str
    namespace: str
    action: str


def _plain(contract, path, namespace):
    return Service(contract, path, namespace, namespace)


def _parties(contract, path, name):
    return Service(contract, path, f"{PARTIES}{name}/", f"{PARTIES}{name}/applicationModule/")


SERVICES = {
    "organization": _parties("organization", "/crmService/FoundationPartiesOrganizationService", "organizationService"),
    "customer_account": _parties("customer_account", "/crmService/CustomerAccountService", "customerAccountService"),
    "customer_profile": _plain(
        "customer_profile",
        "/fscmService/ReceivablesCustomerProfileService",
        f"{FINANCE}receivables/customers/customerProfileService/",
    ),
    "order_import": _plain(
        "order_import",
        "/fscmService/OrderImportService",
        "http://xmlns.oracle.com/apps/scm/fom/importOrders/orderImportService/",
    ),
    "order_information": _plain(
        "order_information",
        "/fscmService/OrderInformationService",
        "http://xmlns.oracle.com/apps/scm/doo/decomposition/orderDetailServices/orderInformationService/",
    ),
    "invoice": _plain(
        "invoice",
        "/fscmService/RecInvoiceService",
        f"{FINANCE}receivables/transactions/invoices/invoiceService/",
    ),
    "receipt": _plain(
        "receipt",
        "/fscmService/StandardReceiptService",
        f"{FINANCE}receivables/receipts/shared/standardReceiptService/commonService/",
    ),
    "journal": _plain(
        "journal",
        "/finGlDesktopEntry/JournalImportService",
        f"{FINANCE}generalLedger/journals/desktopEntry/journalImportService/",
    ),
    "integration": _plain(
        "integration",
        "/fscmService/ErpIntegrationService",
        f"{FINANCE}commonModules/shared/model/erpIntegrationService/",
    ),
}


def read_paths(text):
    """{service: path} of a site's own paths, one `service=path` a line. ValueError names the first wrong line.

    >>> read_paths("invoice = /soa-infra/services/invoices")
    {'invoice': '/soa-infra/services/invoices'}
    """
    found = {}
    for line in (text or "").splitlines():
        name, _sign, path = (part.strip() for part in line.partition("="))
        if line.strip() and (name not in SERVICES or not path.startswith("/")):
            raise ValueError(line.strip())
        if line.strip():
            found[name] = path
    return found
