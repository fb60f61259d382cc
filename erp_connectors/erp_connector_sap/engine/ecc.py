"""SAP ECC, or any ABAP system whose functions are published as web services (BAPI as SOAP).

What one has to know (the ground of each is in the readme):
- which functions there are, where and with which parameters is a site's own: the profile says it (ecc_profile);
- a bare BAPI never commits over SOAP, so what stores something is a small wrapper of the site that does;
- every element goes out, empty tables included; keys are padded with zeros;
- an HTTP 200 proves nothing: rows of RETURN of type E or A say that it went wrong;
- nothing is idempotent: an order is looked for under CUST_PO before it is sent, and before it is sent again.
"""

from datetime import date

from lxml import etree

from odoo.addons.erp_connector.engine import ship_to
from odoo.addons.erp_connector.engine.dialect import Change, Dialect, Page
from odoo.addons.erp_connector.engine.outcome import CANNOT_ASK, MISSING, Found, accepted, refused
from odoo.addons.erp_connector.soap.transport import TransportError

from . import ecc_ledger, ecc_profile, ecc_reading, wire, words
from .constants import SiteValueMissing, filled
from .contract import NotInContract
from .ecc_rules import MAPPINGS, MAPS
from .postings import ACCOUNT, CUSTOMER, Unbalanced, postings

BOOKINGS = ("invoice", "credit_note", "payment", "journal_entry")
TABLES = {ACCOUNT: "ACCOUNTGL", CUSTOMER: "ACCOUNTRECEIVABLE"}
NAMES = {
    "GLAccount": "GL_ACCOUNT",
    "Debtor": "CUSTOMER",
    "DocumentItemText": "ITEM_TEXT",
    "AssignmentReference": "ALLOC_NMBR",
    "TaxCode": "TAX_CODE",
    "CostCenter": "COSTCENTER",
}


