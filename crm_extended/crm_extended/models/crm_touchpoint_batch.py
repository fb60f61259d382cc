import re

from odoo import api, fields, models
from odoo.tools import email_normalize

from ..engine import touchpoint_batch

BATCH_LIMIT = 5000
SOURCE_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,59}")


class CrmTouchpoint(models.Model):
    """The door for other systems: a batch in, an account of each row out."""

    _inherit = "crm.touchpoint"

    @api.model
    def _receive_batch(self, body, batch_key=None):
        """Record a batch {"source": name, "touchpoints": [rows]} and return (HTTP status, answer).

        The answer counts what was created and what was known already, and names each refused row by its place.
        A row's key is unique within source and company for ever; the same key with another content is refused.
        """
        if not self.env.user.has_group("crm_extended.group_touchpoint_api"):
            return 403, {"error": self.env._("This user may not send touchpoints.")}
        problem = self._check_batch(body, batch_key)
        if problem:
            return problem
        good, refused = touchpoint_batch.read(
            body["touchpoints"],
            self._fields["channel"].get_values(self.env),
            self._fields["kind"].get_values(self.env),
            fields.Datetime.now(),
            batch_key,
        )
        partners = self._find_identities({row.identity for _place, row in good})
        currencies = self._find_currencies({row.currency for _place, row in good if row.currency})
        errors = [(place, refusal.code, refusal.field, refusal.value) for place, refusal in refused]
        rows = []
        for place, row in good:
            found = partners.get(row.identity, ())
            if len(found) != 1:
                errors.append(
                    (place, "ambiguous" if found else "no_customer", f"partner.{row.identity[0]}", row.identity[1])
                )
            elif row.currency and row.currency.upper() not in currencies:
                errors.append((place, "unknown", "currency", row.currency))
            else:
                rows.append((place, self._prepare_received(row, body["source"], found[0], currencies)))
        created = self._record([row for _place, row in rows])
        conflicts = self._find_conflicts(rows) if len(created) < len(rows) else []
        errors += [(place, "conflict", "key", key) for place, key in conflicts]
        return 200, {
            "created": len(created),
            "duplicates": len(rows) - len(created) - len(conflicts),
            "errors": [self._describe_refusal(*error) for error in sorted(errors, key=lambda error: error[0])],
        }

    @api.model
    def _check_batch(self, body, batch_key):
        """Return None for a batch that can be read, else (HTTP status, answer)."""
        if not isinstance(body, dict) or not isinstance(body.get("touchpoints"), list):
            return 400, {"error": self.env._("Send an object with “source” and a list of “touchpoints”.")}
        if not isinstance(body.get("source"), str) or not SOURCE_NAME.fullmatch(body["source"]):
            return 400, {
                "error": self.env._("“source” names your system: small letters, digits, dot, dash, at most 60.")
            }
        if len(body["touchpoints"]) > BATCH_LIMIT:
            return 413, {"error": self.env._("Send at most %(limit)s touchpoints at a time.", limit=BATCH_LIMIT)}
        if batch_key and len(batch_key) > 150:
            return 400, {"error": self.env._("The Idempotency-Key has at most 150 characters.")}
        return None

    @api.model
    def _prepare_received(self, row, source, partner_id, currencies):
        return {
            "partner_id": partner_id,
            "company_id": self.env.company.id,
            "occurred_at": row.occurred_at,
            "channel": row.channel,
            "kind": row.kind,
            "direction": row.direction,
            "subject": row.subject,
            "detail": row.detail,
            "amount": row.amount,
            "currency_id": currencies[row.currency.upper()] if row.currency else self.env.company.currency_id.id,
            "source_key": f"http:{self.env.company.id}:{source}:{row.key}",
        }

    @api.model
    def _find_identities(self, identities):
        """Return {identity: ids of the customers who have it}, one query per way of naming a customer.

        The search runs with the sender's own rights: whom he may not see he can not write to.
        """
        by_way = {}
        for way, value in identities:
            by_way.setdefault(way, set()).add(value)
        found = {}
        for way, values in by_way.items():
            field, normalised = self._normalise_identities(way, values)
            partners = self.env["res.partner"].search_fetch(
                [(field, "in", [v for v in normalised.values() if v])], [field]
            )
            owners = {}
            for partner in partners:
                owners.setdefault(partner[field], []).append(partner.id)
            for value, normal in normalised.items():
                found[way, value] = owners.get(normal, [])
        return found

    @api.model
    def _normalise_identities(self, way, values):
        """Return (field to search, {value as sent: value as stored})."""
        if way == "email":
            return "email_normalized", {value: email_normalize(value) for value in values}
        if way == "phone":
            country = self.env.company.country_id
            format_phone = self.env["res.partner"]._phone_format
            return "phone_sanitized", {v: format_phone(number=v, country=country, force_format="E164") for v in values}
        return way, {value: value for value in values}

    @api.model
    def _find_currencies(self, codes):
        codes = [code.upper() for code in codes]
        return {currency.name: currency.id for currency in self.env["res.currency"].search([("name", "in", codes)])}

    @api.model
    def _find_conflicts(self, rows):
        """Return [(place, key)] of rows whose key is known with another content."""
        keys = {row["source_key"]: (place, row) for place, row in rows}
        # sudo: a sender may be told that its own key was used, without a right to read the file.
        known = self.sudo().search_fetch(
            [("source_key", "in", list(keys))], ["source_key", "partner_id", "channel", "kind", "amount"]
        )
        conflicts = []
        for touchpoint in known:
            place, row = keys[touchpoint.source_key]
            same = all(
                (touchpoint[name].id if name == "partner_id" else touchpoint[name])
                == (row[name] or 0 if name == "amount" else row[name])
                for name in ("partner_id", "channel", "kind", "amount")
            )
            if not same:
                conflicts.append((place, row["source_key"].split(":", 3)[3]))
        return conflicts

    @api.model
    def _describe_refusal(self, place, code, field, value):
        """What the sender is told about one refused row, in the language of its user."""
        texts = {
            "not_an_object": self.env._("A touchpoint is an object."),
            "missing": self.env._("“%(field)s” is missing.", field=field),
            "unknown": self.env._("“%(field)s” does not know this value.", field=field),
            "not_a_text": self.env._("“%(field)s” must be a text.", field=field),
            "not_a_number": self.env._("“%(field)s” must be a number.", field=field),
            "not_a_moment": self.env._("“%(field)s” must be a time like 2026-03-01T08:00:00+08:00.", field=field),
            "too_long": self.env._("“%(field)s” has at most %(limit)s characters.", field=field, limit=value),
            "in_the_future": self.env._("“%(field)s” lies in the future.", field=field),
            "repeated": self.env._("This key stands twice in the batch; the first row was taken."),
            "no_customer": self.env._("No customer has this %(field)s.", field=field),
            "ambiguous": self.env._("Several customers have this %(field)s.", field=field),
            "conflict": self.env._("This key is already used for another touchpoint."),
        }
        return {"row": place, "code": code, "field": field, "message": texts[code]}
