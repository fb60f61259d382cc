from functools import lru_cache

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.safe_eval import safe_eval

from ..engine.dialect import Settings
from ..engine.mapping import Rule
from ..engine.secret_box import mask
from ..outbox.profile import Profile
from ..soap.faults import outcome_of


@lru_cache(maxsize=1024)
def _compiled(expression):
    """The expression as a function of document and line: a message evaluates the same few for each of its lines.

    safe_eval refuses attributes with underscores, imports and the like. The line breaks keep a comment a comment.
    """
    return safe_eval(f"lambda document, line: (\n{expression}\n)")


class ErpBackend(models.Model):
    """How a backend finds its dialect, and the doors a person uses to try it."""

    _inherit = "erp.backend"

    @api.model
    def _dialect_classes(self):
        """{code: class} of the dialects whose addons are installed. An addon extends this and the selection."""
        return {}

    def _dialect_class(self):
        self.ensure_one()
        found = self._dialect_classes().get(self.dialect)
        if found is None:
            raise UserError(self.env._("The addon for the ERP of “%s” is not installed.", self.name))
        return found

    def _prepare_settings(self):
        """engine.dialect.Settings of this backend; the only place where secrets are plain."""
        self.ensure_one()
        # sudo: login is behind a field group; workers and the connection test read it on the system's behalf.
        backend = self.sudo()
        return Settings(
            url=backend.url.rstrip("/"),
            login=backend.login or "",
            password=backend._unsealed("password_sealed"),
            token=backend._unsealed("token_sealed"),
            company=backend.erp_company or "",
            timeout=backend.timeout,
            verify=(backend.ca_bundle or True) if backend.verify_tls else False,
            client_certificate=backend.client_certificate or "",
            options=backend._prepare_options(),
        )

    def _prepare_options(self):
        """Options of one dialect; its addon adds fields and extends this."""
        return {}

    def _prepare_profile(self):
        """Everything a lane needs, read once; see outbox.profile."""
        self.ensure_one()
        return Profile(
            backend_id=self.id,
            dialect_class=self._dialect_class(),
            settings=self._prepare_settings(),
            rules=self._prepare_rules(),
            maps=self._prepare_maps(),
            evaluate=self._evaluate,
            lanes=min(self.lanes, self._dialect_class().parallel) or 1,
            batch=self.batch,
            settle=self.settle,
            max_attempts=self.max_attempts,
            ask_first=self.ask_first,
            read_back=self.read_back,
            confirm_within=self.confirm_within * 60.0,
        )

    @staticmethod
    def _evaluate(expression, names):
        """Value of a mapping expression; names: {"document": dict, "line": dict}."""
        return _compiled(expression)(**names)

    def _prepare_rules(self):
        """{kind: [Rule]} from the mappings that a person may have changed."""
        return {
            mapping.kind: [
                Rule(
                    target=line.target,
                    kind=line.rule,
                    source=line.source or "",
                    map_name=line.map_name or "",
                    required=line.required,
                    max_length=line.max_length,
                    cut=line.cut,
                    default=line.default_value or "",
                )
                for line in mapping.line_ids
            ]
            for mapping in self.mapping_ids
        }

    def _prepare_maps(self):
        maps = {}
        for entry in self.value_map_ids:
            maps.setdefault(entry.name, {})[entry.odoo_value] = entry.erp_value
        return maps

    def action_check_connection(self):
        """Button: log in and do one harmless read; the answer in words."""
        self.ensure_one()
        self.check_access("write")
        dialect = self._dialect_class()(self._prepare_settings())
        try:
            words = dialect.check()
        except UserError:
            raise
        except Exception as error:  # anything may come out of a foreign server; the user gets words
            outcome = outcome_of(error, dialect.exchange)
            raise UserError(
                self.env._(
                    "%(backend)s does not work yet: %(problem)s (%(code)s)",
                    backend=self.name,
                    problem=self._say(mask(outcome.text, dialect.settings.secrets)),
                    code=outcome.code,
                )
            ) from None
        finally:
            dialect.close()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success", "message": self._say(words), "title": self.name},
        }

    def action_load_mapping(self):
        """Button: bring the mappings and value maps back to what the dialect ships."""
        for backend in self:
            dialect = backend._dialect_class()
            backend.mapping_ids.unlink()
            for kind in dialect.flows_out:
                backend.mapping_ids.create(backend._prepare_mapping(kind, dialect.default_mapping(kind)))
            known = {(entry.name, entry.odoo_value) for entry in backend.value_map_ids}
            backend.value_map_ids.create(
                [
                    {"backend_id": backend.id, "name": name, "odoo_value": ours, "erp_value": theirs}
                    for name, values in dialect.default_maps().items()
                    for ours, theirs in values.items()
                    if (name, ours) not in known
                ]
            )
        return True

    def _prepare_mapping(self, kind, rules):
        lines = [
            {
                "sequence": number,
                "target": rule.target,
                "rule": rule.kind,
                "source": rule.source,
                "map_name": rule.map_name,
                "required": rule.required,
                "max_length": rule.max_length,
                "cut": rule.cut,
                "default_value": rule.default,
            }
            for number, rule in enumerate(rules, 1)
        ]
        return {"backend_id": self.id, "kind": kind, "line_ids": [(0, 0, line) for line in lines]}

    @api.model_create_multi
    def create(self, vals_list):
        backends = super().create(vals_list)
        for backend in backends.filtered(lambda backend: not backend.mapping_ids):
            backend.action_load_mapping()
        return backends

    def action_go_live(self):
        for backend in self:
            backend.action_check_connection()
            backend.state = "live"
        self._wake()
        return True

    def action_pause(self):
        self.state = "paused"
        return True
