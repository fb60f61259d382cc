"""What Oracle's errors mean, in words a finance or sales person can act on. Oracle's own text is kept beside them.

Fusion names an error by a code (JBO-AR:::AR_INVALID_UOM_CODE, JBO-27014), E-Business Suite mostly by its text. The first
row whose part is in code or text decides; what is in no row is still a refusal, with Oracle's words.
"""

UNIT = "map the unit of measure to one that Oracle has (value map “unit” or “invoice_unit”)"
NOT_FOUND = "a value names something that Oracle does not have: correct it or create it there"
NEEDED = "a field that Oracle needs is empty: add it to the mapping or to the record"
WRONG = "Oracle does not accept a value: correct the record and send it again"
TWICE = "there is one with this number in Oracle already: match the two instead"
PERIOD = "the accounting period is not open in Oracle: open it there, or change the date"
RIGHT = "give the backend's user the right in Oracle"
SYSTEM = "set up the source system of this backend in Oracle, or write the right one into the backend"
CUSTOMER = "Oracle does not know this customer: send or match the customer first"
PRICE = "Oracle misses a price: send list and net price with every line, or do not freeze prices"
UNAPPLIED = "Oracle cannot settle this much: look at the receipt and the invoice there"
OPAQUE = "Oracle does not say why: its reasons are shown there with the document (order exceptions, process log)"
OTHER = "correct what Oracle names and send it again"
SITE = "fill in the Oracle values of this backend: the mapping uses one that is empty"
CONTRACT = "take this field out of the mapping, or write it the way the contract names it"
PROFILE = "correct the profile of this backend: it does not fit the mapping or is not valid"
SERVICE = "this service is not there: check the address and the service names of the backend"
OUTBOUND = "register money that goes back to the customer in Oracle: only receipts are sent"
JOB = "look at this request in Oracle's scheduled processes; correct what its log names and send it again"
GONE = "Oracle does not have this document any more: look there what happened to it"
GROUND = "Oracle checked the document and stored nothing: have a wrapper procedure return AR_TRX_ERRORS_GT"
LOGIN = "correct user, password or responsibility of this backend"

# (parts of code or text, in capitals; our code; what to do). The order matters.
MEANINGS = (
    (
        ("DUPLICATE", "ALREADY_EXISTS", "ALREADY EXISTS", "NOT UNIQUE", "INVALID_TRX_NUMBER", "JBO-25013", "JBO-27008"),
        "DUPLICATE",
        TWICE,
    ),
    (("UOM", "UNIT OF MEASURE"), "UNIT", UNIT),
    (("PERIOD", "GL_DATE", "GL DATE"), "PERIOD", PERIOD),
    (("ORIG_SYSTEM", "SOURCETRANSACTIONSYSTEM", "SOURCE SYSTEM"), "SOURCE_SYSTEM", SYSTEM),
    (("CUSTOMER", "BUYING_PARTY", "BUYINGPARTY", "SOLD_TO", "SOLD TO", "BILL_TO", "BILL TO"), "CUSTOMER", CUSTOMER),
    (("LIST_PRICE", "NET_PRICE", "CHARGE COMPONENT"), "PRICE", PRICE),
    (("ALREADY_APPLIED", "ALREADY APPLIED", "OVERAPP", "UNAPPLIED"), "NOT_APPLIED", UNAPPLIED),
    (("PRIVILEGE", "PERMISSION", "NOT AUTHORIZED", "ACCESS DENIED", "JBO-28"), "NO_RIGHT", RIGHT),
    (("RCRD_MSNG", "DOESN'T EXIST", "DOES NOT EXIST", "NOT FOUND", "NO_DATA_FOUND"), "NOT_FOUND", NOT_FOUND),
    (("JBO-27014", "27014", "IS REQUIRED", "MANDATORY", "MISSING"), "FIELD_MISSING", NEEDED),
    (("JBO-2701", "JBO-2702", "JBO-270", "27024", "INVALID", "NOT VALID"), "FIELD_WRONG", WRONG),
)
# The call was rolled back for a reason that passes: locked, changed by somebody, no free application module.
LATER = ("JBO-25014", "JBO-25019", "JBO-26030", "JBO-26080", "JBO-30003", "JBO-30005", "RESOURCE BUSY", "DEADLOCK")
# Wrappers with nothing in them: the reason is somewhere else in Oracle.
WRAPPERS = (
    "JBO-29000",
    "EJBEXCEPTION",
    "JBOEXCEPTION",
    "ORA-20001",
    "DOO_DEO_FAIL",
    "UNEXPECTED EXCEPTION",
    "ORA-06512",
)
ADVICE = tuple(dict.fromkeys(advice for _parts, _code, advice in MEANINGS)) + (
    *(OPAQUE, OTHER, SITE, CONTRACT, PROFILE, SERVICE, OUTBOUND, JOB, GONE, GROUND, LOGIN),
)


def meaning(text):
    """(our code, what to do) for the code and text of an error.

    >>> meaning("JBO-AR:::AR_INVALID_UOM_CODE")[0], meaning("JBO-29000: javax.ejb.EJBException")[0]
    ('UNIT', 'OPAQUE')
    >>> meaning("The record for Account Number 7 doesn't exist.")[0], meaning("Something else")[0]
    ('NOT_FOUND', 'REFUSED')
    """
    capitals = text.upper()
    for parts, code, advice in MEANINGS:
        if any(part in capitals for part in parts):
            return code, advice
    if any(part in capitals for part in WRAPPERS):
        return "OPAQUE", OPAQUE
    return "REFUSED", OTHER


def may_repeat(text):
    """True when the error says that nothing was done for a reason that passes.

    >>> may_repeat("JBO-25014: Another user has changed the row"), may_repeat("JBO-27014: is required")
    (True, False)
    """
    return any(part in text.upper() for part in LATER)
