"""What the reader of a plan sheet found wrong, as sentences that say how to mend it."""


def workbook_words(env, error):
    """A file that is not read.

    :param error: ``tools.workbook.WorkbookError``
    :rtype: str
    """
    megabytes = env._("%(size)s MB", size=error.params.get("limit", 0) // 1024 // 1024)
    words = {
        "empty_file": env._("The file is empty. Choose another one."),
        "too_large": env._(
            "The file is too large: the limit is %(limit)s. Save the sheet of the plan "
            "alone, without pictures.",
            limit=megabytes,
        ),
        "not_a_workbook": env._(
            "This is not a spreadsheet. Choose an Excel file (.xlsx) or a CSV file."
        ),
        "encrypted_or_old_format": env._(
            "The file has a password or is in the old format (.xls). Save it as .xlsx "
            "without a password."
        ),
        "broken_workbook": env._(
            "The spreadsheet is damaged and cannot be read. Open it in Excel or "
            "LibreOffice, save it again as .xlsx and choose that file."
        ),
        "zip_bomb": env._(
            "The spreadsheet unpacks to far more than a plan can be. Save the sheet of "
            "the plan alone."
        ),
        "doctype_forbidden": env._(
            "The file contains parts that a spreadsheet must not have. Save it again "
            "as .xlsx."
        ),
        "no_sheet": env._("The file has no sheet that can be read."),
        "unknown_sheet": env._("The file does not have this sheet."),
        "too_many_rows": env._(
            "The sheet has too many rows. Save the plan alone in a file."
        ),
        "too_many_cells": env._(
            "The sheet has too many cells. Save the plan alone in a file."
        ),
    }
    return words.get(error.code, env._("The file cannot be read."))


def column_names(env):
    """Names of the columns as the office's sheet prints them."""
    return {
        "number": "NO",
        "component": "KOMPONEN",
        "indicator": "INDIKATOR",
        "steps": "LANGKAH AKSI",
        "evidence": "BUKTI FISIK",
        "target": "TARGET",
    }


def problem_words(env, problem):
    """A fault of a sheet.

    :param problem: ``tools.plan_sheet.PlanProblem``
    :rtype: str
    """
    params = problem.params
    names = column_names(env)
    column = names.get(problem.column, "")
    row = problem.row
    words = {
        "empty_sheet": env._("The sheet is empty."),
        "missing_columns": env._(
            "These columns are missing: %(columns)s. The sheet needs a row with the "
            "titles KOMPONEN, INDIKATOR, LANGKAH AKSI, BUKTI FISIK and TARGET.",
            columns=", ".join(names[name] for name in params.get("columns", ())),
        ),
        "unknown_component": env._(
            "Row %(row)s: “%(component)s” is not one of the six areas.",
            row=row,
            component=params.get("component", ""),
        ),
        "missing_indicator": env._("Row %(row)s has no indicator.", row=row),
        "unreadable_date": env._(
            "Row %(row)s: the target “%(text)s” is not a date that can be read.",
            row=row,
            text=params.get("text", ""),
        ),
        "duplicate_number": env._(
            "Row %(row)s: number %(number)s stands for “%(first)s” and for "
            "“%(second)s”.",
            row=row,
            number=params.get("number", ""),
            first=params.get("first", ""),
            second=params.get("second", ""),
        ),
        "cell_too_long": env._(
            "The cell %(column)s is too long (%(length)s characters).",
            column=column,
            length=params.get("length", ""),
        ),
        "formula_without_value": env._(
            "The cell %(column)s in row %(row)s is a formula that was never "
            "calculated. Replace it by its text.",
            column=column,
            row=row,
        ),
        "error_cell": env._(
            "The cell %(column)s in row %(row)s shows an error such as #REF!.",
            column=column,
            row=row,
        ),
        "stray_row": env._(
            "Row %(row)s belongs to no indicator and was left aside: %(text)s",
            row=row,
            text=params.get("text", ""),
        ),
    }
    return words.get(problem.code, problem.code)


def target_words(env, error):
    """Why a target cannot be read.

    :param error: ``tools.plan_text.PlanTextError``
    :rtype: str
    """
    params = error.params
    words = {
        "no_such_day": env._("this day does not exist"),
        "range_reversed": env._("it ends before it begins"),
        "year_missing": env._("the year is missing"),
        "year_out_of_range": env._(
            "the year %(year)s is not possible", year=params.get("year")
        ),
        "too_long": env._("the text is too long"),
    }
    return words.get(
        error.code,
        env._(
            "“%(part)s” is not a date",
            part=params.get("part") or params.get("text", ""),
        ),
    )