class SapEcc(Dialect):
    code = "sap_ecc"
    name = "SAP ECC (BAPI)"
    flows_out = {
        "customer": {"create", "update"},
        "product": {"create"},
        "order": {"create"},
        **{kind: {"create"} for kind in BOOKINGS},
    }
    flows_in = ("customer", "product", "order_status", "open_item", "credit_limit", "stock")
    full_lists = ("open_item",)
    ledgers = ("customer", "product", "order", "invoice", "payment")
    listings = ("customer", "product")
    parallel = 4
    ask_first = True
    key_length = 35

    def __init__(self, settings):
        super().__init__(settings)
        self.transport = wire.transport(settings, self.exchange)
        self.functions = ecc_profile.functions(settings.options.get("profile", {}))

    def check(self):
        """Look for one customer."""
        self.asked("customer_list", MAXROWS="1", IDRANGE=[{"SIGN": "I", "OPTION": "CP", "LOW": "*"}])
        return "SAP answers, the login is accepted, and its customers can be read."

    def send(self, kind, action, key, values):
        try:
            if kind == "product":
                return self._material(values["MATERIAL"])
            use, request, number = self._request(kind, action, key, values)
            function = self._function(use)
            answer = self._post(function, ecc_profile.message(function, request))
        except SiteValueMissing as error:
            return refused("SITE_VALUE", str(error), error.name, words.SITE_MISSING)
        except NotInContract as error:
            return refused("NOT_VALID", str(error), error.field, words.NOT_IN_CONTRACT)
        except Unbalanced as error:
            return refused("UNBALANCED", str(error), advice=words.UNBALANCED)
        except _NoFunction as error:
            return refused("NO_FUNCTION", str(error), advice=words.NO_FUNCTION)
        return ecc_reading.outcome(answer, function, number)

    def ask(self, kind, key, values):
        values = filled(values, self._constants())
        if kind == "order":
            asked = {"CUSTOMER_NUMBER": values.get("SOLD_TO_PARTY"), "SALES_ORGANIZATION": values.get("SALES_ORG")}
            rows, field = self.asked("order_find", PURCHASE_ORDER=key, **asked), "SD_DOC"
            rows = [row for row in rows if row.get("PURCH_NO", "").casefold() == key.casefold()]
        elif kind == "product":
            number = ecc_profile.written("a18", values.get("MATERIAL"))
            rows, field = [{"MATERIAL": found} for found in self._numbers_of_materials(number)], "MATERIAL"
        elif kind == "customer" and self.functions["customer_find"].name:
            rows, field = self.asked("customer_find", EXTERNAL_KEY=key), "CUSTOMER"
        elif kind in BOOKINGS and self.functions["document_find"].name:
            company = values.get("COMP_CODE", "")
            rows, field = self.asked("document_find", REF_DOC_NO_LONG=key, COMP_CODE=company), "OBJ_KEY"
        else:
            return CANNOT_ASK
        numbers = list(dict.fromkeys(row[field] for row in rows if row.get(field)))
        return Found(numbers[0], numbers[0], tuple(numbers[1:])) if numbers else MISSING

    def changes(self, kind, cursor):
        return getattr(self, f"_read_{kind}")(cursor)

    @classmethod
    def ledgers_for(cls, options):
        """Only what a function of the profile lists."""
        functions = ecc_profile.functions(options.get("profile", {}))
        return tuple(kind for kind in cls.ledgers if functions[ecc_ledger.NEEDED[kind]].name)

    def ledger(self, kind, since, until):
        return ecc_ledger.ledger(self, kind, since, until)

    def fetch(self, kind, external_id):
        return ecc_ledger.fetch(self, kind, external_id)

    def read(self, kind, external_id):
        return ecc_ledger.read(self, kind, external_id)

    def listing(self, kind):
        return ecc_ledger.listed(self, kind) if kind in self.listings else None

    def preview(self, kind, action, key, values):
        if kind == "product":
            return f"{values['MATERIAL']}: looked for in SAP and linked by its number"
        use, request, _number = self._request(kind, action, key, values)
        message = ecc_profile.message(self._function(use), request)
        return etree.tostring(etree.fromstring(wire.envelope(message)), pretty_print=True, encoding="unicode")

    @classmethod
    def default_mapping(cls, kind):
        return MAPPINGS.get(kind, [])

    @classmethod
    def default_maps(cls):
        return MAPS

    # below: one document

    def _request(self, kind, action, key, values):
        """(use, parameters, number that is known already)."""
        values = filled(values, self._constants())
        if kind == "customer":
            number = values.pop("CUSTOMERNO", "")
            if action == "create":
                return "customer_create", {**values, "EXTERNAL_KEY": key}, ""
            area = values.pop("PI_COPYREFERENCE", {})
            changed = {"PI_SALESORG": area.get("SALESORG"), "PI_DISTR_CHAN": area.get("DISTR_CHAN")}
            return (
                "customer_change",
                {**values, **changed, "PI_DIVISION": area.get("DIVISION"), "CUSTOMERNO": number},
                number,
            )
        if kind == "order":
            party, values = ship_to.taken_from(values, "SHIP_TO_PARTY")
            values |= {"SHIP_TO_PARTY": party} if party else {}
            items = [{**item, "MATERIAL_NO": str(place * 10)} for place, item in enumerate(values["IT_SO_ITEM"], 1)]
            return "order_create", {**values, "CUST_PO": key, "IT_SO_ITEM": items}, ""
        return "document_post", self._booking(kind, key, dict(values)), ""

    @staticmethod
    def _booking(kind, key, values):
        currency, text = values.pop("Currency", ""), values.get("DocumentHeaderText", "")
        tables = {"ACCOUNTGL": [], "ACCOUNTRECEIVABLE": [], "ACCOUNTTAX": [], "CURRENCYAMOUNT": []}
        for number, posting in enumerate(postings(kind, values), 1):
            row = {NAMES[name]: value for name, value in posting.values.items()}
            tables[TABLES.get(posting.block, "ACCOUNTTAX")].append({"ITEMNO_ACC": number, **row})
            amount = {"ITEMNO_ACC": number, "CURRENCY": currency, "AMT_DOCCUR": format(posting.amount, "f")}
            base = {"AMT_BASE": format(posting.base, "f")} if posting.base is not None else {}
            tables["CURRENCYAMOUNT"].append(amount | base)
        values.pop("DocumentHeaderText", None)
        header = {**values, "BUS_ACT": "RFBU", "HEADER_TXT": text, "REF_DOC_NO_LONG": key}
        return {"DOCUMENTHEADER": header, **tables}

    def _material(self, number):
        """SAP owns the materials: a product is the material of the same number, if there is one."""
        number = ecc_profile.written("a18", number)
        return (
            accepted(number)
            if number in self._numbers_of_materials(number)
            else refused("NO_MATERIAL", f"SAP has no material {number.lstrip('0')}", "MATERIAL", words.NO_MATERIAL)
        )

    # below: lists

    def materials(self, number=""):
        """Rows of SAP's list of materials: all of them, or the one of this number."""
        chosen = {"SIGN": "I", "OPTION": "EQ", "MATNR_LOW": number} if number else {"SIGN": "I", "OPTION": "CP"}
        chosen = chosen if number else chosen | {"MATNR_LOW": "*"}
        found = self.asked("material_list", MATNRSELECTION=[chosen], MAXROWS="0")
        return [row for row in found if row.get("MATERIAL")]

    def _numbers_of_materials(self, number=""):
        return [row["MATERIAL"] for row in self.materials(number)]

    def customers(self, number=""):
        """Rows of SAP's list of customers: all of them, or the one of this number."""
        chosen = {"OPTION": "EQ", "LOW": number} if number else {"OPTION": "CP", "LOW": "*"}
        return self.asked("customer_list", MAXROWS="0", IDRANGE=[{"SIGN": "I", **chosen}])

    def _read_customer(self, cursor):
        rows = {row["CUSTOMER"]: row for row in self.customers() if row.get("CUSTOMER")}
        return ecc_reading.page(list(rows), cursor, lambda number: [ecc_ledger.customer_change(rows[number])])

    def _read_product(self, cursor):
        rows = {row["MATERIAL"]: row for row in self.materials()}
        return ecc_reading.page(list(rows), cursor, lambda number: [ecc_ledger.product_change(rows[number])])

    def _read_order_status(self, cursor):
        def read(customer):
            orders = self.asked(
                "order_find", CUSTOMER_NUMBER=customer, SALES_ORGANIZATION=self.constant("sales_organization")
            )
            keys = {row["SD_DOC"]: row.get("PURCH_NO", "") for row in orders if row.get("SD_DOC")}
            if not keys:
                return []
            wanted = [{"VBELN": number} for number in keys]
            found = self.asked("order_status", SALES_DOCUMENTS=wanted, I_BAPI_VIEW={"HEADER": "X", "STATUS_H": "X"})
            return [ecc_reading.order_status(row, keys.get(row.get("SD_DOC"), "")) for row in found]

        return ecc_reading.page([row["CUSTOMER"] for row in self.customers()], cursor, read)

    def _read_open_item(self, cursor):
        def read(customer):
            found = self.asked(
                "open_items", COMPANYCODE=self.constant("company_code"), CUSTOMER=customer, KEYDATE=_today()
            )
            return [ecc_reading.open_item(row, customer) for row in found]

        return ecc_reading.page([row["CUSTOMER"] for row in self.customers()], cursor, read)

    def _read_credit_limit(self, cursor):
        def read(customer):
            area = self.constant("credit_control_area")
            found = self.asked("credit_limit", CUSTOMER=customer, CREDITCONTROLAREA=area)
            return [self._limit(customer, row) for row in found[:1]]

        return ecc_reading.page([row["CUSTOMER"] for row in self.customers()], cursor, read)

    @staticmethod
    def _limit(customer, row):
        document = {"customer_id": customer, "limit": row.get("CREDITLIMIT", ""), "currency": row.get("CURRENCY", "")}
        document |= {"used": row.get("SUM_OPENS", "") or "0", "blocked": row.get("BLOCKED") == "X"}
        return Change("credit_limit", customer, document, str(sorted(document.items())))

    def _read_stock(self, cursor):
        plant = self.constant("plant")

        def read(material):
            function = self._function("availability")
            answer = self._post(function, ecc_profile.message(function, {"MATERIAL": material, "PLANT": plant}))
            ecc_reading.asked(answer, function)
            quantity = wire.child_text(answer.body, function.number) or "0"
            return [{"product_id": material, "product_ref": "", "warehouse": plant, "quantity": quantity}]

        found = ecc_reading.page(self._numbers_of_materials(), cursor, read)
        if not found.changes:
            return found
        taken_at = self._now()
        document = {"taken_at": taken_at, "rows": found.changes}
        return Page(
            [Change("stock", f"{plant}:{cursor.get('after', '')}", document, taken_at)], found.cursor, found.more
        )

    # below: the service

    @staticmethod
    def _now():
        from datetime import datetime, timezone

        return datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M:%S.%f")

    def _constants(self):
        return self.settings.options.get("constants", {})

    def constant(self, name):
        found = self._constants().get(name)
        if not found:
            raise TransportError("SITE_VALUE", f"{words.SITE_MISSING} ({name})", False)
        return found

    def _function(self, use):
        function = self.functions[use]
        if not function.name or not function.path:
            raise _NoFunction(f"the profile of this backend has no function for {use}")
        return function

    def asked(self, use, **values):
        function = self._function(use)
        return ecc_reading.asked(self._post(function, ecc_profile.message(function, values)), function)

    def _post(self, function, message):
        path = function.path.replace("{client}", self.settings.company or "100")
        language = self.settings.options.get("language") or ""
        query = f"?sap-language={language}" if language else ""
        return wire.post(self.transport, self.settings.url.rstrip("/") + path + query, function.action, message)


class _NoFunction(Exception):
    """The site has not said where this function is."""


def _today():
    return date.today().isoformat()
