"""The mapping a fresh ECC backend starts with: parameters of the functions in the profile. {company_code} and the like
stand for the values on the backend. CUST_PO carries our key: it is the only reference under which ECC can be asked."""

from odoo.addons.erp_connector.engine import ship_to
from odoo.addons.erp_connector.engine.mapping import Rule

from .s4_rules import MAPPINGS as S4_MAPPINGS
from .s4_rules import MAPS as S4_MAPS

HEADER = {
    "AccountingDocumentType": "DOC_TYPE",
    "DocumentReferenceID": "REF_DOC_NO",
    "DocumentHeaderText": "DocumentHeaderText",
    "CreatedByUser": "USERNAME",
    "CompanyCode": "COMP_CODE",
    "DocumentDate": "DOC_DATE",
    "PostingDate": "PSTNG_DATE",
}


def _booking(kind):
    """The same postings as for S/4HANA under a header with ECC's names."""
    return [
        Rule(HEADER.get(r.target, r.target), r.kind, r.source, r.map_name, r.required, r.max_length, r.cut, r.default)
        for r in S4_MAPPINGS[kind]
    ]


MAPPINGS = {
    "customer": [
        Rule("CUSTOMERNO", source="external_id", max_length=10),
        Rule("PI_COMPANYDATA.NAME", "expression", "document['name'][:35]", required=True),
        Rule("PI_COMPANYDATA.NAME_2", "expression", "document['name'][35:70]"),
        Rule("PI_COMPANYDATA.CITY", source="city", max_length=35, cut=True),
        Rule("PI_COMPANYDATA.POSTL_COD1", source="zip", max_length=10),
        Rule("PI_COMPANYDATA.STREET", source="street", max_length=35, cut=True),
        Rule("PI_COMPANYDATA.COUNTRY", source="country_code", required=True, max_length=3),
        Rule("PI_COMPANYDATA.LANGU_ISO", "map", "language", map_name="language"),
        Rule("PI_COMPANYDATA.CURRENCY", "fixed", "{currency}"),
        Rule("PI_COMPANYDATA.TEL1_NUMBR", source="phone", max_length=30, cut=True),
        Rule("PI_COMPANYDATA.E_MAIL", source="email", max_length=241),
        Rule("PI_COPYREFERENCE.SALESORG", "fixed", "{sales_organization}"),
        Rule("PI_COPYREFERENCE.DISTR_CHAN", "fixed", "{distribution_channel}"),
        Rule("PI_COPYREFERENCE.DIVISION", "fixed", "{division}"),
        Rule("PI_COPYREFERENCE.REF_CUSTMR", "fixed", "{reference_customer}"),
    ],
    "product": [
        Rule("MATERIAL", "expression", "document['external_id'] or document['code']", required=True, max_length=18),
    ],
    "order": [
        Rule("ORDER_TYPE", "fixed", "{order_type}"),
        Rule("SALES_ORG", "fixed", "{sales_organization}"),
        Rule("SALES_CHANNEL", "fixed", "{distribution_channel}"),
        Rule("SALES_DIVISION", "fixed", "{division}"),
        Rule("SOLD_TO_PARTY", "reference", "customer", required=True, max_length=10),
        Rule("SHIP_TO_PARTY", "reference", "customer", required=True, max_length=10),
        *ship_to.FIRMS,
        Rule("CUST_PO_DATE", source="date", required=True),
        Rule("IT_SO_ITEM[].MATERIAL", "reference", "lines[].product", required=True, max_length=18),
        Rule("IT_SO_ITEM[].UNIT", "map", "lines[].unit", map_name="unit", required=True),
        Rule("IT_SO_ITEM[].QTY", source="lines[].quantity", required=True),
        Rule("IT_SO_ITEM[].PLANT", "fixed", "{plant?}"),
        Rule("IT_SO_ITEM[].SHIPPING_POINT", "fixed", "{shipping_point?}"),
        Rule("IT_SO_ITEM[].DELIVERY_DATE", "expression", "document['requested_on'] or document['date']"),
    ],
    **{kind: _booking(kind) for kind in ("invoice", "credit_note", "payment", "journal_entry")},
}
MAPS = S4_MAPS
