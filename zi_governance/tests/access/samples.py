"""One ordinary record of any model, for probing access.

Required fields are filled by their type; what a model wants beyond that stands in
``SPECIAL``.
"""

import itertools
from datetime import date

from odoo.tests import new_test_user
from odoo.tools import mute_logger

_COUNT = itertools.count(1)


# {model: function(env, unit) -> values that come before the generic ones}
SPECIAL = {}


def special(name):
    """Register the values of a model whose checks the generic ones do not pass."""

    def register(function):
        SPECIAL[name] = function
        return function

    return register


@special("zi.approval.chain")
def _chain(env, unit):
    return env["zi.approval.chain"].search([("company_id", "=", unit.id)])


def _on_a_plan(env, unit):
    plan = make_sample(env, "zi.work.plan", unit)
    return {"res_model": plan._name, "res_id": plan.id}


@special("zi.approval.request")
def _request(env, unit):
    return _on_a_plan(env, unit)


@special("zi.approval.decision")
def _decision(env, unit):
    return {**_on_a_plan(env, unit), "outcome": "approved", "chain_no": 1}


@special("zi.assessment.change")
def _assessment_change(env, unit):
    return {"column": "self"}


@special("zi.evidence")
def _evidence(env, unit):
    return {"sha256": "0" * 64}


@special("zi.follow.up")
def _follow_up(env, unit):
    owner = new_test_user(
        env(context={**env.context, "no_reset_password": True}),
        f"owner_{next(_COUNT)}",
        groups="base.group_user",
        company_id=unit.id,
        company_ids=[(6, 0, unit.ids)],
    )
    return {"owner_id": owner.id}


def _unused(env):
    """An instrument that no sample assessment locks."""
    return env.ref("zi_governance.lke_10_2019").sudo()


@special("zi.instrument.gate")
def _gate(env, unit):
    return {"scope": "total", "minimum": "60", "instrument_id": _unused(env).id}


@special("zi.instrument.section")
def _section(env, unit):
    return {"weight": "1", "instrument_id": _unused(env).id}


@special("zi.instrument.option")
def _option(env, unit):
    question = _unused(env).question_ids[:1]
    return {"letter": "Z", "value": "0.5", "question_id": question.id}


@special("zi.instrument.question")
def _question(env, unit):
    section = _unused(env).section_ids[:1]
    return {"instrument_id": _unused(env).id, "section_id": section.id}


@special("zi.legal.clock")
def _clock(env, unit):
    return {"length": "5"}


@special("zi.period")
def _period(env, unit):
    found = env["zi.period"].search([("company_id", "=", unit.id)], limit=1)
    return found or {
        "kind": "month",
        "months": 1,
        "code": "2026-01",
        "date_from": "2026-01-01",
        "date_to": "2026-01-31",
    }


@special("zi.period.log")
def _period_log(env, unit):
    return {"act": "closed"}


@special("zi.target")
def _target(env, unit):
    return {"number": next(_COUNT)}


def _registered(prefix):
    def values(env, unit):
        code = f"probe{next(_COUNT)}"
        # A registered method has to exist; this one lives as long as the registry.
        setattr(env.registry["zi.home"], f"{prefix}{code}", lambda *args: None)
        return {"code": code, "model": "zi.home", "method": f"{prefix}{code}"}

    return values


special("zi.dashboard.tile")(_registered("_zi_tile_"))
special("zi.export.sheet")(_registered("_zi_sheet_"))


@special("zi.assessment.snapshot")
def _snapshot(env, unit):
    """One figure per month and column."""
    assessment = make_sample(env, "zi.assessment", unit)
    found = (
        env["zi.assessment.snapshot"]
        .sudo()
        .search([("assessment_id", "=", assessment.id)], limit=1)
    )
    return found or {
        "assessment_id": assessment.id,
        "company_id": unit.id,
        "month": date(2026, 1, 1),
        "column": "self",
        "exact": "60",
    }


@special("zi.integrity.pact")
def _pact(env, unit):
    return {"method": "password"}


@special("zi.integrity.pact.witness")
def _pact_witness(env, unit):
    return {"user_id": env.uid}


@special("zi.integrity.pact.state")
def _pact_state(env, unit):
    """A picture of the tables: the row of one employee of the unit."""
    person = env["hr.employee"].create({"name": "Pegawai", "company_id": unit.id})
    env.flush_all()
    return (
        env["zi.integrity.pact.state"].sudo().search([("employee_id", "=", person.id)])
    )


@special("zi.unit.overview")
def _overview(env, unit):
    """A row of a query: nothing is made."""
    return env["zi.unit.overview"].sudo().search([("company_id", "=", unit.id)])


@special("zi.assessment")
def _assessment(env, unit):
    """One per unit is enough: making one makes its hundred answers."""
    found = env["zi.assessment"].sudo().search([("company_id", "=", unit.id)], limit=1)
    return found or {
        "year": 2026,
        "instrument_id": env.ref("zi_governance.lke_90_2021").id,
    }


def _part_of_lke(name):
    def part(env, unit):
        lke = make_sample(env, "zi.assessment", unit)
        return env[name].sudo().search([("assessment_id", "=", lke.id)], limit=1)

    return part


for _part in (
    "zi.assessment.answer",
    "zi.assessment.score",
    "zi.assessment.gate.result",
    "zi.eligibility.check",
):
    special(_part)(_part_of_lke(_part))


@special("zi.publication.renewal")
def _renewal(env, unit):
    shown = make_sample(env, "zi.publication", unit)
    shown._zi_gate_write({"state": "live", "date_from": "2026-01-01"})
    return {"publication_id": shown.id}


