"""The part of a form that is the same for every document with approval."""

from lxml.builder import E


def add_approval_header(env, arch, hidden=""):
    """Put buttons, state, banners and decisions into a form's tree.

    Texts come from here, so that they are translated once for all documents.

    :param Environment env: of the reader, for the language
    :param arch: root element of a form view, changed in place
    :param str hidden: expression under which a document goes without an approval
    """
    header = arch.find("header")
    if header is None:
        header = E.header()
        arch.insert(0, header)
    for position, button in enumerate(_buttons(env)):
        header.insert(position, button)
    state = E.field(
        name="approval_state",
        widget="statusbar",
        statusbar_visible="draft,waiting,approved",
    )
    if hidden:
        state.set("invisible", hidden)
    header.append(state)
    _add_decisions(env, add_banners(env, arch))


def add_banners(env, arch):
    """Put the banners on top of a form: who decides, why one cannot, what is wrong.

    :param Environment env: of the reader, for the language
    :param arch: root element of a form view, changed in place
    :return: the element that holds the form's content
    """
    header = arch.find("header")
    sheet = arch.find("sheet")
    body = arch if sheet is None else sheet
    place = 0
    if sheet is None and header is not None:
        place = list(arch).index(header) + 1
    for position, banner in enumerate(_banners(env)):
        body.insert(place + position, banner)
    return body


def _buttons(env):
    yield _button(
        env._("Submit for approval"),
        "action_submit",
        "approval_state not in ('draft', 'returned') or approval_submit_refusal",
        primary=True,
        hotkey="q",
    )
    yield _button(
        env._("Approve"),
        "action_approve",
        "not approval_can_decide",
        primary=True,
        hotkey="a",
    )
    yield _button(
        env._("Return…"), "action_return", "not approval_can_decide", hotkey="r"
    )
    yield _button(
        env._("Take back"),
        "action_withdraw_submission",
        "not approval_can_withdraw",
    )
    external = _button(
        env._("Enter outside decision"),
        "action_record_external",
        "not approval_needs_external",
    )
    external.set("groups", "zi_governance.group_zi_secretariat")
    yield external


def _button(label, method, invisible, primary=False, hotkey=None):
    button = E.button(name=method, type="object", string=label, invisible=invisible)
    if primary:
        button.set("class", "btn-primary")
    if hotkey:
        button.set("data-hotkey", hotkey)
    return button


def _banners(env):
    yield _banner(
        "info",
        env._("Waits for"),
        E.field(name="approval_waits_for", nolabel="1", readonly="1"),
        "approval_state != 'waiting'",
        E.div(
            E.field(name="approval_why_not", nolabel="1", readonly="1"),
            invisible="not approval_why_not",
        ),
    )
    yield _banner(
        "info",
        "",
        E.field(name="approval_submit_refusal", nolabel="1", readonly="1"),
        "not approval_submit_refusal",
    )
    yield _banner(
        "warning",
        env._("Returned"),
        E.field(name="approval_return_reason", nolabel="1", readonly="1"),
        "not approval_return_reason",
    )
    yield _banner(
        "danger",
        "",
        E.field(name="approval_warning", nolabel="1", readonly="1"),
        "not approval_warning",
    )


def _banner(kind, label, field, invisible, *more):
    words = [E.strong(label, {"class": "me-2"})] if label else []
    return E.div(
        *words,
        field,
        *more,
        {"class": f"alert alert-{kind} mb-3", "role": "status"},
        invisible=invisible,
    )


def _add_decisions(env, body):
    """The decisions on a page of the form's notebook, or below the content."""
    field = E.field(
        E.list(
            E.field(name="decided_at", string=env._("Decided on")),
            E.field(name="outcome", column_invisible="True"),
            E.field(
                {"decoration-warning": "outcome == 'returned'"},
                name="outcome_label",
                widget="badge",
            ),
            E.field(name="decider_label"),
            E.field(name="reason"),
        ),
        name="approval_decision_ids",
        nolabel="1",
        colspan="2",
        readonly="1",
    )
    label = env._("Decisions")
    notebook = body.find(".//notebook")
    if notebook is not None:
        notebook.append(
            E.page(
                field,
                name="approval_decisions",
                string=label,
                invisible="not approval_decision_ids",
            )
        )
        return
    group = E.group(field, string=label, invisible="not approval_decision_ids")
    chatter = body.find("chatter")
    if chatter is None:
        body.append(group)
    else:
        chatter.addprevious(group)


def lock_sealed_fields(arch, names):
    """Show sealed fields as closed while the document is under or after decision.

    The server refuses their change anyway. Lines are closed as a whole; a form whose
    lines have fields that stay open says so by its own ``readonly``.

    :param arch: root element of a form view, changed in place
    :param names: names of the sealed fields
    """
    locked = "approval_state not in ('draft', 'returned')"
    for name in names:
        for node in arch.xpath(f"//field[@name='{name}'][not(ancestor::field)]"):
            present = node.get("readonly")
            if present is None:
                node.set("readonly", locked)
            elif present not in ("1", "True", "0", "False"):
                node.set("readonly", f"({present}) or {locked}")
