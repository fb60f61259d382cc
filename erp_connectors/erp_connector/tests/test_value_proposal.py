from odoo.tests import tagged

from .paper_books import PaperCase


@tagged("post_install", "-at_install")
class TestValueProposal(PaperCase):
    def wizard(self):
        wizard = self.env["erp.value.proposal"].with_user(self.manager).with_company(self.company)
        return wizard.with_context(default_backend_id=self.backend.id).create({})

    def test_taxes_in_use_are_proposed_first_because_a_rule_needs_them(self):
        self.tax("VAT 13%", 13)
        wizard = self.wizard()
        first = wizard.line_ids[0]
        self.assertEqual((first.name, first.odoo_value, first.needed), ("tax", "VAT 13%", True))
        self.assertFalse(wizard.line_ids.filtered(lambda line: line.name == "currency").needed)

    def test_what_has_been_filled_in_is_kept_and_not_proposed_again(self):
        wizard = self.wizard()
        line = wizard.line_ids.filtered(lambda line: line.name == "currency")
        self.assertEqual(line.odoo_value, self.company.currency_id.name)
        line.erp_value = " 142 "
        wizard.action_save()
        pairs = [(entry.name, entry.odoo_value, entry.erp_value) for entry in self.backend.value_map_ids]
        self.assertEqual(pairs, [("currency", self.company.currency_id.name, "142")])
        self.assertNotIn("currency", self.wizard().line_ids.mapped("name"))

    def test_two_people_saving_the_same_proposal_make_one_pair(self):
        wizards = [self.wizard(), self.wizard()]
        for wizard in wizards:
            wizard.line_ids.filtered(lambda line: line.name == "currency").erp_value = "142"
            wizard.action_save()
        self.assertEqual(len(self.backend.value_map_ids), 1)
