"""Base of all typed errors of the plain Python tools.

An error carries a machine-readable ``code`` and ``params``; the text that a user
reads is made (and translated) by the caller.

>>> try:
...     raise ToolError("too_long", length=9, limit=5)
... except ToolError as error:
...     error.code, error.params
('too_long', {'length': 9, 'limit': 5})
"""


class ToolError(ValueError):
    """Input that a tool refuses.

    :param str code: stable identifier of the reason
    :param params: values that the caller's message names
    """

    def __init__(self, code, **params):
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self):
        details = ", ".join(f"{key}={value!r}" for key, value in self.params.items())
        return f"{self.code}({details})" if details else self.code
