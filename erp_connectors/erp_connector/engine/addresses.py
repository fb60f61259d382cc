"""Where goods and invoices go when they do not go to the customer's own address.

An address is a dict of texts: code, name, street, street2, zip, city, state, country_code, phone and email.
"""

# Expression of a rule for an ERP that keeps a delivery address as one text, the largest place first.
IN_ONE_LINE = (
    "' '.join(('%(state)s %(city)s %(street)s %(street2)s %(name)s %(phone)s' % document['delivery_address']).split())"
    " if document.get('delivery_address') else ''"
)
PLACE = ("street", "street2", "zip", "city", "state", "country_code")


def elsewhere(address, own, contact=False):
    """Is this another address than the customer's own? A contact person at the customer's own place is not.

    >>> own = dict.fromkeys(PLACE, "") | {"code": "K1", "name": "百会", "city": "上海"}
    >>> elsewhere(own | {"city": "苏州"}, own), elsewhere(own | {"name": "李娜"}, own, contact=True)
    (True, False)
    >>> elsewhere(own | {"name": "百会 2 号仓"}, own), elsewhere(own | {"code": ""}, own), elsewhere(own, own)
    (True, False, False)
    """
    if any(address[part] != own[part] for part in PLACE):
        return True
    return not contact and (address["name"] != own["name"] or address["code"] not in ("", own["code"]))
