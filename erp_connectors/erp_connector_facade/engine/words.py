"""What a person can do when a site's own service is in the way."""

NO_SERVICE = "describe the service for this kind of document on the backend, under Site Services"
SITE_VALUE = "fill in this value on the backend, under Site Values"
NOT_TEXT = "remove the control characters from the record's texts and send it again"
NOT_ENCODABLE = "replace these characters in the record: the ERP's encoding does not have them"
REFUSED = "correct what the ERP names and send it again"
ADVICE = [NO_SERVICE, SITE_VALUE, NOT_TEXT, NOT_ENCODABLE, REFUSED]
