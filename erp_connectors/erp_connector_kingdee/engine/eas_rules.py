"""What a fresh EAS backend starts with. {company_number} and the like stand for its Site Values.

Only the voucher is EAS's own; customers, products, orders, invoices and payments go to services that the site has
written, in our own words unless the mapping says otherwise.
"""

from odoo.addons.erp_connector.engine.mapping import Rule
from odoo.addons.erp_connector_facade.engine.site_rules import SITE

MAPPINGS = {
    **SITE,
    "journal_entry": [
        Rule("companyNumber", "fixed", "{company_number}", required=True),
        Rule("bookedDate", source="date", required=True),
        Rule("bizDate", source="date", required=True),
        Rule("periodYear", "expression", "document['period'][:4]", required=True),
        Rule("periodNumber", "expression", "str(int(document['period'][5:]))", required=True),
        Rule("voucherType", "map", "journal", map_name="journal", required=True),
        Rule("description", source="number", max_length=200, cut=True),
        Rule("creator", "fixed", "{creator}"),
        Rule("entries[].voucherAbstract", "expression", "line['name'] or document['number']", max_length=200, cut=True),
        Rule("entries[].accountNumber", source="lines[].account", required=True),
        Rule("entries[].currencyNumber", "map", "lines[].currency", map_name="currency", required=True),
        Rule(
            "entries[].localRate",
            "expression",
            "'%.6f' % abs((float(line['debit']) + float(line['credit'])) / float(line['amount_currency']))"
            " if float(line['amount_currency'] or 0) else '1'",
        ),
        Rule("entries[].entryDC", "expression", "'1' if float(line['debit']) else '0'", required=True),
        Rule("entries[].originalAmount", "expression", "line['amount_currency'].lstrip('-')", required=True),
        Rule("entries[].debitAmount", source="lines[].debit", default="0"),
        Rule("entries[].creditAmount", source="lines[].credit", default="0"),
        Rule("entries[].asstActType1", "map", "lines[].account", map_name="auxiliary"),
        Rule("entries[].asstActNumber1", "reference", "lines[].partner"),
        Rule("entries[].asstActName1", source="lines[].partner_name"),
    ],
}
# auxiliary: which accounts carry which auxiliary account (辅助核算) in EAS; - means none.
MAPS = {
    "currency": {"CNY": "BB01", "USD": "BB02"},
    "journal": {"*": "记"},
    "auxiliary": {"1122": "客户", "112200": "客户", "*": "-"},
    "unit": {"Units": "PCS", "*": "PCS"},
}
