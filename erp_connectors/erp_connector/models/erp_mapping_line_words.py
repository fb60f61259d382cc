from odoo import models

from ..engine.mapping import Rule


class ErpMappingLine(models.Model):
    """A rule as the engine sees it, and its faults in words."""

    _inherit = "erp.mapping.line"

    def _rule(self):
        """engine.mapping.Rule of this line."""
        self.ensure_one()
        return Rule(
            target=self.target or "",
            kind=self.rule or "field",
            source=self.source or "",
            map_name=self.map_name or "",
            required=self.required,
            max_length=self.max_length,
            cut=self.cut,
            default=self.default_value or "",
        )

    def _problem_words(self, reason, value):
        """Sentence for a Problem of engine.mapping_file."""
        say = self.env._
        columns = "target, rule, source, map, default, required, max_length, cut"
        kinds = "field, fixed, reference, map, expression"
        return {
            "empty": lambda: say("the file has no rules."),
            "no_columns": lambda: say("the column “%s” is missing.", value),
            "unknown_column": lambda: say("unknown column “%(name)s”; there are: %(all)s.", name=value, all=columns),
            "twice": lambda: say("the column “%s” is there twice.", value),
            "target": lambda: say("“%s” is not a field of the ERP; write for example town or lines[].qty.", value),
            "target_twice": lambda: say("“%s” is filled by two rules.", value),
            "rule": lambda: say("unknown rule “%(name)s”; there are: %(all)s.", name=value, all=kinds),
            "no_source": lambda: say("the rule for “%s” does not say what to take.", value),
            "no_map": lambda: say("the rule for “%s” needs a value map.", value),
            "yes_no": lambda: say("“%s” is neither yes nor no.", value),
            "number": lambda: say("“%s” is not a whole number.", value),
            "row_source": lambda: say(
                "“%s” has many rows; fill a field of each line with it (lines[]. in front).", value
            ),
            "expression": lambda: say("the expression cannot be read: %s", value),
            "cells": lambda: say("more cells than columns (%s); put quotes around texts with commas.", value),
            "too_many": lambda: say("more than %s rules.", value),
        }[reason]()
