"""Whether a piece of configured code could reach protected records.

It is an alarm, not a wall: whoever may configure code can also hide what it does.

>>> reaches("records.write({'active': False})", {"zi.wbs.report"})
False
>>> reaches("env['zi.wbs.report'].search([])", {"zi.wbs.report"})
True
>>> reaches("env['zi.' + 'wbs.report']", {"zi.wbs.report"})
True
>>> reaches("env.cr.execute(query)", set())
True
"""

import ast

_DYNAMIC = {"getattr", "eval", "exec", "compile", "safe_eval"}


def reaches(code, names):
    """Whether code names a protected model, or goes round the names.

    :param str code: Python source, as in a server action
    :param names: names of protected models and of their tables
    :return: True when it names one of them, runs SQL, or picks a model by an
        expression; also when it cannot be parsed but names one
    :rtype: bool
    """
    code = code or ""
    if any(name in code for name in names):
        return True
    try:
        tree = ast.parse(code.strip())
    except (SyntaxError, ValueError):
        return False
    return any(_is_hidden_way(node) for node in ast.walk(tree))


def _is_hidden_way(node):
    if isinstance(node, ast.Subscript):
        return _is_env(node.value) and not isinstance(node.slice, ast.Constant)
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Name):
        return node.func.id in _DYNAMIC
    if isinstance(node.func, ast.Attribute):
        if node.func.attr in ("execute", "execute_query", "executemany"):
            return True
        if node.func.attr == "get" and _is_env(node.func.value):
            return not (node.args and isinstance(node.args[0], ast.Constant))
    return False


def _is_env(node):
    if isinstance(node, ast.Name):
        return node.id == "env"
    return isinstance(node, ast.Attribute) and node.attr == "env"
