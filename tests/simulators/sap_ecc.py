"""An ECC whose function modules are published as web services, as a process of its own.

    python tests/simulators/sap_ecc.py --port 0 --login L --password P --client 100

Every element of a request is required, empty tables included, in the contract's order; keys of digits must be padded
with zeros; success is in RETURN, never in the HTTP status. The order's function is one that was read at a site; the
shapes of the others are SAP's BAPIs as far as they are public (GUESS where a wrapper of the site is meant). Texts are
ours.
"""

import base64
import re
import urllib.parse
from decimal import Decimal, InvalidOperation
from html import escape

import sap_contracts
from document_store import Controlled, DocumentStore
from lxml import etree
from sap_ecc_services import DAYS, KEYS, ROOT, SERVICES, SHOWN
from soap_envelope import NotSoap, action_of, body_element, envelope, fault, local
from soap_server import Call, Reply, command_line, serve

NS = "urn:sap-com:document:sap:rfc:functions"


class Refused(Exception):
    """A row of type E in RETURN: message class, number, text."""

    def __init__(self, message_class, number, text):
        super().__init__(text)
        self.row = {"TYPE": "E", "ID": message_class, "NUMBER": number, "MESSAGE": text}


class SapEcc(Controlled):
    compresses = False

    def __init__(self, store, options):
        self.store = store
        self.options = options
        self.paths, self.trees = {}, {}
        for service, (end, function, contract) in SERVICES.items():
            end = end or f"{service}/{service}"
            self.paths[f"{ROOT}/{service}/{options.client}/{end}"] = (service, function)
            self.trees[function] = sap_contracts.parse(contract)

    def get(self, request):
        return self._denied(request) or Reply(405, b"", "text/plain", outcome="HTTP_405")

    def _denied(self, request):
        pair = base64.b64encode(f"{self.options.login}:{self.options.password}".encode()).decode()
        if request.headers.get("authorization", "") == f"Basic {pair}":
            return None
        return Reply(401, b"", "text/plain", {"WWW-Authenticate": 'Basic realm="SAP"'}, outcome="HTTP_401")

    # reading

    def understand(self, request):
        denied, found = self._denied(request), self.paths.get(urllib.parse.unquote(request.path))
        if denied or found is None:
            return Call(refusal=denied or Reply(404, b"", "text/plain", outcome="HTTP_404"))
        service, function = found
        try:
            element = body_element(request)
            if element.tag != f"{{{NS}}}{function}":
                raise sap_contracts.Misfit(f"{element.tag} is not published here")
            if action_of(request) != f"{NS}:{service.upper()}:{function}Request":
                raise sap_contracts.Misfit(f"SOAPAction {action_of(request)} is not one of this service")
            sap_contracts.check(element, self.trees[function], function)
            self._check_values(element)
        except (NotSoap, etree.XMLSyntaxError, ValueError) as error:
            reply = Reply(500, fault("s:Client", f"Web service processing error: {error}"), outcome="FAULT")
            return Call(function, refusal=reply)
        key = element.findtext("CUST_PO") or element.findtext("EXTERNAL_KEY") or ""
        return Call(function, key or element.findtext(".//REF_DOC_NO_LONG") or "", element)

    @staticmethod
    def _check_values(element):
        for field in element.iter():
            name, text = local(field.tag), field.text or ""
            if name in KEYS and text.isdigit() and len(text) != 10:
                raise sap_contracts.Misfit(f"{name}: {text} is not in its internal form of 10 digits")
            if name in ("MATERIAL", "MATNR_LOW") and text.isdigit() and len(text) != 18:
                raise sap_contracts.Misfit(f"{name}: {text} is not in its internal form of 18 digits")
            if name in DAYS and text and not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
                raise sap_contracts.Misfit(f"{name}: {text} is no date")

    # answering

    def execute(self, call):
        work = getattr(self, f"do_{call.operation.lower()}")
        try:
            with self.store.transaction():
                answer = work(call.payload)
        except Refused as refused:
            answer = {self._messages(call.operation): [refused.row]}
        body = "".join(written(name, value) for name, value in answer.items())
        return Reply(
            200, envelope(f'<n0:{call.operation}Response xmlns:n0="{NS}">{body}</n0:{call.operation}Response>')
        )

    @staticmethod
    def _messages(function):
        return "DETAIL_MESSAGE" if function == "ZBAPI_SALESORDER_CREATE" else "RETURN"

    def rehearse(self, call):
        with self.store.rehearsal():
            return self.execute(call)

    def do_zbapi_salesorder_create(self, element):
        customer = self._customer(element.findtext("SOLD_TO_PARTY"))
        for name in ("ORDER_TYPE", "SALES_ORG", "SALES_CHANNEL", "SALES_DIVISION"):
            if not element.findtext(name):
                raise Refused("V1", "045", f"Enter {name}")
        lines = []
        for item in element.iterfind("IT_SO_ITEM/item"):
            material = item.findtext("MATERIAL")
            if self.store.get("product", material) is None:
                raise Refused("V1", "382", f"Material {material} is not defined for sales org.")
            lines.append({"material": material, "quantity": item.findtext("QTY"), "unit": item.findtext("UNIT")})
        number = f"{4_500_000 + self.store.next('order'):010d}"
        row = {"number": number, "key": element.findtext("CUST_PO"), "customer": customer["number"], "lines": lines}
        row["date"] = element.findtext("CUST_PO_DATE")
        row["ship_to"] = self._customer(element.findtext("SHIP_TO_PARTY"), "Ship-to")["number"]
        self.store.put("order", number, row)
        return {"SALES_NO": number, "DETAIL_MESSAGE": [message("S", "V1", "311", f"Order {number} has been saved")]}

    def _customer(self, number, role="Sold-to"):
        found = self.store.get("customer", number)
        if found is None:
            raise Refused("V4", "151", f"{role} party {number} not maintained for sales area")
        return found

    def do_bapi_salesorder_getlist(self, element):
        customer, wanted = element.findtext("CUSTOMER_NUMBER"), element.findtext("PURCHASE_ORDER") or ""
        if not element.findtext("SALES_ORGANIZATION"):
            raise Refused("BAPI", "001", "Enter a sales organization")
        rows = [
            {"SD_DOC": order["number"], "ITM_NUMBER": f"{place * 10:06d}", "PURCH_NO": order["key"]}
            for order in self.store.all("order")
            for place, _line in enumerate(order["lines"], 1)
            if order["customer"] == customer and wanted in ("", order["key"])
        ]
        return {"RETURN": {"TYPE": ""}, "SALES_ORDERS": rows}

    def do_bapisdorder_getdetailedlist(self, element):
        numbers = [item.findtext("VBELN") for item in element.iterfind("SALES_DOCUMENTS/item")]
        rows = [
            {"SD_DOC": order["number"], "PRC_STAT_H": "A", "DLV_STAT_H": order.get("delivered", "A")}
            for order in map(lambda number: self.store.get("order", number), numbers)
            if order
        ]
        return {"ORDER_STATUSHEADERS_OUT": rows}

    def do_zbapi_customer_create(self, element):
        if not element.findtext("PI_COPYREFERENCE/REF_CUSTMR"):
            raise Refused("F2", "042", "Enter a reference customer")
        row = self._company(element)
        number = f"{100_000 + self.store.next('customer'):010d}"
        self.store.put("customer", number, row | {"number": number, "key": element.findtext("EXTERNAL_KEY")})
        return {"CUSTOMERNO": number, "RETURN": {"TYPE": ""}}

    @staticmethod
    def _company(element):
        data = element.find("PI_COMPANYDATA")
        if not data.findtext("NAME"):
            raise Refused("AM", "216", "Enter a name")
        name = (data.findtext("NAME") or "") + (data.findtext("NAME_2") or "")
        shown = {field: data.findtext(field) or "" for field in SHOWN}
        return {"name": name, "shown": shown}

    def do_zbapi_customer_change(self, element):
        old = self.store.get("customer", element.findtext("CUSTOMERNO"))
        if old is None:
            raise Refused("F2", "153", f"Customer {element.findtext('CUSTOMERNO')} has not been created")
        self.store.put("customer", old["number"], old | self._company(element))
        return {"RETURN": {"TYPE": ""}}

    def do_z_odoo_customer_find(self, element):
        key = element.findtext("EXTERNAL_KEY")
        return {"FOUND": [{"CUSTOMER": row["number"]} for row in self.store.all("customer") if row["key"] == key]}

    def do_bapi_customer_getlist(self, element):
        low = element.findtext("IDRANGE/item/LOW")
        found = [row for row in self.store.all("customer") if low in ("*", row["number"])]
        rows = [{"CUSTOMER": row["number"], **row["shown"]} for row in found]
        return {"ADDRESSDATA": rows, "RETURN": {"TYPE": ""}}

    def do_zbapi_acc_document_post(self, element):
        header = element.find("DOCUMENTHEADER")
        if header.findtext("COMP_CODE") != self.options.company_code:
            raise Refused("F5", "165", f"Company code {header.findtext('COMP_CODE')} does not exist")
        amounts = {}
        for item in element.iterfind("CURRENCYAMOUNT/item"):
            try:
                amounts[item.findtext("ITEMNO_ACC")] = Decimal(item.findtext("AMT_DOCCUR"))
            except InvalidOperation:
                raise Refused("F5", "000", "an amount is no number") from None
        if sum(amounts.values(), Decimal(0)):
            raise Refused("F5", "702", f"Balance in transaction currency: {sum(amounts.values(), Decimal(0))}")
        lines = [
            self._line(item, amounts)
            for table in ("ACCOUNTGL", "ACCOUNTRECEIVABLE", "ACCOUNTTAX")
            for item in element.iterfind(f"{table}/item")
        ]
        if {line["place"] for line in lines} != set(amounts):
            raise Refused("RW", "614", "lines and amounts do not belong together")
        number = f"{18_000_000 + self.store.next('document'):010d}"
        year = header.findtext("PSTNG_DATE")[:4]
        row = {"number": f"{number}{self.options.company_code}{year}", "key": header.findtext("REF_DOC_NO_LONG")}
        row |= {"type": header.findtext("DOC_TYPE"), "lines": lines, "reference": header.findtext("REF_DOC_NO")}
        row |= {"date": header.findtext("DOC_DATE"), "currency": element.findtext("CURRENCYAMOUNT/item/CURRENCY")}
        self.store.put("document", row["number"], row)
        text = f"Document posted successfully: BKPFF {row['number']}"
        return {"OBJ_KEY": row["number"], "RETURN": [message("S", "RW", "605", text)]}

    def _line(self, item, amounts):
        place, account = item.findtext("ITEMNO_ACC"), item.findtext("GL_ACCOUNT") or ""
        customer, table = item.findtext("CUSTOMER") or "", item.getparent().tag
        if table == "ACCOUNTRECEIVABLE" and self.store.get("customer", customer) is None:
            raise Refused(
                "F5", "102", f"Customer {customer} is not defined in company code {self.options.company_code}"
            )
        if table == "ACCOUNTGL" and not re.fullmatch(r"\d{10}", account):
            raise Refused("F5", "507", f"G/L account {account} is not defined in chart of accounts INT")
        if place not in amounts:
            raise Refused("RW", "614", f"line {place} has no amount")
        return {"place": place, "table": table, "account": account, "customer": customer, "amount": str(amounts[place])}

    def do_z_odoo_document_find(self, element):
        key = element.findtext("REF_DOC_NO_LONG")
        return {"FOUND": [{"OBJ_KEY": row["number"]} for row in self.store.all("document") if row["key"] == key]}

    def do_z_odoo_document_list(self, element):
        """Invoices and credit notes of a period with what has been paid on them; a credit note is negative."""
        if element.findtext("COMP_CODE") != self.options.company_code:
            raise Refused("F5", "165", f"Company code {element.findtext('COMP_CODE')} does not exist")
        return {"FOUND": [row for row in self._billed() if self._in_period(element, row["DOC_DATE"])]}

    @staticmethod
    def _in_period(element, day):
        return element.findtext("DATE_FROM") <= day <= element.findtext("DATE_TO")

    def _billed(self):
        for row in self.store.all("document"):
            if row["type"] in ("DR", "DG"):
                amounts = {"ACCOUNTRECEIVABLE": Decimal(0), "ACCOUNTTAX": Decimal(0), "ACCOUNTGL": Decimal(0)}
                for line in row["lines"]:
                    amounts[line["table"]] += Decimal(line["amount"])
                customer = next(line["customer"] for line in row["lines"] if line["customer"])
                known = {"OBJ_KEY": row["number"], "REF_DOC_NO_LONG": row["key"], "CUSTOMER": customer}
                known |= {"DOC_DATE": row["date"], "CURRENCY": row["currency"], "PAID": "0.00", "CLEARED": ""}
                yield known | {"TOTAL": str(amounts["ACCOUNTRECEIVABLE"]), "TAX": str(-amounts["ACCOUNTTAX"])}
        for item in self.store.all("item"):
            known = {"OBJ_KEY": item["DOC_NO"], "REF_DOC_NO_LONG": "", "CUSTOMER": item["customer"]}
            known |= {"DOC_DATE": item["DOC_DATE"], "CURRENCY": item["CURRENCY"], "TOTAL": item["AMT_DOCCUR"]}
            paid = {"PAID": "0.00", "CLEARED": ""} if item["open"] else {"PAID": item["AMT_DOCCUR"], "CLEARED": "X"}
            yield known | {"TAX": ""} | paid

    def do_z_odoo_order_list(self, element):
        if not element.findtext("SALES_ORG"):
            raise Refused("BAPI", "001", "Enter a sales organization")
        rows = [
            {
                **{"SD_DOC": order["number"], "PURCH_NO": order["key"], "SOLD_TO": order["customer"]},
                **{"DOC_DATE": order["date"], "TOTAL": "100.00", "TAX": "13.00", "CURRENCY": "CNY", "COMPLETED": ""},
            }
            for order in self.store.all("order")
            if self._in_period(element, order["date"])
        ]
        return {"FOUND": rows}

    def do_bapi_material_getlist(self, element):
        low = element.findtext("MATNRSELECTION/item/MATNR_LOW")
        found = [row["number"] for row in self.store.all("product") if low in ("*", row["number"])]
        none = [] if found else [message("S", "MG", "001", "No material found")]
        rows = [{"MATERIAL": number, "MATL_DESC": f"material {number}"} for number in found]
        return {"MATNRLIST": rows, "RETURN": none}

    def do_bapi_material_availability(self, element):
        found = self.store.get("product", element.findtext("MATERIAL"))
        if found is None:
            return {"RETURN": message("E", "M3", "305", "The material does not exist")}
        return {"AV_QTY_PLT": found.get("quantity", "0.000"), "RETURN": {"TYPE": ""}}

    def do_bapi_ar_acc_getopenitems(self, element):
        customer = element.findtext("CUSTOMER")
        rows = [
            {
                "COMP_CODE": self.options.company_code,
                "CUSTOMER": customer,
                **{name: item[name] for name in ("DOC_NO", "FISC_YEAR", "ITEM_NUM", "DOC_TYPE", "DB_CR_IND")},
                **{name: item[name] for name in ("AMT_DOCCUR", "CURRENCY", "DOC_DATE", "BLINE_DATE", "NETTERMS")},
            }
            for item in self.store.all("item")
            if item["customer"] == customer and item["open"]
        ]
        return {"LINEITEMS": rows, "RETURN": {"TYPE": ""}}

    def do_bapi_cr_acc_getdetail(self, element):
        customer = self.store.get("customer", element.findtext("CUSTOMER"))
        if customer is None or "limit" not in customer:
            return {"CREDIT_ACCOUNT_DETAIL": {}, "RETURN": {"TYPE": ""}}
        detail = {"CREDITLIMIT": customer["limit"], "SUM_OPENS": "0.00", "CURRENCY": "CNY", "BLOCKED": ""}
        return {"CREDIT_ACCOUNT_DETAIL": detail, "RETURN": {"TYPE": ""}}

    # bad days

    def soap_fault(self, side, text):
        return Reply(500, fault(f"s:{side}", text), outcome="FAULT")

    def error_page(self):
        return Reply(500, b"<html><body><h1>500 SAP Internal Server Error</h1>", "text/html", outcome="HTML_500")

    def login_page(self):
        return Reply(200, b"<html><body><form>Logon</form></body></html>", "text/html", outcome="LOGIN_PAGE")

    # control plane

    def clerk(self, work):
        """material (numbers), ship_to (number), bill (number of an order) and pay (number of an invoice),
        change (kind, number, values)."""
        with self.store.transaction():
            if work["do"] == "material":
                return [self.store.put("product", number, {"number": number}) for number in work["numbers"]]
            if work["do"] == "ship_to":
                return self.store.put("customer", work["number"], {"number": work["number"], "name": "ship-to party"})
            if work["do"] == "bill":
                return self._bill(self.store.get("order", work["number"]), work["amount"])
            if work["do"] == "pay":
                item = self.store.get("item", work["number"])
                return self.store.put("item", work["number"], item | {"open": False})
            if work["do"] == "change":
                row = self.store.get(work["kind"], work["number"]) | work["values"]
                return self.store.put(work["kind"], work["number"], row)
        raise ValueError(f"a clerk cannot {work['do']}")

    def _bill(self, order, amount):
        number = f"{90_000_000 + self.store.next('item'):010d}"
        item = {"DOC_NO": number, "FISC_YEAR": "2026", "ITEM_NUM": "001", "DOC_TYPE": "RV", "DB_CR_IND": "S"}
        item |= {"AMT_DOCCUR": amount, "CURRENCY": "CNY", "DOC_DATE": "2026-11-22", "BLINE_DATE": "2026-11-22"}
        self.store.put("item", number, item | {"NETTERMS": "30", "customer": order["customer"], "open": True})
        return {"number": number, "total": amount}


def message(kind, message_class, number, text):
    return {"TYPE": kind, "ID": message_class, "NUMBER": number, "MESSAGE": text}


def written(name, value):
    if isinstance(value, list):
        rows = "".join(f"<item>{''.join(written(*pair) for pair in row.items())}</item>" for row in value)
        return f"<{name}>{rows}</{name}>"
    if isinstance(value, dict):
        return f"<{name}>{''.join(written(*pair) for pair in value.items())}</{name}>"
    return f"<{name}>{escape(str(value))}</{name}>"


def main():
    parser = command_line("A simulated ECC with function modules as web services")
    parser.add_argument("--login", default="L")
    parser.add_argument("--password", default="P")
    parser.add_argument("--client", default="100")
    parser.add_argument("--company-code", default="1000")
    options = parser.parse_args()
    serve(SapEcc(DocumentStore(options.state), options), options)


if __name__ == "__main__":
    main()
