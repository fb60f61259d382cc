"""The part of the sample company that Odoo itself can hold: company, staff, customers, products, orders, invoices.

Core models only: what belongs to an addon is loaded by that addon's demo/sample_company.py.
"""

from .sample import batches

PASSWORD = "demo"
LANGUAGES = {"zh_CN": "zh_CN"}  # everybody else works in English: no other language is installed
GROUPS = {
    "manager": ("sales_team.group_sale_manager", "account.group_account_invoice"),
    "salesperson": ("sales_team.group_sale_salesman_all_leads",),
    "service": ("sales_team.group_sale_salesman",),
    "dispatcher": ("sales_team.group_sale_salesman",),
    "finance": ("account.group_account_manager",),
    "marketing": ("mass_mailing.group_mass_mailing_user", "sales_team.group_sale_salesman"),
    "call agent": ("sales_team.group_sale_salesman",),
    "support": ("sales_team.group_sale_salesman",),
}
KINDS = {"goods": "consu", "serial": "consu", "service": "service", "course": "service", "membership": "service"}
ZONES = {"Shanghai": "Asia/Shanghai", "Rotterdam": "Europe/Amsterdam", "Lyon": "Europe/Paris"}
TAGS = {
    "bakery": "烘焙店",
    "cafe": "咖啡馆",
    "growth": "成长客户",
    "home": "个人客户",
    "hotel": "酒店",
    "key": "重点客户",
    "office": "办公企业",
    "restaurant": "餐厅",
    "retail": "零售",
    "roastery": "烘焙工厂",
    "small": "小客户",
    "standard": "普通客户",
}
# Whom a record of the past is assigned to gets no e-mail about it.
UNANNOUNCED = {"mail_auto_subscribe_no_notify": True, "mail_activity_quick_update": True}
QUIET = UNANNOUNCED | {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "no_reset_password": True,
    "no_vat_validation": True,
}


# The website's theme fetches its fonts from a host on the internet. These arguments of Odoo's `make_scss_customization`
# make it use the visitor's own.
SYSTEM_FONTS = (
    "/website/static/src/scss/options/user_values.scss",
    dict.fromkeys(("font", "headings-font", "navbar-font", "buttons-font"), "'SYSTEM_FONTS'"),
)


def local_fonts(env):
    if "website.assets" in env:
        env["website.assets"].make_scss_customization(*SYSTEM_FONTS)


def load(env, sample, vacuum):
    """Load it all. `vacuum()` is called between transactions: on tables without statistics the planner is lost."""
    env = env(context=env.context | QUIET)
    local_fonts(env)
    for step in (company, staff, customers, contacts, products, portal_customer):
        sample.at(step.__doc__.splitlines()[0].rstrip(".").lower())
        step(env, sample)
        env.cr.commit()
    orders(env, sample)
    env.cr.commit()
    bills = sample.rows("invoices")
    payments_of = _grouped(sample.rows("payments"), "invoice_id")
    lines_of = _grouped(sample.rows("invoice_lines"), "invoice_id")
    done = 0
    # A first handful, so that there is something to count; then statistics; then the rest.
    for batch in (bills[:60], *batches(bills[60:], 200)):
        invoices(env, sample, batch, lines_of)
        payments(env, sample, batch, payments_of)
        env.cr.commit()
        env.invalidate_all()
        if not done:
            vacuum()
        done += len(batch)
        sample.at(f"invoices and payments {done} of {len(bills)}")
    vacuum()


def _grouped(rows, column):
    groups = {}
    for row in rows:
        groups.setdefault(row[column], []).append(row)
    return groups


def _language(row):
    return LANGUAGES.get(row["language"], "en_US")


def _country(env, code):
    return env["res.country"].search([("code", "=", code)], limit=1).id


def _address(env, row):
    fields = {name: row[name] for name in ("street", "street2", "city", "zip") if row.get(name)}
    return fields | {"country_id": _country(env, row["country"])}


