"""What is wrong with a workbook of the LKE, as sentences that say how to mend it."""

from .zi_work_plan_import_words import workbook_words as any_workbook_words


def workbook_words(env, error):
    """A file that is not read.

    :param error: ``tools.lke_workbook.LkeWorkbookError``
    :rtype: str
    """
    words = {
        "too_large": env._(
            "The file is too large: the limit is %(size)s MB. Fill in the exported "
            "workbook without adding pictures or sheets.",
            size=error.params.get("limit", 0) // 1024 // 1024,
        ),
        "not_a_workbook": env._(
            "This is no Excel file. Choose the workbook (.xlsx) that was exported from "
            "the LKE."
        ),
        "zip_bomb": env._(
            "The file unpacks to far more than an LKE can be. Export the LKE again."
        ),
        "unknown_sheet": env._(
            "The sheet “LKE” is missing. It was deleted or renamed: export the LKE "
            "again."
        ),
        "too_many_rows": env._(
            "The sheet has far more rows than the LKE. Export the LKE again."
        ),
        "too_many_cells": env._(
            "The file has far more cells than the LKE. Export the LKE again."
        ),
        "no_identity": env._(
            "This is not a workbook that was exported from the LKE, or its hidden "
            "sheet is missing. Export the LKE and fill in that file."
        ),
        "other_format": env._(
            "The workbook was made by another version of this program. Export the LKE "
            "again."
        ),
        "broken_identity": env._(
            "The hidden sheet of the workbook is damaged. Export the LKE again."
        ),
        "columns_moved": env._(
            "The titles of the columns are not those of the export. Columns must not "
            "be added, moved or renamed: export the LKE again."
        ),
    }
    return words.get(error.code) or any_workbook_words(env, error)


def cell_words(env, error):
    """A cell that holds no answer.

    :param error: ``tools.lke_workbook.CellError``
    :rtype: str
    """
    params = error.params
    words = {
        "formula": env._("The cell holds a formula. Write its result instead."),
        "error_cell": env._("The cell shows an error such as #REF!."),
        "no_letter": env._(
            "“%(value)s” is none of the options %(letters)s.",
            value=params.get("value", ""),
            letters=", ".join(params.get("letters", ())),
        ),
        "no_count": env._(
            "“%(value)s” is no count. Write a whole number of 0 or more without points "
            "or commas.",
            value=params.get("value", ""),
        ),
        "no_index": env._(
            "“%(value)s” is no index. Write it like 3,60.",
            value=params.get("value", ""),
        ),
        "no_text": env._("The cell must hold a text."),
        "too_long": env._(
            "The text is too long: %(length)s characters, %(limit)s are the limit.",
            length=params.get("length"),
            limit=params.get("limit"),
        ),
    }
    return words.get(error.code, error.code)
