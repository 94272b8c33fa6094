"""What is wrong with the steps of an SOP, in words."""


def problem_words(env, problem):
    """One problem as a sentence in the reader's language.

    :param env: environment of the reader
    :param tools.sop_steps.Problem problem: see its codes
    :rtype: str
    """
    number = problem.number
    sentences = {
        "no_steps": lambda: env._("There are no steps yet."),
        "no_activity": lambda: env._("Step %(number)s has no text.", number=number),
        "no_executor": lambda: env._(
            "Step %(number)s has no executor: click the column of whoever does it.",
            number=number,
        ),
        "bad_target": lambda: env._(
            "Step %(number)s leads to step %(target)s, which does not exist.",
            number=number,
            target=problem.params.get("target"),
        ),
        "self_target": lambda: env._(
            "Step %(number)s leads back to itself.", number=number
        ),
        "no_branch": lambda: env._(
            "Decision %(number)s does not say what follows a no.", number=number
        ),
        "same_branches": lambda: env._(
            "Decision %(number)s leads to the same step after a yes and after a no.",
            number=number,
        ),
        "unreachable": lambda: env._("No way leads to step %(number)s.", number=number),
        "no_end": lambda: env._("No step is marked as the end."),
        "runs_out": lambda: env._(
            "After step %(number)s nothing follows, and it is not marked as the end.",
            number=number,
        ),
        "never_ends": lambda: env._(
            "From step %(number)s no way leads to an end.", number=number
        ),
        "start_not_first": lambda: env._(
            "Step %(number)s is marked as the start but is not the first.",
            number=number,
        ),
        "time_over": lambda: env._(
            "The steps of the usual way take %(total)s minutes, more than the "
            "%(promised)s minutes promised.",
            **problem.params,
        ),
        "time_under": lambda: env._(
            "The steps of the usual way take %(total)s minutes, less than the "
            "%(promised)s minutes promised.",
            **problem.params,
        ),
    }
    return sentences[problem.code]()
