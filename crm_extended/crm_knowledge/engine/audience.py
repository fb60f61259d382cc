"""Who may read what: four circles, each inside the next.

An article for `public` is for everyone; one for `internal` is for employees only. A reader is one of the same
four names: a channel partner reads what customers and the public read, and what is for partners.
"""

CIRCLES = ("public", "customer", "partner", "internal")


def readable(reader):
    """Return the audiences that `reader` may read.

    >>> readable("customer")
    ('public', 'customer')
    """
    return CIRCLES[: CIRCLES.index(reader) + 1]


def narrower(one, other):
    """Return the reader who may read less of the two: what an agent may send to a customer, what a customer may ask.

    >>> narrower("internal", "customer")
    'customer'
    """
    return min(one, other, key=CIRCLES.index)