def company(env, sample):
    """Company and accounts."""
    row = sample.rows("company")[0]
    own = env.company
    values = _address(env, row) | {name: row[name] for name in ("phone", "email", "website", "vat")}
    own.write(values | {"name": sample.name_of(row)})
    own.partner_id.tz = row["timezone"]
    currency = env["res.currency"].with_context(active_test=False).search([("name", "=", row["currency"])])
    currency.active = True
    env["account.chart.template"].try_loading("generic_coa", own, install_demo=False)
    # The chart brings dollars with it; before the first entry is the only time to say otherwise.
    own.currency_id = currency
    env["product.pricelist"].with_context(active_test=False).search([]).currency_id = currency
    for kind, rate in (("goods", row["tax_goods"]), ("services", row["tax_services"]), ("export", row["tax_export"])):
        tax = env["account.tax"].create(
            {"name": f"VAT {rate} % ({kind})", "amount": float(rate), "type_tax_use": "sale", "company_id": own.id}
        )
        sample.keep(tax, [f"tax_{int(float(rate))}"])
    sample.keep(own, [row["company_id"]])


def staff(env, sample):
    """Staff."""
    rows = sample.rows("staff")
    values = []
    for row in rows:
        names = ("base.group_user", *GROUPS.get(row["role"], ()))
        groups = [group.id for name in names if (group := env.ref(name, raise_if_not_found=False))]
        values.append(
            {
                "name": sample.name_of(row),
                "login": row["login"],
                "email": row["email"],
                "phone": row["phone"],
                "password": PASSWORD,
                "lang": sample.language if sample.language == "zh_CN" else "en_US",
                "tz": ZONES.get(row["city"], "Asia/Shanghai"),
                "group_ids": [(6, 0, groups)],
            }
        )
    sample.keep(env["res.users"].create(values), [row["staff_id"] for row in rows])
    env.ref("base.user_admin").write({"lang": sample.language, "tz": "Asia/Shanghai"})


def _tags(env, names):
    """{name in the rows: id of the tag}, in every language that is installed."""
    tags = env["res.partner.category"].create([{"name": name.title()} for name in sorted(names)])
    if "zh_CN" in dict(env["res.lang"].get_installed()):
        for name, tag in zip(sorted(names), tags, strict=True):
            tag.with_context(lang="zh_CN").name = TAGS[name]
    return dict(zip(sorted(names), tags.ids, strict=True))


def customers(env, sample):
    """Customers."""
    rows = sample.rows("customers")
    tags = _tags(env, {row[column] for row in rows for column in ("industry", "segment") if row[column]})
    users = sample.ids(env, "res.users")
    values = [
        _address(env, row)
        | {
            "name": sample.name_of(row),
            "is_company": row["is_company"] == "1",
            "ref": row["customer_id"],
            "phone": row["phone"] or row["mobile"],
            "email": row["email"],
            "vat": row["vat"],
            "lang": _language(row),
            "user_id": users.get(row["salesperson_id"]),
            "partner_latitude": float(row["lat"]),
            "partner_longitude": float(row["lon"]),
            "category_id": [(6, 0, [tags[row[c]] for c in ("industry", "segment") if row[c]])],
        }
        for row in rows
    ]
    partners = env["res.partner"].create(values)
    sample.keep(partners, [row["customer_id"] for row in rows])
    ids = {row["customer_id"]: partner for row, partner in zip(rows, partners, strict=True)}
    for row in rows:
        if row["parent_id"]:
            ids[row["customer_id"]].parent_id = ids[row["parent_id"]]


def contacts(env, sample):
    """People at the customers."""
    rows = sample.rows("contacts")
    partners = sample.ids(env, "res.partner")
    values = [
        {
            "name": sample.name_of(row),
            "parent_id": partners[row["customer_id"]],
            "type": "contact",
            "function": row["job_title"],
            "email": row["email"],
            "phone": row["mobile"],
            "lang": _language(row),
        }
        for row in rows
    ]
    sample.keep(env["res.partner"].create(values), [row["contact_id"] for row in rows])


