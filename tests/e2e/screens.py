"""People of an office in real browsers: how they come to a screen."""

import json

from tests.e2e.clients import WebSession


class Office:
    """The office, its people in browsers and, where the screen is not the matter,
    over the web client's own calls."""

    def __init__(self, server, database, facts):
        self.server = server
        self.database = database
        self.unit = facts["unit"]
        self.year = int(facts["today"][:4])
        self._sessions = {}

    def call(self, login, model, method, *args, **kwargs):
        if login not in self._sessions:
            self._sessions[login] = WebSession(
                self.server.url, self.database, login, login
            )
        return self._sessions[login].call(model, method, *args, **kwargs)

    def search(self, login, model, domain, *names):
        return self.call(login, model, "search_read", domain, fields=list(names))

    def person(self, browser, login, phone=False):
        size = {"width": 390, "height": 844} if phone else {"width": 1500}
        page = browser.page(phone=phone, **size)
        page.log_in(self.server.url, login, login)
        return page


def open_menu(page, *names):
    """Go through the menus by their names, as a person does."""
    if page.phone:
        page.click(".o_menu_toggle")
        page.see(".o_app_menu_sidebar")
        if not page.count(".o_app_menu_sidebar .fw-bolder", "Zona Integritas"):
            page.click(".o_app_menu_sidebar .o_sidebar_topbar a")
            page.click(".o_app_menu_sidebar .o_app", "Zona Integritas")
            page.gone(".o_app_menu_sidebar")
            page.click(".o_menu_toggle")
        page.click(".o_app_menu_sidebar li", names[-1])
        page.gone(".o_app_menu_sidebar")
        return
    if not page.count(".o_menu_brand", "Zona Integritas"):
        page.click(".o_navbar_apps_menu button")
        page.click(".o-dropdown--menu .o_app", "Zona Integritas")
        page.see(".o_menu_brand", "Zona Integritas")
    page.click(".o_menu_sections > *", names[0])
    for name in names[1:]:
        page.click(".o-dropdown--menu .dropdown-item", name)


def confirm(page):
    """Say yes to the question that a button asks."""
    page.click(".modal footer .btn-primary")
    page.gone(".modal")


def open_record(page, model, record):
    """Open a record by its address, as from a link in a mail."""
    page.run(
        "odoo.__WOWL_DEBUG__.root.env.services.action.doAction({"
        f"type: 'ir.actions.act_window', res_model: {json.dumps(model)}, "
        f"res_id: {record}, views: [[false, 'form']]}}).then(() => true)"
    )
    page.see(".o_form_view .o_form_sheet")
