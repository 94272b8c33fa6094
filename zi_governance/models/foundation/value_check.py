"""What a field cannot take, told before the ORM or PostgreSQL stumbles over it.

Every function returns None, or the reason as a translated text.
"""

import math
import re

from odoo import fields
from odoo.models import BaseModel

_INT4 = 2**31
_REFERENCE = re.compile(r"[a-z][a-z0-9_.]*,\d{1,10}")
_SHOWN = 40  # characters of a wrong value that a message repeats
_NESTING = 20  # no call of ours nests deeper


def is_storable(text):
    """Whether PostgreSQL takes the text: no NUL, no lone surrogate."""
    if "\0" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def unstorable(value, depth=0):
    """Whether plain data, as JSON has them, hold a text that cannot be stored."""
    if isinstance(value, str):
        return not is_storable(value)
    if depth > _NESTING:
        return True
    if isinstance(value, dict):
        return any(
            unstorable(part, depth + 1) for pair in value.items() for part in pair
        )
    if isinstance(value, list | tuple):
        return any(unstorable(part, depth + 1) for part in value)
    return False


def is_id(value):
    """Whether a value can be the database id of a record."""
    return isinstance(value, int) and abs(value) < _INT4


def values_fault(model, vals):
    """The first value that its field cannot take.

    :param model: recordset of the model, also empty
    :param dict vals: values by field name; unknown names are left to the caller
    """
    for name, value in vals.items():
        if value is None or value is False:
            continue
        field = model._fields.get(name)
        check = field and _CHECKS.get(field.type)
        fault = check and check(model, field, value)
        if fault:
            return fault
    return None


def label(model, field):
    """Name of a field as the user's screens show it."""
    return field._description_string(model.env) or field.name


def shown(value):
    """A wrong value as a message can repeat it."""
    text = value if isinstance(value, str) else str(value)
    text = "".join(sign if sign.isprintable() else "?" for sign in text)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def text_fault(model, field, value):
    """For texts: what cannot be stored."""
    if isinstance(value, str) and not is_storable(value):
        return model.env._(
            "“%(field)s” holds characters that cannot be stored. Type the "
            "text anew, or paste it without formatting.",
            field=label(model, field),
        )
    return None


def integer_fault(model, field, value):
    """For whole numbers: no number, or one past the column's limits."""
    try:
        number = int(value or 0)
    except (TypeError, ValueError, OverflowError):
        return model.env._(
            "“%(field)s” takes a whole number; “%(value)s” is none.",
            field=label(model, field),
            value=shown(value),
        )
    if not -_INT4 <= number < _INT4:
        return model.env._(
            "“%(value)s” is too large a number for “%(field)s”.",
            field=label(model, field),
            value=shown(value),
        )
    return None


def number_fault(model, field, value):
    """For numbers with decimals: no number, or an endless one."""
    try:
        fits = math.isfinite(float(value or 0))
    except (TypeError, ValueError, OverflowError):
        fits = False
    if fits:
        return None
    return model.env._(
        "“%(field)s” takes a number; “%(value)s” is none.",
        field=label(model, field),
        value=shown(value),
    )


def _date_fault(model, field, value):
    read = fields.Date.to_date if field.type == "date" else fields.Datetime.to_datetime
    try:
        read(value)
    except (TypeError, ValueError, OverflowError):
        return model.env._(
            "“%(field)s” takes a date such as %(example)s; “%(value)s” is none.",
            field=label(model, field),
            example="2026-03-31" if field.type == "date" else "2026-03-31 08:00:00",
            value=shown(value),
        )
    return None


def _selection_fault(model, field, value):
    if isinstance(value, str):
        choices = field.get_values(model.env)
        if not value or value in choices:
            return None
    return model.env._(
        "“%(value)s” is no choice of “%(field)s”.",
        field=label(model, field),
        value=shown(value),
    )


def _record_fault(model, field, value):
    if isinstance(value, str | float | list | dict) or (
        isinstance(value, int) and not is_id(value)
    ):
        return _no_record(model, field, value)
    return None


def _reference_fault(model, field, value):
    if isinstance(value, str) and value:
        name, _comma, number = value.partition(",")
        if not (
            _REFERENCE.fullmatch(value)
            and name in model.env
            and is_id(int(number))
            and name in field.get_values(model.env)
        ):
            return _no_record(model, field, value)
    return None


def _no_record(model, field, value):
    return model.env._(
        "“%(field)s” takes the number of a record; “%(value)s” is none.",
        field=label(model, field),
        value=shown(value),
    )


def _list_fault(model, field, value):
    if isinstance(value, BaseModel):
        return None
    if isinstance(value, list | tuple):
        other = model.env[field.comodel_name]
        for command in value:
            if not _is_command(command):
                break
            if isinstance(command, list | tuple) and command[0] in (0, 1):
                fault = other._name.startswith("zi.") and values_fault(
                    other, command[2]
                )
                if fault:
                    return fault
        else:
            return None
    return model.env._(
        "“%(field)s” takes a list of records or of changes to them; “%(value)s” is "
        "none.",
        field=label(model, field),
        value=shown(value),
    )


def _is_command(command):
    """Whether it is a number of a record or one of the ORM's commands."""
    if not isinstance(command, list | tuple):
        return is_id(command) or not isinstance(command, str | int | float | dict)
    if not command or command[0] not in range(7):
        return False
    code, record = command[0], command[1] if len(command) > 1 else None
    if code in (1, 2, 3, 4) and isinstance(record, str | float | list | dict):
        return code != 4 and isinstance(record, str) and record.startswith("virtual_")
    if code in (1, 2, 3, 4) and isinstance(record, int) and not is_id(record):
        return False
    if code in (0, 1):
        return len(command) == 3 and isinstance(command[2], dict)
    if code == 6:
        ids = command[2] if len(command) == 3 else None
        if isinstance(ids, list | tuple):
            return all(is_id(each) or not isinstance(each, str | int) for each in ids)
        return ids is not None and not isinstance(ids, str | int | dict)
    return True


_CHECKS = {
    "char": text_fault,
    "text": text_fault,
    "html": text_fault,
    "integer": integer_fault,
    "float": number_fault,
    "monetary": number_fault,
    "date": _date_fault,
    "datetime": _date_fault,
    "selection": _selection_fault,
    "many2one": _record_fault,
    "many2one_reference": integer_fault,
    "reference": _reference_fault,
    "one2many": _list_fault,
    "many2many": _list_fault,
}
