from odoo import api, models

from ..engine import documents


class ErpBackend(models.Model):
    """What an engine says in its own short words, said to a person in theirs."""

    _inherit = "erp.backend"

    @api.model
    def _all_field_words(self):
        """Our fields as a salesperson calls them, by their paths in engine.documents without the rows in front."""
        words = {
            "external_id": self.env._("Key in the ERP"),
            "name": self.env._("Name"),
            "is_company": self.env._("Is a Company"),
            "street": self.env._("Street"),
            "zip": self.env._("Postal Code"),
            "city": self.env._("City"),
            "state": self.env._("Province"),
            "country_code": self.env._("Country"),
            "phone": self.env._("Phone"),
            "email": self.env._("E-mail"),
            "website": self.env._("Website"),
            "vat": self.env._("Tax Number"),
            "language": self.env._("Language"),
            "reference": self.env._("Reference"),
            "code": self.env._("Internal Reference"),
            "type": self.env._("Type"),
            "barcode": self.env._("Barcode"),
            "unit": self.env._("Unit"),
            "price": self.env._("Price"),
            "tax_rate": self.env._("Tax Rate"),
            "category": self.env._("Category"),
            "weight": self.env._("Weight"),
            "number": self.env._("Number"),
            "customer": self.env._("Customer"),
            "customer_name": self.env._("Customer Name"),
            "customer_reference": self.env._("Customer's Order Number"),
            "date": self.env._("Date"),
            "requested_on": self.env._("Requested Delivery Date"),
            "currency": self.env._("Currency"),
            "payment_term": self.env._("Payment Term"),
            "salesperson": self.env._("Salesperson"),
            "untaxed": self.env._("Untaxed Amount"),
            "tax": self.env._("Tax"),
            "total": self.env._("Total"),
            "line_id": self.env._("Line Number"),
            "product": self.env._("Product"),
            "product_code": self.env._("Product Code"),
            "quantity": self.env._("Quantity"),
            "price_unit": self.env._("Unit Price"),
            "discount": self.env._("Discount"),
            "price_net": self.env._("Net Price"),
            "lines": self.env._("Lines"),
            "order_key": self.env._("Order Key"),
            "customer_id": self.env._("Customer"),
            "due": self.env._("Due Date"),
            "paid_on": self.env._("Paid On"),
            "product_ref": self.env._("Product Code"),
            "product_id": self.env._("Product"),
            **self._finance_field_words(),
        }
        return words | self._address_field_words(words)

    @api.model
    def _address_field_words(self, words):
        """What the others are called, below the addresses that have them as well."""
        own = {
            "street2": self.env._("Second Street Line"),
            "addresses": self.env._("Further Addresses"),
            "address_id": self.env._("Address Number"),
            "delivery_address": self.env._("Delivery Address"),
            "invoice_address": self.env._("Invoice Address"),
        }
        for address in ("delivery_address", "invoice_address"):
            for path in documents.paths("order"):
                group, dot, name = path.partition(".")
                if dot and group == address:
                    field = (words | own)[name]
                    own[path] = self.env._("%(address)s: %(field)s", address=own[address], field=field)
        return own

    @api.model
    def _finance_field_words(self):
        return {
            "order": self.env._("Order"),
            "order_number": self.env._("Order Number"),
            "reversed": self.env._("Reversed Invoice"),
            "reversed_number": self.env._("Number of the Reversed Invoice"),
            "receivable_account": self.env._("Receivable Account"),
            "account": self.env._("Account"),
            "account_name": self.env._("Account Name"),
            "tax_amount": self.env._("Tax Amount"),
            "taxes": self.env._("Taxes"),
            "base": self.env._("Taxed Amount"),
            "amount": self.env._("Amount"),
            "direction": self.env._("Direction"),
            "journal": self.env._("Journal"),
            "journal_name": self.env._("Journal Name"),
            "method": self.env._("Payment Method"),
            "memo": self.env._("Memo"),
            "invoices": self.env._("Invoices"),
            "invoice": self.env._("Invoice"),
            "period": self.env._("Period"),
            "partner": self.env._("Partner"),
            "partner_name": self.env._("Partner Name"),
            "debit": self.env._("Debit"),
            "credit": self.env._("Credit"),
            "amount_currency": self.env._("Amount in Currency"),
            "analytic": self.env._("Analytic Account"),
        }

    @api.model
    def _field_words(self, source):
        """“Tax Number” for vat, “Quantity” for lines[].quantity, nothing for what is not a field."""
        return self._all_field_words().get((source or "").rpartition("[].")[2], "")

    def _mapping_words(self, error):
        """(what is wrong, what to do) of a MappingError in the reader's language."""
        field = self._field_words(error.source) or error.source or error.field
        words = {
            "empty": lambda: (
                self.env._(
                    "“%(field)s” is empty, and the ERP needs it for “%(target)s”.", field=field, target=error.field
                ),
                self.env._("Fill it in on the record."),
            ),
            "unlinked": lambda: (
                self.env._("“%(field)s” is not known in the ERP yet.", field=field),
                self.env._("Send that record or match it first."),
            ),
            "unmapped": lambda: (
                self.env._("“%(value)s” has no counterpart in the ERP (%(field)s).", value=error.value, field=field),
                self.env._("Add it to the value maps of this backend."),
            ),
            "too_long": lambda: (
                self.env._(
                    "“%(field)s” is too long for “%(target)s” (%(length)s characters).",
                    field=field,
                    target=error.field,
                    length=error.value,
                ),
                self.env._("Shorten it, or let the mapping cut it."),
            ),
            "expression": lambda: (
                self.env._(
                    "The expression for “%(target)s” failed: %(problem)s", target=error.field, problem=error.value
                ),
                self.env._("Correct the expression in the mapping."),
            ),
        }.get(error.reason)
        if words is None:
            return str(error), error.advice
        problem, advice = words()
        if error.line:
            problem = self.env._("Line %(number)s: %(problem)s", number=error.line, problem=problem)
        return problem, advice
