"""What a fresh NC backend starts with: NC6 and NC5. {pk_org} and the like stand for its Site Values.

"#" becomes the number of the row. Which fields a bill type needs is the platform's own configuration at each site.
"""

from odoo.addons.erp_connector.engine.addresses import IN_ONE_LINE
from odoo.addons.erp_connector.engine.mapping import Rule


def _fixed(prefix, *names):
    return [Rule(f"{prefix}.{name}", "fixed", f"{{{name}}}") for name in names]


def _amount(target, expression, **more):
    return Rule(target, "expression", f"'%.2f' % ({expression})", **more)


HEAD, ITEM = "billhead", "billhead.bodyitems.item[]"
GROUP = _fixed(HEAD, "pk_group", "pk_org")


def _receivable(sign):
    return [
        *GROUP,
        *_fixed(HEAD, "pk_tradetype"),
        Rule(f"{HEAD}.billdate", source="date", required=True),
        Rule(f"{HEAD}.objtype", "fixed", "0"),
        Rule(f"{HEAD}.customer", "reference", "customer", required=True),
        Rule(f"{HEAD}.pk_currtype", "map", "currency", map_name="currency", required=True),
        _amount(f"{HEAD}.money", f"{sign}float(document['total'])"),
        Rule(f"{HEAD}.scomment", source="number", max_length=100, cut=True),
        Rule(f"{ITEM}.rowno", "fixed", "#"),
        Rule(f"{ITEM}.material", "reference", "lines[].product"),
        Rule(f"{ITEM}.scomment", source="lines[].name", max_length=100, cut=True),
        Rule(f"{ITEM}.quantity_de", "expression", f"str({sign}float(line['quantity']))", required=True),
        Rule(f"{ITEM}.price", source="lines[].price_net", required=True),
        Rule(f"{ITEM}.taxrate", source="lines[].tax_rate"),
        _amount(f"{ITEM}.notax_de", f"{sign}float(line['untaxed'])"),
        _amount(f"{ITEM}.local_tax_de", f"{sign}float(line['tax_amount'] or 0)"),
        _amount(f"{ITEM}.money_de", f"{sign}(float(line['untaxed']) + float(line['tax_amount'] or 0))"),
    ]


