import secrets

from odoo import api, models
from odoo.tools import hash_sign, verify_hash_signed

from ...tools import canonical
from ...tools.text_input import TextError, clean

_HOURS = 8
_MAX_NONCE = 512  # characters


class ZiPublicForm(models.AbstractModel):
    """What every public form needs: a number used once, and clean input.

    The form carries its nonce in a hidden field. There is no cookie, so the nonce is
    what shows that the form came from us, and it is the key by which a form that is
    sent twice makes one record: keep :meth:`_zi_form_key` in a unique column, and
    raise ``ConcurrencyError`` when it is taken, so that the request runs once more
    and finds the record.
    """

    _name = "zi.public.form"
    _description = "Public form"

    @api.model
    def _zi_form_nonce(self, form):
        """A nonce for one showing of a form, valid for eight hours.

        :param str form: which form
        :return: text for a hidden field
        """
        return hash_sign(
            self.sudo().env,
            f"zi_form_{form}",
            secrets.token_hex(16),
            expiration_hours=_HOURS,
        )

    @api.model
    def _zi_form_key(self, form, nonce):
        """The key of a form that was sent: the same however often it is sent.

        :param str form: which form
        :param nonce: what came in the hidden field
        :return: 64 hex digits, or None for a nonce that is not ours or too old
        """
        if not isinstance(nonce, str) or not 0 < len(nonce) <= _MAX_NONCE:
            return None
        try:
            value = verify_hash_signed(self.sudo().env, f"zi_form_{form}", nonce)
        except (ValueError, TypeError):
            return None
        return canonical.sha256_hex(f"{form}:{value}") if value else None

    @api.model
    def _zi_form_values(self, spec, form):
        """What was typed into a form, clean, and what is wrong with it.

        :param dict spec: field name -> dict ``label``, ``max`` (characters), and
            optional ``required``, ``multiline``, ``choices`` (allowed values)
        :param dict form: what was sent
        :return: ``(values, errors)``: dicts by field name; an error is a sentence in
            the reader's language
        """
        values, errors = {}, {}
        for name, rule in spec.items():
            try:
                values[name] = clean(
                    form.get(name), rule["max"], rule.get("multiline", False)
                )
            except TextError as error:
                values[name] = ""
                errors[name] = self._zi_form_refusal(error, rule)
                continue
            if rule.get("required") and not values[name]:
                errors[name] = self.env._(
                    "Please fill in “%(field)s”.", field=rule["label"]
                )
            elif values[name] and values[name] not in rule.get(
                "choices", (values[name],)
            ):
                values[name] = ""
                errors[name] = self.env._(
                    "Please choose one of the answers for “%(field)s”.",
                    field=rule["label"],
                )
        return values, errors

    def _zi_form_refusal(self, error, rule):
        if error.code == "too_long":
            return self.env._(
                "“%(field)s” is too long: at most %(limit)s characters.",
                field=rule["label"],
                limit=rule["max"],
            )
        return self.env._("“%(field)s” is not text.", field=rule["label"])
