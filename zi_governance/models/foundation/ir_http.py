from odoo import models
from odoo.exceptions import ValidationError
from odoo.http import request, serialize_exception
from odoo.tools.date_utils import parse_date

from . import value_check

# Methods that take values of fields, and the names under which they take them.
_WRITERS = {
    "create": "vals_list",
    "write": "vals",
    "web_save": "vals",
    "web_save_multi": "vals_list",
    "copy": "default",
}
_PLAIN = ("=", "!=", "<", ">", "<=", ">=", "in", "not in")


class IrHttp(models.AbstractModel):
    """Calls of our models by a program or the web client: what cannot be right is
    refused in words that name the field, before any method stumbles over it."""

    _inherit = "ir.http"

    @classmethod
    def _dispatch(cls, endpoint):
        kind = endpoint.routing["type"]
        name = request.params.get("__model__" if kind == "json2" else "model")
        if (
            kind not in ("json2", "jsonrpc")
            or not isinstance(name, str)
            or not name.startswith("zi.")
            or name not in request.env
        ):
            return super()._dispatch(endpoint)
        if kind == "json2":
            context = request.params.get("context")
            method = request.params.get("__method__")
        else:
            context = (request.params.get("kwargs") or {}).get("context")
            method = request.params.get("method")
        lang = isinstance(context, dict) and context.get("lang")
        model = request.env[name].with_context(
            lang=lang if isinstance(lang, str) else request.env.user.lang
        )
        try:
            if kind == "json2":
                _check_program(model, method, request.params)
            else:
                _check_browser(model, method, request.params)
        except ValidationError as error:
            if kind != "json2":
                raise
            # Nothing has been done yet. The answer is core's without the lines of code.
            body = {**serialize_exception(error), "debug": ""}
            return request.make_json_response(body, status=error.http_status)
        return super()._dispatch(endpoint)


def _check_program(model, method, params):
    """Check a call over JSON-2, whose arguments have names.

    :raises ValidationError: with what is wrong
    """
    ids = params.get("ids")
    _refuse(ids is not None and _ids_fault(model, ids))
    context = params.get("context")
    _refuse(
        context is not None
        and not isinstance(context, dict)
        and model.env._("The context of a call is a set of names with values.")
    )
    arguments = {
        name: value
        for name, value in params.items()
        if name not in ("ids", "__model__", "__method__")
    }
    _check_arguments(model, method, (), arguments)


def _check_browser(model, method, params):
    """Check a call of the web client, whose arguments may stand in a row.

    :raises ValidationError: with what is wrong
    """
    args, kwargs = params.get("args"), params.get("kwargs")
    if not isinstance(args, list) or not isinstance(kwargs, dict):
        return
    function = getattr(type(model), method, None) if isinstance(method, str) else None
    if args and function and not getattr(function, "_api_model", False):
        _refuse(args[0] and _ids_fault(model, args[0]))
        args = args[1:]
    _check_arguments(model, method, args, kwargs)


def _check_arguments(model, method, args, kwargs):
    if method in _WRITERS:
        vals = kwargs.get(_WRITERS[method], args[0] if args else None)
        _refuse(vals is not None and _vals_fault(model, method, vals))
    if "domain" in kwargs:
        _refuse(_domain_fault(model, kwargs["domain"]))
    for name in ("limit", "offset"):
        value = kwargs.get(name)
        _refuse(
            value not in (None, False)
            and not (isinstance(value, int) and value >= 0)
            and model.env._(
                "“%(name)s” takes a whole number; “%(value)s” is none.",
                name=name,
                value=value_check.shown(value),
            )
        )
    _refuse(
        value_check.unstorable([*args, kwargs])
        and model.env._(
            "The text holds characters that cannot be stored or searched. Type it anew."
        )
    )


def _refuse(fault):
    """:raises ValidationError: when there is a fault"""
    if fault:
        raise ValidationError(fault)


def _ids_fault(model, ids):
    """What is wrong with the numbers of the records that are called."""
    for number in ids if isinstance(ids, list) else [ids]:
        if not value_check.is_id(number):
            return model.env._(
                "Records of “%(model)s” are named by their numbers; “%(value)s” is "
                "none.",
                model=model._description,
                value=value_check.shown(number),
            )
    return None


def _vals_fault(model, method, vals):
    """What is wrong with values for fields."""
    many = _WRITERS[method] == "vals_list"
    rows = vals if many and isinstance(vals, list) else [vals]
    for row in rows:
        if not isinstance(row, dict):
            return model.env._(
                "“%(value)s” is no set of values for “%(model)s”.",
                model=model._description,
                value=value_check.shown(row),
            )
        unknown = [name for name in row if name not in model._fields]
        if unknown:
            return _no_field(model, unknown[0])
        fault = value_check.values_fault(model, row)
        if fault:
            return fault
    return None


def _no_field(model, name):
    return model.env._(
        "“%(model)s” has no field “%(name)s”.",
        model=model._description,
        name=value_check.shown(name),
    )


def _domain_fault(model, domain):
    """What is wrong with the conditions of a search."""
    if not isinstance(domain, list):
        return _no_condition(model, domain) if domain else None
    for term in domain:
        if isinstance(term, str) and term in ("&", "|", "!"):
            continue
        if not isinstance(term, list) or len(term) != 3:
            return _no_condition(model, term)
        name, operator, value = term
        if not isinstance(name, str) or not isinstance(operator, str):
            # 1 = 1 and 0 = 1 stand for everything and nothing.
            if term not in ([1, "=", 1], [0, "=", 1]):
                return _no_condition(model, term)
            continue
        first, dot, _rest = name.partition(".")
        if first not in model._fields:
            return _no_field(model, first)
        field = model._fields[first]
        if not dot and operator in _PLAIN:
            many = isinstance(value, list)
            for part in value if many else [value]:
                fault = _term_fault(model, field, part)
                if fault:
                    return fault
    return None


def _no_condition(model, term):
    return model.env._(
        "“%(value)s” is no condition of a search.", value=value_check.shown(term)
    )


def _term_fault(model, field, value):
    """What is wrong with a value that a field is compared with; a number past the
    limits of a column is merely never found."""
    if value is None or isinstance(value, bool):
        return None
    if value_check.unstorable(value):
        return value_check.text_fault(model, field, str(value))
    if field.name == "id" or field.type in ("integer", "float", "monetary"):
        return value_check.number_fault(model, field, value)
    if field.type in ("date", "datetime"):
        try:
            parse_date(value, model.env)
        except (TypeError, ValueError, AttributeError, OverflowError):
            return model.env._(
                "“%(field)s” is compared with a date such as %(example)s; “%(value)s” "
                "is none.",
                field=value_check.label(model, field),
                example="2026-03-31",
                value=value_check.shown(value),
            )
    return None
