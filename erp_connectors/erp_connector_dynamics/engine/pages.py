"""One published page of NAV or Business Central: its contract, its operations, its filters.

The contract is the server's own (GET on the page's address): fields, their order and their types are whatever the site
has published, so a field that a site added can be mapped and one that it removed is named in words.
"""

from urllib.parse import quote

from odoo.addons.erp_connector.soap.clients import client

from .logins import login_of

# Matches every record: a page refuses to be read without a filter.
EVERYTHING = "<>''"
# Journal pages show one batch; their operations take its name as an argument of its own.
BATCH = "CurrentJnlBatchName"


class FieldMissing(Exception):
    """The page does not publish a field that the mapping fills. `name` is the field, as the mapping calls it."""

    def __init__(self, name, page):
        super().__init__(f"the page {page} does not publish the field {name}")
        self.name = name


def literal(text):
    """A filter that matches exactly this text, whatever NAV would read into it.

    >>> literal("O'Neill & Co")
    "'O''Neill & Co'"
    """
    return "'" + str(text).replace("'", "''") + "'"


class Published:
    """What a site has published under a service name. `exchange` is the dialect's: what goes over the wire is noted there."""

    kind = ""

    def __init__(self, settings, name, exchange):
        company = quote(settings.company, safe="")
        self.name = name
        self.address = "/".join(filter(None, (settings.url.rstrip("/"), "WS", company, self.kind, quote(name))))
        self.client = client(settings, self.address, auth=login_of(settings))
        self.client.transport.exchange = exchange
        # The contract names the server as it calls itself inside its network; we stay with the configured address.
        self.service = self.client.create_service(next(iter(self.client.wsdl.bindings)), self.address)

    def offers(self, operation):
        return operation in self.service._operations


class PageService(Published):
    """A page, with its operations. Journal pages need the name of a `batch`."""

    kind = "Page"
    batch = ""

    @property
    def namespace(self):
        return f"urn:microsoft-dynamics-schemas/page/{self.name.lower()}"

    @property
    def fields(self):
        """{name: element} of the page."""
        return dict(self.client.get_type(f"{{{self.namespace}}}{self.name}").elements)

    def read_multiple(self, filters, size, bookmark=None):
        """Rows that fit all filters [(field, criteria)], at most `size`, after the row whose Key is `bookmark`."""
        rows = [{"Field": field, "Criteria": criteria} for field, criteria in filters]
        arguments = self._batch("ReadMultiple") | {"filter": rows, "bookmarkKey": bookmark, "setSize": size}
        return _rows(self._listed(self.service.ReadMultiple(**arguments), "ReadMultiple_Result"), self.name)

    def add(self, values):
        return self.service.Create(**{self.name: self.record(values)})

    def add_many(self, rows):
        """Create records in one call, which is one transaction; returns them as they were stored."""
        arguments = self._batch("CreateMultiple") | {f"{self.name}_List": self._many(rows)}
        return _rows(self._listed(self.service.CreateMultiple(**arguments), f"{self.name}_List"), self.name)

    def update(self, values):
        return self.service.Update(**{self.name: self.record(values)})

    def delete(self, key):
        return self.service.Delete(Key=key)

    def delete_line(self, lines_field, key):
        return self.service[f"Delete_{lines_field}"](**{f"{lines_field}_Key": key})

    def is_updated(self, key):
        """True when somebody changed the record after this Key was read."""
        return bool(self.service.IsUpdated(Key=key))

    def envelope(self, operation, values):
        """The request as an lxml element, without sending it."""
        return self.client.create_message(self.service, operation, **{self.name: self.record(values)})

    def envelope_of_many(self, rows):
        arguments = self._batch("CreateMultiple") | {f"{self.name}_List": self._many(rows)}
        return self.client.create_message(self.service, "CreateMultiple", **arguments)

    def record(self, values):
        """The page's own type, filled. FieldMissing names what the page does not have."""
        kind = self.client.get_type(f"{{{self.namespace}}}{self.name}")
        return kind(**self._members(dict(kind.elements), values))

    def _many(self, rows):
        kind = self.client.get_type(f"{{{self.namespace}}}{self.name}_List")
        return kind(**{self.name: [self.record(row) for row in rows]})

    def _batch(self, operation):
        """{argument: name of the batch} where the operation has such an argument."""
        known = self.service._binding.get(operation).input.body.type.elements
        return {BATCH: self.batch} if BATCH in dict(known) else {}

    @staticmethod
    def _listed(answer, name):
        """The list in an answer that may bring the name of the batch along."""
        return getattr(answer, name, answer)

    def part(self):
        """Name of the page's list of lines; it has one, and what it is called differs from page to page."""
        return next((name for name, element in self.fields.items() if hasattr(element.type, "elements")), "")

    def lines_of(self, row, field):
        """Rows of a part of the page, for example SalesLines."""
        part = getattr(row, field, None)
        name = self._line_name(self.fields[field]) if field in self.fields else None
        return _rows(part, name)

    def _members(self, known, values):
        members = {}
        for name, value in values.items():
            if name not in known:
                raise FieldMissing(name, self.name)
            members[name] = self._part(known[name], value) if isinstance(value, list) else value
        return members

    def _part(self, element, rows):
        name, line = next(iter(element.type.elements))
        known = dict(line.type.elements)
        for row in rows:
            for field in row:
                if field not in known:
                    raise FieldMissing(f"{element.name}[].{field}", self.name)
        return element.type(**{name: [line.type(**row) for row in rows]})

    @staticmethod
    def _line_name(element):
        return next(iter(element.type.elements))[0]


def _rows(answer, name):
    """Rows of a list as zeep leaves it: nothing, one record, a list, or an object that holds the list."""
    if answer is None:
        return []
    if isinstance(answer, list):
        return answer
    inner = getattr(answer, name, None) if name else None
    if inner is None:
        return []
    return inner if isinstance(inner, list) else [inner]
