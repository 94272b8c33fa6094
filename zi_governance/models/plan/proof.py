"""The four colours of proof, with words, from weakest to strongest."""

PROOF_STATES = [
    ("empty", "Empty"),
    ("incomplete", "Incomplete"),
    ("waiting", "Waiting for verification"),
    ("proven", "Proven"),
]
_ORDER = {code: rank for rank, (code, _label) in enumerate(PROOF_STATES)}


def weakest(states):
    """The weakest of several states: a chain is as strong as its weakest link.

    :param states: iterable of codes of ``PROOF_STATES``; what is not one counts as
        ``empty``
    :return: code; ``empty`` when there is nothing
    """
    return min(
        (state if state in _ORDER else "empty" for state in states),
        key=_ORDER.__getitem__,
        default="empty",
    )
