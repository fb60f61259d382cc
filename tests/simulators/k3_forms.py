"""The forms of a simulated K/3 Cloud: their members, what must be a number, and what a member refers to."""

ORGS, CURRENCIES, UNITS = ("100",), ("PRE001", "PRE007"), ("Pcs",)
ACCOUNTS, BOOKS = ("1122", "6001", "2221", "1002"), ("001",)
# {form: (id field, number field, members that must be there, other members, entity, its members)}
FORMS = {
    "BD_Customer": (
        "FCUSTID",
        "FNumber",
        ("FName", "FCreateOrgId", "FUseOrgId", "FTRADINGCURRID"),
        ("FNumber", "FTAXREGISTERCODE", "FTEL", "FZIP", "FADDRESS"),
        "",
        (),
    ),
    "BD_MATERIAL": (
        "FMATERIALID",
        "FNumber",
        ("FName", "FCreateOrgId", "FUseOrgId", "SubHeadEntity"),
        ("FNumber",),
        "",
        (),
    ),
    "SAL_SaleOrder": (
        "FID",
        "FBillNo",
        ("FBillTypeID", "FDate", "FSaleOrgId", "FCustId", "FSaleOrderFinance"),
        ("FBillNo", "FNote", "FReceiveAddress", "F_ODOO_KEY"),
        "FSaleOrderEntry",
        ("FMaterialId", "FUnitID", "FQty", "FPrice", "FEntryTaxRate", "FDeliveryDate", "FEntryNote"),
    ),
    "AR_receivable": (
        "FID",
        "FBillNo",
        ("FBillTypeID", "FDATE", "FCUSTOMERID", "FCURRENCYID", "FSETTLEORGID", "FSALEORGID", "FPAYORGID"),
        ("FBillNo", "FENDDATE_H", "FAR_Remark", "F_ODOO_KEY"),
        "FEntityDetail",
        ("FMATERIALID", "FPRICEUNITID", "FPriceQty", "FPrice", "FEntryTaxRate", "FComment"),
    ),
    "AR_RECEIVEBILL": (
        "FID",
        "FBillNo",
        ("FBillTypeID", "FDATE", "FCONTACTUNITTYPE", "FCONTACTUNIT", "FPAYUNITTYPE", "FPAYUNIT", "FCURRENCYID"),
        ("FBillNo", "FSETTLEORGID", "FPAYORGID", "FREMARK", "F_ODOO_KEY"),
        "FRECEIVEBILLENTRY",
        ("FSETTLETYPEID", "FPURPOSEID", "FRECTOTALAMOUNTFOR", "FCOMMENT"),
    ),
    "GL_VOUCHER": (
        "FVOUCHERID",
        "FBillNo",
        ("FAccountBookID", "FDate", "FYEAR", "FPERIOD", "FVOUCHERGROUPID"),
        ("FBillNo", "FACCBOOKORGID", "FBUSDATE", "F_ODOO_KEY"),
        "FEntity",
        (
            *("FEXPLANATION", "FACCOUNTID", "FCURRENCYID", "FEXCHANGERATETYPE", "FEXCHANGERATE", "FAMOUNTFOR"),
            *("FDEBIT", "FCREDIT", "FDetailID"),
        ),
    ),
}
# Forms that nobody saves over the service here. SITE_CREDIT is one of the site's own.
READ_ONLY = {
    "SAL_OUTSTOCK": ("FID", "FBillNo", ("FDate", "FCarriageNO"), (), "FEntity", ()),
    "BD_SAL_PriceList": ("FID", "FNumber", ("FCurrencyId", "FEffectiveDate", "FExpiryDate"), (), "FEntity", ()),
    "SITE_CREDIT": ("FID", "FBillNo", ("F_CUSTOMER", "F_LIMIT", "F_COIN"), (), "", ()),
}
NUMBERS = ("FQty", "FPrice", "FPriceQty", "FEntryTaxRate", "FRECTOTALAMOUNTFOR", "FDEBIT", "FCREDIT", "FAMOUNTFOR")
REFERENCES = {
    **dict.fromkeys(("FCreateOrgId", "FUseOrgId", "FSaleOrgId", "FSETTLEORGID", "FSALEORGID", "FPAYORGID"), ORGS),
    **dict.fromkeys(("FACCBOOKORGID",), ORGS),
    **dict.fromkeys(("FTRADINGCURRID", "FSettleCurrId", "FCURRENCYID"), CURRENCIES),
    **dict.fromkeys(("FBaseUnitId", "FUnitID", "FPRICEUNITID"), UNITS),
    **{"FACCOUNTID": ACCOUNTS, "FAccountBookID": BOOKS},
    **dict.fromkeys(("FCustId", "FCUSTOMERID", "FCONTACTUNIT", "FPAYUNIT", "FDETAILID__FFLEX6"), "BD_Customer"),
    **dict.fromkeys(("FMaterialId", "FMATERIALID"), "BD_MATERIAL"),
}
NEXT = {"Submit": ("AD", "B"), "Audit": ("B", "C"), "UnAudit": ("C", "D")}
