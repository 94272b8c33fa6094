"""Where the dialog “Attach evidence” opens, on a phone."""

from zi_tools.browser import Browser


def look(url):
    """A working group's member asks for the dialog from his first task.

    :return: (number of open calendars, classes of what has the focus)
    """
    with Browser() as browser:
        page = browser.page(width=390, height=844, phone=True)
        page.log_in(url, "pokja.mp", "pokja.mp")
        page.run(
            "odoo.__WOWL_DEBUG__.root.env.services.action.doAction("
            "'zi_governance.zi_work_plan_task_action_mine').then(() => true)"
        )
        page.click(".o_kanban_record button[name=action_attach_evidence]")
        page.see(".modal .o_zi_drop_choose")
        page.run("new Promise((done) => setTimeout(done, 300)).then(() => true)")
        return (
            page.count(".o_datetime_picker"),
            page.run("document.activeElement.className"),
        )


def test_no_calendar_covers_the_place_for_files(demo_office):
    """The dialog opens at the place for files, not in the calendar of its date."""
    _database, server = demo_office
    calendars, focus = look(server.url)
    assert calendars == 0
    assert "o_zi_drop_choose" in focus.split()
