"""What NAV's exceptions mean, in words a finance or sales person can act on.

NAV answers in the language of its own user, so its text is kept as it is and the class of the exception decides.
Which class comes in which case is not documented; what is not listed here is treated as a refusal of the document,
because a page call is one transaction: after a fault nothing of it has been stored.
"""

# Part of the exception's class name -> (code, what to do about it).
REFUSALS = {
    "RecordNotFound": (
        "NOT_FOUND",
        "a value names something that Dynamics does not have: correct it or create it there",
    ),
    "DuplicateKey": ("DUPLICATE", "there is one with this number in Dynamics already: match the two instead"),
    "RecordExists": ("DUPLICATE", "there is one with this number in Dynamics already: match the two instead"),
    "TestField": ("FIELD_MISSING", "a field that Dynamics needs is empty: add it to the mapping or to the record"),
    "FieldValidation": ("FIELD_WRONG", "Dynamics does not accept a value: correct the record and send it again"),
    "Evaluate": ("FIELD_WRONG", "Dynamics does not accept a value: correct the record and send it again"),
    "Permission": ("NO_RIGHT", "give the backend's user the right in Dynamics"),
    "Dialog": ("REFUSED", "correct what Dynamics names and send it again"),
}
# The call was not carried out and may be repeated as it is.
LATER = ("Lock", "Deadlock", "Timeout", "SessionTerminated", "ServerBusy", "TenantNotAccessible")
OTHER = ("REFUSED", "correct what Dynamics names and send it again")
CHANGED = "somebody keeps changing this record in Dynamics: try again later"
NO_DOCUMENT = "Dynamics does not have this document any more: look whether it was posted or deleted there"
POSTED = "the order has been posted in Dynamics: correct it there with a credit memo"
NOT_IN_PAGE = "publish this field on the page in Dynamics, or take it out of the mapping"
NO_SERVICE = "publish the page as a web service in Dynamics and write its name into the backend"
NO_CODEUNIT = "publish the codeunit as a web service in Dynamics and write its name into the backend"
NOT_IN_CODEUNIT = "write function and parameters into the backend as the codeunit publishes them"
NOT_POSTED = "the document waits in Dynamics: correct there what it names and send again, or post it there"
ADVICE = sorted({advice for _code, advice in REFUSALS.values()} | {OTHER[1], CHANGED, NO_DOCUMENT, POSTED})
ADVICE += [NOT_IN_PAGE, NO_SERVICE, NO_CODEUNIT, NOT_IN_CODEUNIT, NOT_POSTED]


def exception_of(code):
    """Class of the exception in a fault code.

    >>> exception_of("a:Microsoft.Dynamics.Nav.Types.Exceptions.NavNCLDialogException")
    'NavNCLDialogException'
    """
    return str(code or "").rpartition(":")[2].rpartition(".")[2]


def from_dynamics(code):
    """True when Dynamics itself speaks. An error page that happens to be well-formed is a fault without a code.

    >>> from_dynamics("a:Microsoft.Dynamics.Nav.Types.Exceptions.NavNCLDialogException"), from_dynamics(None)
    (True, False)
    """
    return ".Nav" in str(code or "") or exception_of(code).startswith("Nav")


def may_repeat(code):
    """True when the fault says that the call was not carried out for a reason that passes.

    >>> may_repeat("a:Microsoft.Dynamics.Nav.Types.Exceptions.NavCSideLockTimeoutException")
    True
    """
    name = exception_of(code)
    return any(part in name for part in LATER)


def meaning(code):
    """(our code, advice) of a fault.

    >>> meaning("a:Microsoft.Dynamics.Nav.Types.Exceptions.NavCSideRecordNotFoundException")[0]
    'NOT_FOUND'
    """
    name = exception_of(code)
    return next((known for part, known in REFUSALS.items() if part in name), OTHER)
