"""How a simulated Business Central says no."""


class Refused(Exception):
    """A fault. `name` is the class of the exception, without its namespace."""

    def __init__(self, name, text):
        super().__init__(text)
        self.name = name
