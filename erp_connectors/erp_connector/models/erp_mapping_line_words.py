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
        columns = "target, rule, source, map, default, required, max_length, cut"
        kinds = "field, fixed, reference, map, expression"
        return {
            "empty": lambda: self.env._("the file has no rules."),
            "no_columns": lambda: self.env._("the column “%s” is missing.", value),
            "unknown_column": lambda: self.env._(
                "unknown column “%(name)s”; there are: %(all)s.", name=value, all=columns
            ),
            "twice": lambda: self.env._("the column “%s” is there twice.", value),
            "target": lambda: self.env._(
                "“%s” is not a field of the ERP; write for example town or lines[].qty.", value
            ),
            "target_twice": lambda: self.env._("“%s” is filled by two rules.", value),
            "rule": lambda: self.env._("unknown rule “%(name)s”; there are: %(all)s.", name=value, all=kinds),
            "no_source": lambda: self.env._("the rule for “%s” does not say what to take.", value),
            "no_map": lambda: self.env._("the rule for “%s” needs a value map.", value),
            "yes_no": lambda: self.env._("“%s” is neither yes nor no.", value),
            "number": lambda: self.env._("“%s” is not a whole number.", value),
            "row_source": lambda: self.env._(
                "“%s” has many rows; fill a field of each line with it (lines[]. in front).", value
            ),
            "expression": lambda: self.env._("the expression cannot be read: %s", value),
            "cells": lambda: self.env._("more cells than columns (%s); put quotes around texts with commas.", value),
            "too_many": lambda: self.env._("more than %s rules.", value),
        }[reason]()
