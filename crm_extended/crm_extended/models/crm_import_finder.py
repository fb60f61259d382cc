import pytz

from odoo import Command, api, fields, models
from odoo.tools import email_normalize

from ..engine.import_file import Unreadable, normal, read_day, read_moment, read_number, read_yes

NAMED = ("name", "function", "phone", "vat", "ref", "website", "street", "street2", "city", "zip")


class CrmImportFinder(models.AbstractModel):
    """Turns the texts of a row into values of a record. What many rows name is looked up once for all of them."""

    _name = "crm.import.finder"
    _description = "Values of Imported Rows"

    @api.model
    def _begin(self, kind, contents):
        """A finder for these rows: {target: text} each."""
        return Finder(self.env, kind, contents)


class Finder:
    """Looks everything up with the rights of whoever imports: whom he may not see he can not write to."""

    def __init__(self, env, kind, contents):
        self.env, self.kind = env, kind
        self.countries = self._find_countries() if self._given(contents, "country") else {}
        self.users = self._find_users() if self._given(contents, "owner") else {}
        self.tags = self._find_tags(self._given(contents, "tags"))
        self.by_name = self._find_partners("name", self._given(contents, "company"))
        self.by_ref = self._find_partners("ref", self._given(contents, "ref") | self._given(contents, "company"))
        emails = {mail for text in self._given(contents, "email") if (mail := email_normalize(text))}
        self.by_email = self._find_partners("email_normalized", emails)
        self.by_vat = self._find_partners("vat", self._given(contents, "vat"))
        phones = {number for text in self._given(contents, "phone") if (number := self._e164(text))}
        self.by_phone = self._find_partners("phone_sanitized", phones) if kind == "touchpoint" else {}

    @staticmethod
    def _given(contents, target):
        return {values[target] for values in contents if values.get(target)}

    def _find_countries(self):
        known = {}
        for lang in ("en_US", self.env.lang or "en_US", "zh_CN"):
            for country in self.env["res.country"].with_context(lang=lang).search([]):
                known[normal(country.name)] = country.id
                known[normal(country.code or "")] = country.id
        # What people write for the most frequent ones.
        for short, code in (("中国大陆", "cn"), ("prchina", "cn"), ("england", "gb"), ("america", "us"), ("uk", "gb")):
            known.setdefault(short, known.get(code))
        return known

    def _find_users(self):
        known = {}
        # sudo: colleagues' names and logins are no secret to a colleague who assigns work.
        for user in self.env["res.users"].sudo().search([("share", "=", False)]):
            if self.env.company in user.company_ids:
                for name in (user.login, user.email, user.name):
                    known.setdefault(normal(name or ""), user.id)
        return known

    def _find_tags(self, texts):
        model = {"customer": "res.partner.category", "contact": "res.partner.category", "lead": "crm.tag"}.get(
            self.kind
        )
        names = {name.strip() for text in texts for name in text.replace("，", ",").replace(";", ",").split(",")} - {""}
        if not model or not names:
            return {}
        known = {tag.name: tag.id for tag in self.env[model].search([("name", "in", list(names))])}
        missing = sorted(names - known.keys())
        return known | dict(zip(missing, self.env[model].create([{"name": name} for name in missing]).ids, strict=True))

    def _find_partners(self, field, values):
        """{value: partners that have it}."""
        found = {}
        if values:
            domain = [(field, "in", list(values)), ("company_id", "in", [self.env.company.id, False])]
            for partner in self.env["res.partner"].search_fetch(domain, [field, "is_company", "parent_id"]):
                found[partner[field]] = found.get(partner[field], partner.browse()) | partner
        return found

    def _e164(self, text):
        return self.env["res.partner"]._phone_format(
            number=text, country=self.env.company.country_id, force_format="E164", raise_exception=False
        )

    # One value

    def _email(self, text):
        if text and not email_normalize(text):
            raise Unreadable("email", text)
        return text

    def _look_up(self, known, text, code):
        if text and not known.get(normal(text)):
            raise Unreadable(code, text)
        return known.get(normal(text)) if text else False

    def _tag_ids(self, text):
        names = (name.strip() for name in (text or "").replace("，", ",").replace(";", ",").split(","))
        return [Command.set([self.tags[name] for name in names if name])]

    def _word(self, field, text):
        """A value of a selection by its key or its name in either language."""
        if not text:
            return False
        wanted = normal(text)
        for lang in (self.env.lang or "en_US", "en_US", "zh_CN"):
            env = self.env(context={**self.env.context, "lang": lang})
            for value, name in env["crm.touchpoint"]._fields[field]._description_selection(env):
                if wanted in (normal(value), normal(name)):
                    return value
        raise Unreadable("word", text)

    def _company(self, text):
        """The company a row belongs to, by name or reference."""
        found = self.by_ref.get(text) or self.by_name.get(text) or self.env["res.partner"]
        companies = found.filtered("is_company") or found.commercial_partner_id
        if len(companies) != 1:
            raise Unreadable("companies" if companies else "company", text)
        return companies

    # One row: (values, record that is there already)

    def _prepare_person(self, values):
        if not values.get("name"):
            raise Unreadable("missing", "name")
        vals = {name: values[name] for name in NAMED if values.get(name)}
        vals |= {
            "email": self._email(values.get("email")),
            "country_id": self._look_up(self.countries, values.get("country"), "country"),
            "comment": values.get("note"),
            "company_id": False,
        }
        if values.get("tags"):
            vals["category_id"] = self._tag_ids(values["tags"])
        return {name: value for name, value in vals.items() if value}

    def prepare_customer(self, values):
        vals = self._prepare_person(values)
        vals["is_company"] = read_yes(values["is_company"]) if values.get("is_company") else True
        if owner := self._look_up(self.users, values.get("owner"), "owner"):
            vals["user_id"] = owner
        twins = self.by_vat.get(values.get("vat")) or self.by_ref.get(values.get("ref"))
        twins = twins or self.by_email.get(email_normalize(values.get("email") or "") or None)
        same_kind = twins and twins.filtered(lambda twin: twin.is_company == vals["is_company"] and not twin.parent_id)
        return vals, same_kind and same_kind[0]

    def prepare_contact(self, values):
        vals = self._prepare_person(values)
        if values.get("company"):
            vals["parent_id"] = self._company(values["company"]).id
        twins = self.by_email.get(email_normalize(values.get("email") or "") or None, self.env["res.partner"])
        twins = twins.filtered(lambda twin: not twin.is_company and twin.parent_id.id == vals.get("parent_id", False))
        return vals, twins[:1]

    def prepare_lead(self, values):
        name = values.get("name") or values.get("company") or values.get("contact")
        if not name:
            raise Unreadable("missing", "name")
        found = self.by_email.get(email_normalize(values.get("email") or "") or None, self.env["res.partner"])
        vals = {
            "name": name,
            "type": "lead" if self.env.user.has_group("crm.group_use_lead") else "opportunity",
            "partner_id": found.id if len(found) == 1 else False,
            "partner_name": values.get("company"),
            "contact_name": values.get("contact"),
            "email_from": self._email(values.get("email")),
            "phone": values.get("phone"),
            "city": values.get("city"),
            "country_id": self._look_up(self.countries, values.get("country"), "country"),
            "expected_revenue": read_number(values["revenue"]) if values.get("revenue") else False,
            "date_deadline": read_day(values["deadline"]) if values.get("deadline") else False,
            "description": values.get("note"),
            "company_id": self.env.company.id,
        }
        if values.get("owner"):
            vals["user_id"] = self._look_up(self.users, values["owner"], "owner")
        if values.get("tags"):
            vals["tag_ids"] = self._tag_ids(values["tags"])
        if values.get("source"):
            vals["source_id"] = self.env["utm.mixin"]._find_or_create_record("utm.source", values["source"]).id
        return {name: value for name, value in vals.items() if value}, None

    def prepare_touchpoint(self, values):
        if not values.get("when"):
            raise Unreadable("missing", "when")
        vals = {
            "partner_id": self._customer(values).id,
            "company_id": self.env.company.id,
            "occurred_at": self._to_utc(read_moment(values["when"])),
            "channel": self._word("channel", values.get("channel")) or "office",
            "kind": self._word("kind", values.get("kind")) or "other",
            "direction": self._word("direction", values.get("direction")) or "out",
            "subject": (values.get("subject") or "")[:250],
            "detail": (values.get("detail") or "")[:2000],
            "user_id": self._look_up(self.users, values.get("owner"), "owner"),
        }
        if values.get("amount"):
            vals |= {"amount": read_number(values["amount"]), "currency_id": self.env.company.currency_id.id}
        return vals, None

    def _customer(self, values):
        """Who took part, by the surest of what the row says."""
        ways = (
            (self.by_ref, values.get("ref")),
            (self.by_email, email_normalize(values.get("email") or "") or None),
            (self.by_phone, self._e164(values["phone"]) if values.get("phone") else None),
        )
        for known, value in ways:
            if value:
                found = known.get(value, self.env["res.partner"])
                if len(found) > 1:
                    raise Unreadable("customers", value)
                if found:
                    return found
        named = next((values[name] for name in ("company", "ref", "email", "phone") if values.get(name)), None)
        if not named:
            raise Unreadable("missing", "company")
        if not values.get("company"):
            raise Unreadable("customer", named)
        return self._company(values["company"])

    def _to_utc(self, moment):
        """The times of a file are those of its reader's clock."""
        zone = pytz.timezone(self.env.user.tz or "UTC")
        moment = zone.localize(moment).astimezone(pytz.utc).replace(tzinfo=None)
        if moment > fields.Datetime.now():
            raise Unreadable("future", fields.Datetime.to_string(moment))
        return moment