NC6 = {
    "customer": [
        *GROUP,
        *_fixed(HEAD, "pk_custclass"),
        Rule(f"{HEAD}.code", source="external_id", max_length=40),
        Rule(f"{HEAD}.name", source="name", required=True, max_length=200),
        Rule(f"{HEAD}.taxpayerid", source="vat"),
        Rule(f"{HEAD}.pk_country", source="country_code"),
        Rule(f"{HEAD}.tel1", source="phone"),
        Rule(f"{HEAD}.email", source="email"),
    ],
    "product": [
        *GROUP,
        *_fixed(HEAD, "pk_marbasclass"),
        Rule(f"{HEAD}.code", "expression", "document['external_id'] or document['code']", required=True, max_length=40),
        Rule(f"{HEAD}.name", source="name", required=True, max_length=200),
        Rule(f"{HEAD}.pk_measdoc", "map", "unit", map_name="unit", required=True),
    ],
    "order": [
        *GROUP,
        *_fixed(HEAD, "ctrantypeid", "cdeptid"),
        Rule(f"{HEAD}.dbilldate", source="date", required=True),
        Rule(f"{HEAD}.ccustomerid", "reference", "customer", required=True),
        Rule(f"{HEAD}.corigcurrencyid", "map", "currency", map_name="currency", required=True),
        Rule(f"{HEAD}.vnote", source="number", max_length=180, cut=True),
        Rule(f"{ITEM}.crowno", "fixed", "#"),
        Rule(f"{ITEM}.cmaterialid", "reference", "lines[].product", required=True),
        Rule(f"{ITEM}.nnum", source="lines[].quantity", required=True),
        Rule(f"{ITEM}.castunitid", "map", "lines[].unit", map_name="unit", required=True),
        Rule(f"{ITEM}.norigprice", source="lines[].price_net", required=True),
        Rule(f"{ITEM}.ntaxrate", source="lines[].tax_rate"),
        Rule(f"{ITEM}.vrownote", source="lines[].name", max_length=180, cut=True),
    ],
    "invoice": _receivable(""),
    # A credit note is a receivable with negative amounts (红字).
    "credit_note": _receivable("-"),
    "payment": [
        *GROUP,
        Rule(f"{HEAD}.pk_tradetype", "fixed", "{receipt_tradetype}"),
        Rule(f"{HEAD}.billdate", source="date", required=True),
        Rule(f"{HEAD}.objtype", "fixed", "0"),
        Rule(f"{HEAD}.customer", "reference", "customer", required=True),
        Rule(f"{HEAD}.pk_currtype", "map", "currency", map_name="currency", required=True),
        _amount(f"{HEAD}.money", "float(document['amount']) * (1 if document['direction'] == 'inbound' else -1)"),
        Rule(f"{HEAD}.scomment", source="memo", max_length=100, cut=True),
        Rule("billhead.bodyitems.item.rowno", "fixed", "1"),
        _amount(
            "billhead.bodyitems.item.money_cr",
            "float(document['amount']) * (1 if document['direction'] == 'inbound' else -1)",
        ),
        Rule("billhead.bodyitems.item.scomment", source="number"),
    ],
    "journal_entry": [
        *_fixed("voucher_head", "pk_vouchertype"),
        Rule("voucher_head.year", "expression", "document['period'][:4]", required=True),
        Rule("voucher_head.pk_system", "fixed", "GL"),
        Rule("voucher_head.voucherkind", "fixed", "0"),
        *_fixed("voucher_head", "pk_accountingbook"),
        Rule("voucher_head.discardflag", "fixed", "N"),
        Rule("voucher_head.period", "expression", "document['period'][5:]", required=True),
        Rule("voucher_head.attachment", "fixed", "0"),
        Rule("voucher_head.prepareddate", source="date", required=True),
        *_fixed("voucher_head", "pk_prepared"),
        Rule("voucher_head.signflag", "fixed", "N"),
        *_fixed("voucher_head", "pk_org", "pk_group"),
        Rule("voucher_head.details.item[].detailindex", "fixed", "#"),
        Rule("voucher_head.details.item[].accsubjcode", source="lines[].account", required=True),
        Rule(
            "voucher_head.details.item[].explanation",
            "expression",
            "line['name'] or document['number']",
            max_length=200,
            cut=True,
        ),
        _amount("voucher_head.details.item[].debitamount", "max(float(line['amount_currency']), 0)"),
        Rule("voucher_head.details.item[].localdebitamount", source="lines[].debit", default="0"),
        _amount("voucher_head.details.item[].creditamount", "max(-float(line['amount_currency']), 0)"),
        Rule("voucher_head.details.item[].localcreditamount", source="lines[].credit", default="0"),
        Rule("voucher_head.details.item[].pk_currtype", "map", "lines[].currency", map_name="currency", required=True),
        Rule("voucher_head.details.item[].pk_accasoa", source="lines[].account", required=True),
        Rule("voucher_head.details.item[].ass.item.pk_Checktype", "map", "lines[].account", map_name="auxiliary"),
        Rule("voucher_head.details.item[].ass.item.pk_Checkvalue", "reference", "lines[].partner"),
    ],
}
SO, ENTRY = "so_order_head", "so_order_body.entry[]"
NC5 = {
    "customer": [
        *_fixed("basdoc_head", "pk_corp", "pk_areacl"),
        Rule("basdoc_head.custcode", source="external_id", max_length=40),
        Rule("basdoc_head.custname", source="name", required=True, max_length=200),
        Rule("basdoc_head.custshortname", source="name", max_length=100, cut=True),
        Rule("basdoc_head.taxpayerid", source="vat"),
        Rule("basdoc_head.phone1", source="phone"),
        Rule("basdoc_head.email", source="email"),
    ],
    "product": [
        *_fixed("invbasdoc_head", "pk_corp", "pk_invcl"),
        Rule(
            "invbasdoc_head.invcode",
            "expression",
            "document['external_id'] or document['code']",
            required=True,
            max_length=40,
        ),
        Rule("invbasdoc_head.invname", source="name", required=True, max_length=200),
        Rule("invbasdoc_head.pk_measdoc", "map", "unit", map_name="unit", required=True),
    ],
    "order": [
        *_fixed(SO, "pk_corp"),
        Rule(f"{SO}.creceipttype", "fixed", "30"),
        Rule(f"{SO}.dbilldate", source="date", required=True),
        Rule(f"{SO}.ccustomerid", "reference", "customer", required=True),
        *_fixed(SO, "cdeptid", "coperatorid", "csalecorpid", "ccalbodyid"),
        Rule(f"{SO}.creceiptcustomerid", "reference", "customer", required=True),
        *_fixed(SO, "creceiptcorpid"),
        Rule(f"{SO}.vreceiveaddress", "expression", IN_ONE_LINE, max_length=100, cut=True),
        Rule(f"{SO}.vnote", source="number", max_length=180, cut=True),
        Rule(f"{ENTRY}.crowno", "fixed", "#"),
        Rule(f"{ENTRY}.cinventoryid", "reference", "lines[].product", required=True),
        Rule(f"{ENTRY}.nnumber", source="lines[].quantity", required=True),
        Rule(f"{ENTRY}.ccurrencytypeid", "expression", "document['currency']"),
        Rule(f"{ENTRY}.noriginalcurprice", source="lines[].price_net", required=True),
        Rule(f"{ENTRY}.noriginalcurmny", source="lines[].untaxed", required=True),
        Rule(f"{ENTRY}.nprice", source="lines[].price_net", required=True),
        Rule(f"{ENTRY}.nmny", source="lines[].untaxed", required=True),
        Rule(f"{ENTRY}.ntaxrate", source="lines[].tax_rate", required=True),
        Rule(f"{ENTRY}.frownote", source="lines[].name", max_length=180, cut=True),
    ],
    "journal_entry": [
        *_fixed("voucher_head", "company", "voucher_type"),
        Rule("voucher_head.fiscal_year", "expression", "document['period'][:4]", required=True),
        Rule("voucher_head.accounting_period", "expression", "document['period'][5:]", required=True),
        Rule("voucher_head.voucherkind", "fixed", "0"),
        Rule("voucher_head.attachment_number", "fixed", "0"),
        Rule("voucher_head.prepareddate", source="date", required=True),
        *_fixed("voucher_head", "enter"),
        Rule("voucher_head.signflag", "fixed", "N"),
        Rule("voucher_head.voucher_making_system", "fixed", "总账"),
        Rule("voucher_head.memo1", source="number", max_length=100, cut=True),
        Rule("voucher_body.entry[].entry_id", "fixed", "#"),
        Rule("voucher_body.entry[].account_code", source="lines[].account", required=True),
        Rule(
            "voucher_body.entry[].abstract",
            "expression",
            "line['name'] or document['number']",
            max_length=200,
            cut=True,
        ),
        Rule("voucher_body.entry[].currency", "map", "lines[].currency", map_name="currency", required=True),
        _amount("voucher_body.entry[].primary_debit_amount", "max(float(line['amount_currency']), 0)"),
        Rule("voucher_body.entry[].natural_debit_currency", source="lines[].debit", default="0"),
        _amount("voucher_body.entry[].primary_credit_amount", "max(-float(line['amount_currency']), 0)"),
        Rule("voucher_body.entry[].natural_credit_currency", source="lines[].credit", default="0"),
        Rule("voucher_body.entry[].auxiliary_accounting.item.@name", "map", "lines[].account", map_name="auxiliary"),
        Rule("voucher_body.entry[].auxiliary_accounting.item.#", "reference", "lines[].partner"),
    ],
}
# auxiliary: which accounts carry which auxiliary account (辅助核算); - means none.
MAPS = {
    "currency": {"CNY": "CNY", "USD": "USD"},
    "unit": {"Units": "EA", "*": "EA"},
    "auxiliary": {"1122": "0004", "112200": "0004", "*": "-"},
}
MAPS_NC5 = MAPS | {"auxiliary": {"1122": "客商辅助核算", "112200": "客商辅助核算", "*": "-"}}