def products(env, sample):
    """Products."""
    rows = sample.rows("products")
    categories = {}
    for name in sorted({row["category"] for row in rows}):
        categories[name] = env["product.category"].create({"name": name}).id
    units = {"hour": "uom.product_uom_hour"}
    taxes = sample.ids(env, "account.tax")
    published = {"is_published": True} if "is_published" in env["product.template"]._fields else {}
    values = [
        published
        | {
            "name": row["name"],
            "default_code": row["sku"],
            "type": KINDS[row["type"]],
            "categ_id": categories[row["category"]],
            "list_price": float(row["list_price"]),
            "standard_price": float(row["cost"]),
            "weight": float(row["weight_kg"] or 0),
            "uom_id": env.ref(units.get(row["unit"], "uom.product_uom_unit")).id,
            "invoice_policy": "order",
            "taxes_id": [(6, 0, [taxes[f"tax_{int(float(row['tax_rate']))}"]])],
        }
        for row in rows
    ]
    made = env["product.product"].create(values)
    sample.keep(made, [row["product_id"] for row in rows])
    for product, row in zip(made, rows, strict=True):
        if row["name_zh"]:
            product.with_context(lang="zh_CN").name = row["name_zh"]


def portal_customer(env, sample):
    """A customer with a login: the contact of the customer with most orders."""
    counts = {key: len(rows) for key, rows in _grouped(sample.rows("orders"), "customer_id").items()}
    people = [row for row in sample.rows("contacts") if row["email"]]
    row = max(people, key=lambda one: (counts.get(one["customer_id"], 0), one["contact_id"]))
    user = env["res.users"].create(
        {
            "name": sample.name_of(row),
            "partner_id": sample.find(env, row["contact_id"]).id,
            "login": row["email"],
            "password": PASSWORD,
            "group_ids": [(6, 0, [env.ref("base.group_portal").id])],
        }
    )
    sample.keep(user, ["portal_customer"])


def orders(env, sample):
    """Quotations and orders, with the dates they really had."""
    rows = sample.rows("orders")
    lines_of = _grouped(sample.rows("order_lines"), "order_id")
    partners, users = sample.ids(env, "res.partner"), sample.ids(env, "res.users")
    goods, taxes = sample.ids(env, "product.product"), sample.ids(env, "account.tax")
    terms = _payment_terms(env, {row["payment_term_days"] for row in rows})
    done = 0
    for batch in batches(rows, 200):
        values = [
            {
                "partner_id": partners[row["customer_id"]],
                "user_id": users.get(row["salesperson_id"]),
                "date_order": row["ordered_at"],
                "client_order_ref": row["order_id"],
                "payment_term_id": terms[row["payment_term_days"]],
                "order_line": [
                    (
                        0,
                        0,
                        {
                            "product_id": goods[line["product_id"]],
                            "product_uom_qty": float(line["quantity"]),
                            "price_unit": float(line["unit_price"]),
                            "discount": float(line["discount_percent"] or 0),
                            "tax_ids": [(6, 0, [taxes[f"tax_{int(float(line['tax_rate']))}"]])],
                        },
                    )
                    for line in lines_of.get(row["order_id"], [])
                ],
            }
            for row in batch
        ]
        made = env["sale.order"].create(values)
        sample.keep(made, [row["order_id"] for row in batch])
        sample.keep(
            made.order_line, [line["order_line_id"] for row in batch for line in lines_of.get(row["order_id"], [])]
        )
        by_state = _grouped([row | {"record": order} for row, order in zip(batch, made, strict=True)], "state")
        confirmed = env["sale.order"].union(*(row["record"] for row in by_state.get("sale", [])))
        env["sale.order"].union(*(row["record"] for row in by_state.get("sent", []))).write({"state": "sent"})
        env["sale.order"].union(*(row["record"] for row in by_state.get("cancel", []))).write({"state": "cancel"})
        if confirmed:
            confirmed.action_confirm()
        env.flush_all()
        # Confirming sets the date to now; the order was really confirmed when it was placed.
        env.cr.execute_values(
            "UPDATE sale_order o SET date_order = v.day::timestamp, create_date = v.day::timestamp"
            " FROM (VALUES %s) AS v(id, day) WHERE o.id = v.id",
            [(order.id, row["ordered_at"]) for order, row in zip(made, batch, strict=True)],
        )
        env.invalidate_all()
        done += len(batch)
        sample.at(f"orders {done} of {len(rows)}")


