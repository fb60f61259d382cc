"""X3's objects: under which public name a site publishes one, which field numbers it, which field carries our key.

Public names, key fields and blocks are the site's own; these are where a fresh backend starts.
"""

PUBLIC_NAMES = {
    "customer": "WSBPC",
    "product": "WSITM",
    "order": "WSSOH",
    "invoice": "WSSIH",
    "credit_note": "WSSIH",
    "payment": "WSPAY",
    "journal_entry": "WSGAS",
    "delivery": "WSSDH",
    "price": "WSITM",
    "stock": "WSITF",
    "credit_limit": "WSBPC",
    "open_item": "WSDUD",
}
# Published only where Odoo's books lead or X3's are read: their absence does not keep a backend from going live.
OPTIONAL = ("credit_note", "payment", "journal_entry", "delivery", "price", "stock", "credit_limit", "open_item")
NUMBERS = {
    "customer": "BPCNUM",
    "product": "ITMREF",
    "order": "SOHNUM",
    "invoice": "NUM",
    "credit_note": "NUM",
    "payment": "NUM",
    "journal_entry": "NUM",
    "delivery": "SDHNUM",
    "price": "ITMREF",
    "credit_limit": "BPCNUM",
}
# An entry is identified by its type and its number; the type is the same for all that we send.
MORE_KEYS = {"journal_entry": {"TYP": "{entry_type}"}}
KEYS = {
    "customer": "BPCNUM",
    "product": "ITMREF",
    "order": "CUSORDREF",
    "invoice": "INVREF",
    "credit_note": "INVREF",
    "payment": "REF",
    "journal_entry": "REF",
}
# Block in which a new document gets our key when the mapping has not filled the field.
KEY_BLOCKS = {
    "customer": "BPC0_1",
    "product": "ITM0_1",
    "order": "SOH0_1",
    "invoice": "SIH0_1",
    "credit_note": "SIH0_1",
    "payment": "PAY1_2",
    "journal_entry": "GAS0_1",
}
