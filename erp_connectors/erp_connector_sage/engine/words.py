"""What a finance or sales person can do about X3's answers. X3's own text, in the language of the backend, stays."""

REFUSED = "correct what X3 names and send it again"
NOT_DESCRIBED = "publish this field in X3's web service, or take it out of the mapping"
NOT_PUBLISHED = "publish the object as a web service in X3 and write its public name into the backend"
SITE_MISSING = "fill in the X3 values of this backend: site, types, categories, bank, attributes, journal"
NOT_TEXT = "remove the control characters from the record's texts and send it again"
POOL = "start the web service pool in X3, or give it more connections"
ADVICE = [REFUSED, NOT_DESCRIBED, NOT_PUBLISHED, SITE_MISSING, NOT_TEXT, POOL]
# Of calls that surely were not carried out.
ADVICE_OF = {"POOL_EMPTY": POOL, "NOT_PUBLISHED": NOT_PUBLISHED}
