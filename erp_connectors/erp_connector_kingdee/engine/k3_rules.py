"""What a fresh K/3 Cloud backend starts with. {org} and the like stand for its Site Values."""

from odoo.addons.erp_connector.engine.addresses import IN_ONE_LINE
from odoo.addons.erp_connector.engine.mapping import Rule

ORDER, BILL, RECEIPT, VOUCHER = "FSaleOrderEntry[]", "FEntityDetail[]", "FRECEIVEBILLENTRY", "FEntity[]"


def _bill(sign):
    return [
        Rule("FBillTypeID.FNumber", "fixed", "{receivable_type}"),
        Rule("FDATE", source="date", required=True),
        Rule("FENDDATE_H", source="due"),
        Rule("FCUSTOMERID.FNumber", "reference", "customer", required=True),
        Rule("FCURRENCYID.FNumber", "map", "currency", map_name="currency", required=True),
        Rule("FSETTLEORGID.FNumber", "fixed", "{org}"),
        Rule("FSALEORGID.FNumber", "fixed", "{org}"),
        Rule("FPAYORGID.FNumber", "fixed", "{org}"),
        Rule("FAR_Remark", source="number", max_length=200, cut=True),
        Rule(f"{BILL}.FMATERIALID.FNumber", "reference", "lines[].product", required=True),
        Rule(f"{BILL}.FPRICEUNITID.FNumber", "map", "lines[].unit", map_name="unit", required=True),
        Rule(f"{BILL}.FPriceQty", "expression", f"str({sign}float(line['quantity']))", required=True),
        Rule(f"{BILL}.FPrice", source="lines[].price_net", required=True),
        Rule(f"{BILL}.FEntryTaxRate", source="lines[].tax_rate", default="0"),
        Rule(f"{BILL}.FComment", source="lines[].name", max_length=200, cut=True),
    ]