def _payment_terms(env, days):
    terms = {}
    for count in sorted(days, key=int):
        name = f"{count} days" if int(count) else "Immediate payment"
        terms[count] = (
            env["account.payment.term"]
            .create(
                {"name": name, "line_ids": [(0, 0, {"value": "percent", "value_amount": 100, "nb_days": int(count)})]}
            )
            .id
        )
    return terms


def invoices(env, sample, rows, lines_of):
    """Posted invoices and credit notes, tied to the order lines they are for."""
    partners, order_lines = sample.ids(env, "res.partner"), sample.ids(env, "sale.order.line")
    moves = sample.ids(env, "account.move")
    values = []
    for row in rows:
        lines = lines_of.get(row["invoice_id"], [])
        sold = env["sale.order.line"].browse([order_lines[line["order_line_id"]] for line in lines])
        values.append(
            {
                "move_type": "out_refund" if row["type"] == "credit_note" else "out_invoice",
                "partner_id": partners[row["customer_id"]],
                "invoice_date": row["invoiced_on"],
                "date": row["invoiced_on"],
                "invoice_date_due": row["due_on"] or row["invoiced_on"],
                "invoice_payment_term_id": False,
                "invoice_origin": sold.order_id[:1].name,
                "invoice_user_id": sold.order_id[:1].user_id.id,
                "ref": row["invoice_id"],
                "reversed_entry_id": moves.get(row["credited_invoice_id"]),
                "invoice_line_ids": [
                    (0, 0, _invoice_line(line, order_line)) for line, order_line in zip(lines, sold, strict=True)
                ],
            }
        )
    made = env["account.move"].create(values)
    made.action_post()
    sample.keep(made, [row["invoice_id"] for row in rows])


def _invoice_line(row, order_line):
    quantity = float(row["quantity"])
    return {
        "product_id": order_line.product_id.id,
        "name": order_line.name,
        "quantity": quantity,
        "price_unit": order_line.price_unit,
        "discount": order_line.discount,
        "tax_ids": [(6, 0, order_line.tax_ids.ids)],
        "sale_line_ids": [(6, 0, order_line.ids)],
    }


def payments(env, sample, rows, payments_of):
    """Payments of these invoices, reconciled with them; a credit note is netted with its invoice."""
    journal = env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", env.company.id)], limit=1)
    moves = sample.ids(env, "account.move")
    paid = [row for bill in rows for row in payments_of.get(bill["invoice_id"], [])]
    values = [
        {
            "payment_type": row["direction"],
            "partner_type": "customer",
            "partner_id": env["account.move"].browse(moves[row["invoice_id"]]).commercial_partner_id.id,
            "amount": _amount(row, env["account.move"].browse(moves[row["invoice_id"]])),
            "date": row["paid_on"],
            "journal_id": journal.id,
            "memo": f"{row['payment_id']} ({row['method']})",
            "outstanding_account_id": journal.default_account_id.id,
        }
        for row in paid
    ]
    made = env["account.payment"].create(values)
    made.action_post()
    sample.keep(made, [row["payment_id"] for row in paid])
    plan = [
        _open_lines(payment.move_id | env["account.move"].browse(moves[row["invoice_id"]]))
        for payment, row in zip(made, paid, strict=True)
    ]
    for bill in rows:
        if bill["credited_invoice_id"] and bill["invoice_id"] not in payments_of:
            both = [moves[bill["credited_invoice_id"]], moves[bill["invoice_id"]]]
            plan.append(_open_lines(env["account.move"].browse(both)))
    env["account.move.line"]._reconcile_plan([lines for lines in plan if len(lines) > 1])


def _amount(row, bill):
    """What was paid. Odoo rounds some taxes a cent away from the company's books: such a cent is no open balance."""
    amount = float(row["amount"])
    return bill.amount_residual if abs(bill.amount_residual - amount) < 0.05 else amount


def _open_lines(moves):
    return moves.line_ids.filtered(
        lambda line: line.account_id.account_type == "asset_receivable" and not line.reconciled
    )
