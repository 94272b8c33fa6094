"""What is wrong with the layout of an instrument, in sentences that say the remedy."""

from .zi_work_plan_import_words import workbook_words as any_workbook_words


def workbook_words(env, error):
    """A file that is not read.

    :param error: ``tools.instrument_sheet.InstrumentSheetError``
    :rtype: str
    """
    words = {
        "too_large": env._(
            "The file is too large: the limit is %(size)s MB. Fill in the layout "
            "without adding pictures.",
            size=error.params.get("limit", 0) // 1024 // 1024,
        ),
        "not_a_workbook": env._(
            "This is no Excel file. Download the layout, fill it in and choose that "
            "file (.xlsx)."
        ),
        "zip_bomb": env._("The file unpacks to far more than an instrument can be."),
        "too_many_rows": env._("The file has far more rows than an instrument."),
        "too_many_cells": env._("The file has far more cells than an instrument."),
    }
    return words.get(error.code) or any_workbook_words(env, error)


def problem_words(env, problem):
    """A fault of the layout with its place.

    :param problem: ``tools.instrument_sheet.SheetProblem``
    :rtype: str
    """
    params = problem.params
    own = {
        "missing_sheet": env._("The sheet is missing."),
        "missing_column": env._("The column is missing."),
        "no_rows": env._("The sheet has no rows."),
        "missing_value": env._("The cell is empty and must be filled in."),
        "not_a_number": env._(
            "“%(value)s” is no number. Write it like 0,67 or 0.5.",
            value=params.get("value", ""),
        ),
        "formula": env._("The cell holds a formula. Write its result instead."),
        "error_cell": env._("The cell shows an error such as #REF!."),
        "too_long": env._(
            "The text is too long: at most %(limit)s characters.",
            limit=params.get("limit"),
        ),
        "unknown_word": env._(
            "“%(value)s” is not known. Write one of these: %(words)s.",
            value=params.get("value", ""),
            words=", ".join(params.get("words", ())),
        ),
        "unknown_area": env._(
            "There is no area “%(value)s”. Write one of these codes: %(words)s.",
            value=params.get("value", ""),
            words=", ".join(params.get("words", ())),
        ),
        "duplicate_code": env._(
            "“%(code)s” stands in row %(first)s already.",
            code=params.get("code"),
            first=params.get("first"),
        ),
        "section_differs": env._(
            "Section %(section)s has another weight, area or half in a row above. They "
            "must be the same in all its rows.",
            section=params.get("section"),
        ),
        "bad_input": env._(
            "“%(value)s” cannot be read. Write it like “pembilang=Jumlah A | "
            "penyebut=Jumlah B”.",
            value=params.get("value", ""),
        ),
        "bad_date": env._(
            "“%(value)s” is no date. Write it like 2026-12-31.",
            value=params.get("value", ""),
        ),
        "option_without_value": env._(
            "Option %(letter)s has no value: enter it on the sheet “Nilai jawaban” for "
            "%(answer_type)s, or beside the question.",
            letter=params.get("letter"),
            answer_type=params.get("answer_type"),
        ),
        "no_options": env._("The question has no options to choose from."),
    }
    words = own.get(problem.code) or env["zi.instrument"]._zi_problem_words(problem)
    places = [f"“{problem.sheet}”"]
    if problem.row:
        places.append(env._("row %(row)s", row=problem.row))
    if problem.column:
        places.append(env._("column %(column)s", column=problem.column))
    return env._("%(place)s: %(words)s", place=", ".join(places), words=words)