MAPPINGS = {
    "customer": [
        Rule("FNumber", source="external_id", max_length=80),
        Rule("FName", source="name", required=True, max_length=200),
        Rule("FCreateOrgId.FNumber", "fixed", "{org}"),
        Rule("FUseOrgId.FNumber", "fixed", "{org}"),
        Rule("FTRADINGCURRID.FNumber", "fixed", "{currency}"),
        Rule("FTAXREGISTERCODE", source="vat"),
        Rule("FTEL", source="phone"),
        Rule("FZIP", source="zip"),
        Rule(
            "FADDRESS", "expression", "(document['city'] + ' ' + document['street']).strip()", max_length=200, cut=True
        ),
    ],
    "product": [
        Rule("FNumber", "expression", "document['external_id'] or document['code']", required=True, max_length=80),
        Rule("FName", source="name", required=True, max_length=200),
        Rule("FCreateOrgId.FNumber", "fixed", "{org}"),
        Rule("FUseOrgId.FNumber", "fixed", "{org}"),
        Rule("SubHeadEntity.FBaseUnitId.FNumber", "map", "unit", map_name="unit", required=True),
    ],
    "order": [
        Rule("FBillTypeID.FNumber", "fixed", "{order_type}"),
        Rule("FDate", source="date", required=True),
        Rule("FSaleOrgId.FNumber", "fixed", "{org}"),
        Rule("FCustId.FNumber", "reference", "customer", required=True),
        Rule("FNote", source="number", max_length=200, cut=True),
        Rule("FReceiveAddress", "expression", IN_ONE_LINE, max_length=255, cut=True),
        Rule("FSaleOrderFinance.FSettleCurrId.FNumber", "map", "currency", map_name="currency", required=True),
        Rule(f"{ORDER}.FMaterialId.FNumber", "reference", "lines[].product", required=True),
        Rule(f"{ORDER}.FUnitID.FNumber", "map", "lines[].unit", map_name="unit", required=True),
        Rule(f"{ORDER}.FQty", source="lines[].quantity", required=True),
        Rule(f"{ORDER}.FPrice", source="lines[].price_net", required=True),
        Rule(f"{ORDER}.FEntryTaxRate", source="lines[].tax_rate", default="0"),
        Rule(f"{ORDER}.FDeliveryDate", "expression", "document['requested_on'] or document['date']"),
        Rule(f"{ORDER}.FEntryNote", source="lines[].name", max_length=200, cut=True),
    ],
    "invoice": _bill(""),
    # A credit note is a receivable with negative quantities (红字应收单).
    "credit_note": _bill("-"),
    "payment": [
        Rule("FBillTypeID.FNumber", "fixed", "{receipt_type}"),
        Rule("FDATE", source="date", required=True),
        Rule("FCONTACTUNITTYPE", "fixed", "BD_Customer"),
        Rule("FCONTACTUNIT.FNumber", "reference", "customer", required=True),
        Rule("FPAYUNITTYPE", "fixed", "BD_Customer"),
        Rule("FPAYUNIT.FNumber", "reference", "customer", required=True),
        Rule("FCURRENCYID.FNumber", "map", "currency", map_name="currency", required=True),
        Rule("FSETTLEORGID.FNumber", "fixed", "{org}"),
        Rule("FPAYORGID.FNumber", "fixed", "{org}"),
        Rule("FREMARK", source="memo", max_length=200, cut=True),
        Rule(f"{RECEIPT}.FSETTLETYPEID.FNumber", "fixed", "{settle_type}"),
        Rule(f"{RECEIPT}.FPURPOSEID.FNumber", "fixed", "{receipt_purpose}"),
        Rule(
            f"{RECEIPT}.FRECTOTALAMOUNTFOR",
            "expression",
            "document['amount'] if document['direction'] == 'inbound' else '-' + document['amount']",
            required=True,
        ),
        Rule(f"{RECEIPT}.FCOMMENT", source="number"),
    ],
    "journal_entry": [
        Rule("FAccountBookID.FNumber", "fixed", "{account_book}"),
        Rule("FACCBOOKORGID.FNumber", "fixed", "{org}"),
        Rule("FDate", source="date", required=True),
        Rule("FBUSDATE", source="date", required=True),
        Rule("FYEAR", "expression", "document['period'][:4]", required=True),
        Rule("FPERIOD", "expression", "str(int(document['period'][5:]))", required=True),
        Rule("FVOUCHERGROUPID.FNumber", "map", "journal", map_name="journal", required=True),
        Rule(f"{VOUCHER}.FEXPLANATION", "expression", "line['name'] or document['number']", max_length=200, cut=True),
        Rule(f"{VOUCHER}.FACCOUNTID.FNumber", source="lines[].account", required=True),
        Rule(f"{VOUCHER}.FCURRENCYID.FNumber", "map", "lines[].currency", map_name="currency", required=True),
        Rule(f"{VOUCHER}.FEXCHANGERATETYPE.FNumber", "fixed", "HLTX01_SYS"),
        Rule(
            f"{VOUCHER}.FEXCHANGERATE",
            "expression",
            "'%.6f' % abs((float(line['debit']) + float(line['credit'])) / float(line['amount_currency']))"
            " if float(line['amount_currency'] or 0) else '1'",
        ),
        Rule(f"{VOUCHER}.FAMOUNTFOR", "expression", "line['amount_currency'].lstrip('-')", required=True),
        Rule(f"{VOUCHER}.FDEBIT", source="lines[].debit", default="0"),
        Rule(f"{VOUCHER}.FCREDIT", source="lines[].credit", default="0"),
        # FFLEX6 is the customer among K/3 Cloud's auxiliary dimensions (核算维度).
        Rule(f"{VOUCHER}.FDetailID.FDETAILID__FFLEX6.FNumber", "reference", "lines[].partner"),
    ],
}
MAPS = {
    "currency": {"CNY": "PRE001", "USD": "PRE007"},
    "unit": {"Units": "Pcs", "*": "Pcs"},
    "journal": {"*": "PRE001"},
}
