"""Runs inside `odoo shell`: the score after one answer, and computed anew."""

import time

import odoo

CHANGED = (
    "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
    " WHERE n_tup_ins + n_tup_upd + n_tup_del > 0"
)


def counted(cr):
    """``{table: rows written}`` as the session counts them."""
    cr.execute(CHANGED)
    return dict(cr.fetchall())


def in_transaction(env, work):
    """Do something in a transaction that is rolled back.

    :param work: function of an environment with empty record caches
    :return: (seconds, ``{table: rows written}``)
    """
    with env.registry.cursor() as cr:
        fresh = odoo.api.Environment(cr, odoo.SUPERUSER_ID, {"lang": "id_ID"})
        do = work(fresh)
        fresh.invalidate_all()
        # PostgreSQL still holds what the last transactions of this session counted.
        before = counted(cr)
        started = time.perf_counter()
        do()
        fresh.flush_all()
        seconds = time.perf_counter() - started
        after = counted(cr)
        cr.rollback()
    written = {
        table: count - before.get(table, 0)
        for table, count in after.items()
        if count > before.get(table, 0)
    }
    return seconds, written


def one_answer(assessment_id, question):
    """The secretary gives another answer to one question."""

    def prepare(env):
        assessment = env["zi.assessment"].browse(assessment_id)
        unit = assessment.company_id
        holders = env["zi.role.assignment"]._zi_holders(unit, "secretariat")
        answer = assessment.answer_ids.filtered(lambda row: row.code == question)
        options = answer.question_id.option_ids - answer.self_option_id
        mine = answer.with_user(holders.user_id[0]).with_company(unit)
        option = options.sorted("letter")[-1]
        return lambda: mine.write({"self_option_id": option.id})

    return prepare


def anew(assessment_ids):
    """All scores and gates of some LKEs, from all their answers."""

    def prepare(env):
        assessments = env["zi.assessment"].browse(assessment_ids)
        return lambda: assessments._zi_recompute(["self"])

    return prepare


def compare_scores(env, question, sample, rounds=5):
    """Measure by turns one answer, its LKE anew, and a sample of units anew.

    :param str question: code of the question that is answered
    :param int sample: number of LKEs computed anew together
    :return: dict of seconds and of the rows written by one answer
    """
    instrument = env.ref("zi_governance.lke_90_2021")
    found = env["zi.assessment"].search([("instrument_id", "=", instrument.id)])
    ours = found[len(found) // 2]
    works = {
        "answer": one_answer(ours.id, question),
        "same": anew(ours.ids),
        "sample": anew(found[:sample].ids),
    }
    for work in works.values():
        in_transaction(env, work)
    seconds = {name: [] for name in works}
    written = {}
    for _round in range(rounds):
        for name, work in works.items():
            took, written[name] = in_transaction(env, work)
            seconds[name].append(took)
    structure = instrument._zi_structure()
    asked = next(q for _id, q in structure.questions if q.code == question)
    section = structure.section_by_code[asked.section_code]
    return {
        **{name: sorted(times)[len(times) // 2] for name, times in seconds.items()},
        "written": written["answer"],
        "allowed": {
            "zi_assessment_answer": 1,
            # the auditor's question "which answers rose": one line per change
            "zi_assessment_change": 1,
            "zi_assessment_score": len(structure.parts_of(section)),
            "zi_assessment_gate_result": len(structure.covering_gates(asked)),
        },
        "lkes": len(found),
        "sample": seconds and min(sample, len(found)),
        "sample_seconds": sorted(seconds["sample"])[rounds // 2],
    }
