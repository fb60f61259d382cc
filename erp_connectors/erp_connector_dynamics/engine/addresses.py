"""The delivery address of a sales order, on the order's page."""

PARTS = (
    *("Ship_to_Name", "Ship_to_Address", "Ship_to_Address_2", "Ship_to_Post_Code", "Ship_to_City", "Ship_to_County"),
    "Ship_to_Country_Region_Code",
)
# On the pages of Business Central; those of NAV stop at the city.
NEWER = ("Ship_to_County", "Ship_to_Country_Region_Code")


def complete(values, published):
    """Values with the whole address, as far as the page publishes it, where they say any of it.

    Dynamics takes what is not said from the customer's card, and leaves it as it is when an order is changed.

    >>> complete({"Ship_to_City": "苏州", "Ship_to_County": "江苏"}, ("Ship_to_Address_2", "Ship_to_City"))
    {'Ship_to_Address_2': '', 'Ship_to_City': '苏州'}
    >>> complete({"No": "1"}, PARTS)
    {'No': '1'}
    """
    if values.keys().isdisjoint(PARTS):
        return values
    said = {name: value for name, value in values.items() if name not in NEWER or name in published}
    return dict.fromkeys((name for name in PARTS if name in published), "") | said
