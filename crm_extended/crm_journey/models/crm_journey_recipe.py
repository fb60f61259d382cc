from odoo import api, models


class CrmJourney(models.Model):
    """Journeys that are ready to be adapted: the usual ones need not be invented anew."""

    _inherit = "crm.journey"

    @api.model
    def _select_recipes(self):
        """[(key, name)] of the recipes. Hook: an addon that brings events brings recipes for them."""
        return [
            ("welcome", self.env._("Welcome a new lead")),
            ("seminar", self.env._("After a seminar")),
            ("browse", self.env._("Browsed but not bought")),
            ("winback", self.env._("Win back a silent customer")),
            ("lost", self.env._("A second chance after a lost opportunity")),
        ]

    @api.model
    def _create_from_recipe(self, key, **values):
        """A draft journey with its steps and messages, in the language of the user."""
        recipe = getattr(self, f"_prepare_recipe_{key}")()
        steps = recipe.pop("steps")
        journey = self.create({"name": dict(self._select_recipes())[key], **recipe, **values})
        made = {}
        for number, (name, step) in enumerate(steps.items()):
            links = ("then_id", "otherwise_id", "about_id")
            plain = {field: value for field, value in step.items() if field not in (*links, "text")}
            made[name] = self.env["crm.journey.step"].create(
                {"journey_id": journey.id, "sequence": number * 10, **plain}
            )
            if step["kind"] in ("mail", "sms"):
                # sudo: the placeholders are this file's own; users need the template editor's right for theirs.
                Mailing = self.env["mailing.mailing"].sudo()
                made[name].mailing_id = Mailing.create(journey._prepare_message(made[name], step))
        for name, step in steps.items():
            made[name].write(
                {field: made[step[field]].id for field in ("then_id", "otherwise_id", "about_id") if step.get(field)}
            )
        return journey

    def _prepare_message(self, step, recipe):
        body = "".join(f"<p>{text}</p>" for text in recipe["text"])
        if step.kind == "sms":
            return {**step._prepare_mailing_values(), "body_plaintext": " ".join(recipe["text"])}
        return {**step._prepare_mailing_values(), "body_arch": body, "body_html": body}

    def _prepare_recipe_welcome(self):
        hello = self.env._("Hello %(name)s,", name="<t t-out='object.name'/>")
        return {
            "entry": "event",
            "event_kind": "lead",
            "create_contact": True,
            "stop_on_order": True,
            "stop_on_reply": True,
            "stop_on_meeting": True,
            "steps": {
                "hello": {
                    "kind": "mail",
                    "name": self.env._("Thank you for your interest"),
                    "then_id": "read",
                    "text": [hello, self.env._("thank you for asking us. Your contact will get in touch shortly.")],
                },
                "read": {
                    "kind": "branch",
                    "name": self.env._("Has it been read?"),
                    "condition": "open",
                    "delay": 3,
                    "then_id": "call",
                    "otherwise_id": "again",
                },
                "call": {"kind": "call", "name": self.env._("Call: what exactly is needed?")},
                "again": {
                    "kind": "mail",
                    "name": self.env._("May we help you?"),
                    "then_id": "pause",
                    "text": [hello, self.env._("do you still have questions? A short answer is enough.")],
                },
                "pause": {"kind": "wait", "name": self.env._("A week"), "delay": 7, "then_id": "ask"},
                "ask": {"kind": "task", "name": self.env._("Decide: keep or drop this lead")},
            },
        }

    def _prepare_recipe_seminar(self):
        hello = self.env._("Hello %(name)s,", name="<t t-out='object.name'/>")
        return {
            "entry": "event",
            "event_kind": "registration",
            "reentry": "source",
            "stop_on_order": True,
            "steps": {
                "came": {
                    "kind": "branch",
                    "name": self.env._("Did they come?"),
                    "condition": "touch",
                    "touch_kind": "attendance",
                    "delay": 60,
                    "then_id": "thanks",
                    "otherwise_id": "missed",
                },
                "thanks": {
                    "kind": "mail",
                    "name": self.env._("Thank you for coming"),
                    "then_id": "pause",
                    "text": [hello, self.env._("it was good to have you with us. Here is what was shown.")],
                },
                "pause": {"kind": "until", "name": self.env._("On a workday"), "until_days": "work", "then_id": "call"},
                "call": {"kind": "call", "name": self.env._("Call: how was the seminar?")},
                "missed": {
                    "kind": "mail",
                    "name": self.env._("We missed you"),
                    "text": [
                        hello,
                        self.env._("what a pity that you could not come. The next dates are on our website."),
                    ],
                },
            },
        }

    def _prepare_recipe_browse(self):
        hello = self.env._("Hello %(name)s,", name="<t t-out='object.name'/>")
        return {
            "entry": "event",
            "event_kind": "view",
            "event_channel": "shop",
            "reentry": "source",
            "stop_on_reply": True,
            "steps": {
                "bought": {
                    "kind": "branch",
                    "name": self.env._("Bought within a day?"),
                    "condition": "bought",
                    "same_product": True,
                    "delay": 24,
                    "delay_unit": "hours",
                    "otherwise_id": "offer",
                },
                "offer": {
                    "kind": "mail",
                    "name": self.env._("Are you still thinking about it?"),
                    "then_id": "later",
                    "text": [
                        hello,
                        self.env._("you have looked at something in our shop. Do you have a question about it?"),
                        "<t t-if='object.journey_coupon_code'>"
                        + self.env._(
                            "This code is yours: %(code)s", code="<b><t t-out='object.journey_coupon_code'/></b>"
                        )
                        + "</t>",
                    ],
                },
                "later": {
                    "kind": "branch",
                    "name": self.env._("Bought within a week?"),
                    "condition": "bought",
                    "same_product": True,
                    "delay": 7,
                    "otherwise_id": "task",
                },
                "task": {"kind": "task", "name": self.env._("Ask whether the product is still of interest")},
            },
        }

    def _prepare_recipe_winback(self):
        hello = self.env._("Hello %(name)s,", name="<t t-out='object.name'/>")
        return {
            "entry": "silent",
            "reentry": "days",
            "stop_on_order": True,
            "stop_on_reply": True,
            "steps": {
                "miss": {
                    "kind": "mail",
                    "name": self.env._("We have not heard from you for long"),
                    "then_id": "read",
                    "text": [hello, self.env._("is there anything we can do better for you? We would like to know.")],
                },
                "read": {
                    "kind": "branch",
                    "name": self.env._("Has it been read?"),
                    "condition": "open",
                    "delay": 5,
                    "then_id": "soon",
                    "otherwise_id": "call",
                },
                "soon": {"kind": "wait", "name": self.env._("Two days"), "delay": 2, "then_id": "call"},
                "call": {
                    "kind": "call",
                    "name": self.env._("Call: why have they stopped ordering?"),
                    "then_id": "month",
                },
                "month": {"kind": "wait", "name": self.env._("A month"), "delay": 30, "then_id": "last"},
                "last": {"kind": "task", "name": self.env._("Decide: visit or give up")},
            },
        }

    def _prepare_recipe_lost(self):
        hello = self.env._("Hello %(name)s,", name="<t t-out='object.name'/>")
        return {
            "entry": "lost",
            "reentry": "days",
            "stop_on_order": True,
            "stop_on_reply": True,
            "steps": {
                "again": {
                    "kind": "mail",
                    "name": self.env._("Has anything changed?"),
                    "then_id": "read",
                    "text": [hello, self.env._("some time ago you decided otherwise. How do you see it today?")],
                },
                "read": {
                    "kind": "branch",
                    "name": self.env._("Has a link been clicked?"),
                    "condition": "click",
                    "delay": 7,
                    "then_id": "call",
                },
                "call": {"kind": "call", "name": self.env._("Call: is there a second chance?")},
            },
        }