@special("zi.role.assignment")
def _assignment(env, unit):
    return {"role_id": env.ref("zi_governance.role_service_officer").id}


def _first_report_period(env, unit):
    return {"date_from": date(2026, 1, 1), "date_to": date(2026, 6, 30)}


@special("zi.periodic.report")
def _periodic_report(env, unit):
    return _first_report_period(env, unit)


@special("zi.monitoring")
def _monitoring(env, unit):
    kind = make_sample(env, "zi.periodic.report.kind", unit)
    kind.report_model = "zi.monitoring"
    return {**_first_report_period(env, unit), "kind_id": kind.id}


@special("zi.report.slot")
def _slot(env, unit):
    return make_sample(env, "zi.report.duty", unit).slot_ids[:1]


@special("zi.signing.key")
def _signing_key(env, unit):
    """Only one key signs, so this one is replaced already."""
    return {
        "key_id": "0badcafe",
        "public_key": "AAAA",
        "retired_at": "2026-01-02 03:00:00",
    }


def _revision_in_force(env, unit):
    revision = make_sample(env, "zi.sop.revision", unit)
    revision._zi_gate_write(
        {"approval_state": "approved", "effective_date": "2026-01-01"}
    )
    return {"revision_id": revision.id}


@special("zi.sop.copy")
def _sop_copy(env, unit):
    return _revision_in_force(env, unit)


@special("zi.sop.run")
def _sop_run(env, unit):
    return _revision_in_force(env, unit)


@special("zi.sop.review")
def _sop_review(env, unit):
    return _revision_in_force(env, unit)


@special("zi.event")
def _event(env, unit):
    return {
        "start": "2026-01-02 03:00:00",
        "stop": "2026-01-02 04:00:00",
        "kind_id": env.ref("zi_governance.event_kind_olahraga").id,
    }


@special("zi.event.attendance")
def _attendance(env, unit):
    return {"guest_name": f"guest {next(_COUNT)}"}


@special("zi.export.profile")
def _export_profile(env, unit):
    return {"code": f"probe-{next(_COUNT)}"}


@special("zi.export.profile.line")
def _export_line(env, unit):
    return {"sheet_id": env.ref("zi_governance.export_sheet_plan").id}


@special("zi.export.recipient")
def _export_recipient(env, unit):
    return {"email": f"probe{next(_COUNT)}@example.com"}


@special("zi.export.list")
def _export_list(env, unit):
    return {"model_id": env["ir.model"]._get_id("zi.follow.up")}


@special("zi.export.list.column")
def _export_column(env, unit):
    return {"field_id": env["ir.model.fields"]._get("zi.follow.up", "name").id}


def make_sample(env, name, unit, _path=()):
    """Make one record as the super-user.

    :param str name: technical name of the model
    :param res.company unit: unit that it belongs to, where it belongs to one
    :return: the record (sudo)
    :raises AssertionError: it cannot be made; tells where to help
    """
    model = env[name].sudo().with_company(unit)
    values = SPECIAL[name](env, unit) if name in SPECIAL else {}
    if not isinstance(values, dict):
        return values
    if "company_id" in model._fields:
        values.setdefault("company_id", unit.id)
    missing = [
        field
        for field in model._fields.values()
        if field.required
        and field.store
        and not field.inherited
        and field.name not in values
        and not (field.compute and field.readonly)
    ]
    present = model.default_get([field.name for field in missing])
    for field in missing:
        if present.get(field.name) in (None, False) and field.type != "boolean":
            values[field.name] = _value(env, field, unit, (*_path, name))
    try:
        with env.cr.savepoint(), mute_logger("odoo.sql_db"):
            if hasattr(model, "_zi_gate_create"):
                return model._zi_gate_create([values])
            return model.create([values])
    except Exception as error:
        raise AssertionError(
            f"No sample of {name} could be made with {values}: {error!r}. Register "
            "the values that it needs in zi_governance/tests/access/samples.py."
        ) from error


def _value(env, field, unit, path):
    number = next(_COUNT)
    if field.type in ("char", "text", "html"):
        text = f"x{number}"
        return text[: field.size] if getattr(field, "size", None) else text
    if field.type in ("integer", "float", "monetary"):
        return number
    if field.type == "many2one_reference":
        return unit.id
    if field.type == "date":
        return date(2026, 1, 2)
    if field.type == "datetime":
        return "2026-01-02 03:00:00"
    if field.type == "selection":
        return field.get_values(env)[0]
    if field.type == "binary":
        return b"JVBERi0xLjQK"  # the first line of a PDF
    if field.type == "many2one":
        return _related(env, field, unit, path).id
    if field.type == "many2many":
        return [(6, 0, _related(env, field, unit, path).ids)]
    raise AssertionError(f"{field}: no sample value for a field of type {field.type}")


def _related(env, field, unit, path):
    """A record to point to: an own sample for our models, an existing one of core's."""
    comodel = env[field.comodel_name].sudo().with_context(active_test=False)
    if field.comodel_name == "res.company":
        return unit
    if field.comodel_name.startswith("zi.") and "company_id" in comodel._fields:
        if field.comodel_name in path:
            raise AssertionError(f"{field}: required relations go in a circle")
        return make_sample(env, field.comodel_name, unit, path)
    if field.comodel_name == "hr.employee":
        return comodel.create({"name": "Sample", "company_id": unit.id})
    found = comodel.search([], limit=1)
    return found or make_sample(env, field.comodel_name, unit, path)
