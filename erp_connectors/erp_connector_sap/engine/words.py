"""What a finance or sales person can do about SAP's answers. SAP's own text, in the language of its user, stays."""

import re

REFUSED = "correct what SAP names and send it again"
SITE_MISSING = "fill in the SAP values of this backend: company code, sales area, document types"
NOT_IN_CONTRACT = "SAP's contract does not take this field in this form: correct the record or the mapping"
UNBALANCED = "the amounts of the document do not add up to zero: look at taxes and rounding in Odoo"
NO_CUSTOMER = "extend the customer to the company code or the sales area in SAP"
NO_ACCOUNT = "create the account in SAP's chart of accounts, or correct the mapping of accounts"
PERIOD = "open the posting period in SAP, or change the date"
NO_MATERIAL = "create the material in SAP for this sales area, or correct the product's internal reference"
NO_TAX = "correct the tax code in the value map of this backend"
CREDIT = "have the credit block looked at in SAP"
TWICE = "SAP has a document with this reference already: look at it there"
LOCKED = "somebody is working on this record in SAP: try again later"
NO_FUNCTION = "write the address of this function's web service into the backend's SAP profile"
NO_RFC_PROFILE = "correct the SAP profile of this backend"
ADVICE = [REFUSED, SITE_MISSING, NOT_IN_CONTRACT, UNBALANCED, NO_CUSTOMER, NO_ACCOUNT, PERIOD, NO_MATERIAL, NO_TAX]
ADVICE += [CREDIT, TWICE, LOCKED, NO_FUNCTION, NO_RFC_PROFILE]

# Number and class of SAP's messages -> what to do about it.
BY_MESSAGE = {
    "102(F5)": NO_CUSTOMER,
    "104(F5)": NO_CUSTOMER,
    "507(F5)": NO_ACCOUNT,
    "004(FH)": NO_ACCOUNT,
    "201(F5)": PERIOD,
    "286(F5)": PERIOD,
    "703(F5)": UNBALANCED,
    "702(F5)": UNBALANCED,
    "382(V1)": NO_MATERIAL,
    "384(V1)": NO_MATERIAL,
    "321(V1)": NO_CUSTOMER,
    "150(V4)": NO_CUSTOMER,
    "151(V4)": NO_CUSTOMER,
    "351(FS)": NO_TAX,
    "042(VU)": LOCKED,
    "150(CM)": CREDIT,
}
# Says only that there is an error; the others say which.
GENERAL = {"609(RW)", "614(RW)"}


def advice_for(code):
    """
    >>> advice_for("102(F5)") == NO_CUSTOMER, advice_for("999(ZZ)") == REFUSED, message_code("F5", "102")
    (True, True, '102(F5)')
    """
    return BY_MESSAGE.get(code, REFUSED)


def message_code(message_class, number):
    return f"{number.zfill(3)}({message_class})" if message_class else ""


def telling(messages):
    """(code, text) of messages [(code, text)]: what a person needs, each once, the general remark left out."""
    specific = [pair for pair in messages if pair[0] not in GENERAL] or list(messages)
    texts = list(dict.fromkeys(re.sub(r"\s+", " ", text).strip() for _code, text in specific if text.strip()))
    code = next((code for code, _text in specific if code), "REFUSED")
    return code, "; ".join(texts[:5]) or "SAP refused and did not say why"
