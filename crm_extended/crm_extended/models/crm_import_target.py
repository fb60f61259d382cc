from odoo import api, models

# Names under which a column is known, English and Chinese; the texts shown are in _get_target_names.
ADDRESS = {
    "street": ["street", "address", "address1", "地址", "街道", "详细地址"],
    "street2": ["street2", "address2", "地址2"],
    "city": ["city", "town", "城市", "市"],
    "zip": ["zip", "postcode", "postalcode", "邮编", "邮政编码"],
    "country": ["country", "国家", "国家地区"],
}
REACH = {
    "phone": ["phone", "telephone", "mobile", "tel", "电话", "手机", "联系电话", "手机号", "手机号码"],
    "email": ["email", "mail", "emailaddress", "邮箱", "电子邮箱", "电子邮件"],
}
KEY = {"key": ["id", "key", "externalid", "customerid", "number", "编号", "客户编号", "编码", "外部编号"]}
OWNER = {"owner": ["owner", "salesperson", "accountmanager", "负责人", "销售员", "业务员", "客户经理"]}
TAGS = {"tags": ["tags", "tag", "category", "标签", "分类"]}
NOTE = {"note": ["note", "notes", "comment", "description", "备注", "说明", "描述"]}
COMPANY = {
    "company": ["company", "companyname", "customer", "customername", "公司", "公司名称", "客户", "客户名称", "单位"]
}
TARGETS = {
    "customer": {
        "name": ["name", "customer", "customername", "companyname", "company", "名称", "客户名称", "客户", "公司名称", "姓名"],
        "is_company": ["iscompany", "是否公司", "公司"],
        "vat": ["vat", "taxid", "vatnumber", "税号", "统一社会信用代码", "纳税人识别号"],
        "ref": ["ref", "reference", "内部编号", "参考"],
        "website": ["website", "url", "网站", "网址"],
    }
    | REACH | ADDRESS | OWNER | TAGS | NOTE | KEY,
    "contact": {
        "name": ["name", "contact", "contactname", "fullname", "姓名", "联系人", "名称"],
        "function": ["function", "jobtitle", "position", "title", "职务", "职位", "岗位"],
    }
    | COMPANY | REACH | ADDRESS | TAGS | NOTE | {"key": [*KEY["key"], "contactid"]},
    "lead": {
        "name": ["name", "lead", "subject", "title", "opportunity", "名称", "线索", "主题", "商机"],
        "contact": ["contact", "contactname", "联系人", "姓名"],
        "revenue": ["expectedrevenue", "revenue", "amount", "预期收入", "预计金额", "金额"],
        "source": ["source", "来源", "线索来源"],
        "deadline": ["deadline", "expectedclosing", "预计成交日期", "截止日期"],
        "city": ADDRESS["city"],
        "country": ADDRESS["country"],
    }
    | COMPANY | REACH | OWNER | TAGS | NOTE | {"key": [*KEY["key"], "leadid"]},
    "touchpoint": {
        "when": ["when", "date", "datetime", "occurredat", "time", "日期", "时间", "发生时间"],
        "channel": ["channel", "渠道"],
        "kind": ["kind", "type", "类型"],
        "direction": ["direction", "方向"],
        "subject": ["subject", "what", "title", "主题", "内容", "事项"],
        "detail": ["detail", "details", "note", "notes", "详情", "备注"],
        "amount": ["amount", "金额"],
        "ref": ["ref", "reference", "customerref", "内部编号"],
    }
    | COMPANY | REACH | OWNER | {"key": [*KEY["key"], "touchpointid", "externalkey"]},
}  # fmt: skip
# Of each group at least one column is needed.
NEEDED = {
    "customer": [["name"]],
    "contact": [["name"]],
    "lead": [["name", "company", "contact"]],
    "touchpoint": [["company", "email", "phone", "ref"], ["when"]],
}


class CrmImport(models.Model):
    """What a column can be. Other addons add targets by extending these three."""

    _inherit = "crm.import"

    def _get_targets(self):
        return TARGETS[self.kind]

    def _get_needed(self):
        return NEEDED[self.kind]

    @api.model
    def _get_target_names(self):
        """{target: what it is called}, of all kinds."""
        return {
            "name": self.env._("Name"),
            "company": self.env._("Company"),
            "is_company": self.env._("Is a Company"),
            "contact": self.env._("Contact Name"),
            "function": self.env._("Job Position"),
            "phone": self.env._("Phone"),
            "email": self.env._("E-mail"),
            "vat": self.env._("Tax Number"),
            "ref": self.env._("Reference"),
            "website": self.env._("Website"),
            "street": self.env._("Street"),
            "street2": self.env._("Street 2"),
            "city": self.env._("City"),
            "zip": self.env._("Zip Code"),
            "country": self.env._("Country"),
            "owner": self.env._("Owner"),
            "tags": self.env._("Tags"),
            "note": self.env._("Note"),
            "revenue": self.env._("Expected Revenue"),
            "source": self.env._("Source"),
            "deadline": self.env._("Expected Closing"),
            "when": self.env._("When"),
            "channel": self.env._("Channel"),
            "kind": self.env._("Kind"),
            "direction": self.env._("Direction"),
            "subject": self.env._("Subject"),
            "detail": self.env._("Detail"),
            "amount": self.env._("Amount"),
            "key": self.env._("Key of the Row"),
        }
