"""The integrity pact in a real browser: signed on a phone, witnessed, on the wall."""

import pytest
from zi_tools.browser import Browser
from zi_tools.live import run_shell

SIGNER = "pegawai2"
HALL = """
unit = env.ref("base.main_company")
secretary = env.ref("zi_governance.demo_user_sekretaris1")
person = env.ref("zi_governance.demo_employee_pegawai2")
item = (
    env["zi.integrity.pact.round"]
    .with_user(secretary)
    .with_company(unit)
    .create(
        {
            "name": "Pelantikan",
            "company_id": unit.id,
            "expected_ids": [(0, 0, {"employee_id": person.id})],
        }
    )
)
item.action_open()
env.cr.commit()
give(item._zi_sign_address().partition("/zi_governance/")[2])
"""
SIGNED = """
person = env.ref("zi_governance.demo_employee_pegawai2")
pacts = env["zi.integrity.pact"].search([("employee_id", "=", person.id)])
give([[pact.method, bool(pact.round_id), pact._zi_is_intact()] for pact in pacts])
"""


@pytest.fixture
def office(demo_template, make_database, make_server):
    database = make_database(demo_template)
    return database, make_server(database)


def test_employee_signs_on_his_phone(office):
    """From the first page to the signature; a wrong password signs nothing."""
    database, server = office
    with Browser() as browser:
        page = browser.page(width=390, height=844, phone=True)
        page.log_in(server.url, SIGNER, SIGNER)
        page.open(f"{server.url}/odoo/action-zi_governance.zi_home_action")
        page.click(".zi_home *", "Baca dan tanda tangani pakta integritas")
        page.see(".modal", "Berperan secara proaktif")
        page.type(".modal [name=secret] input", "bukan kata sandi")
        page.click(".modal button", "Saya tanda tangani")
        page.see(".modal", "Tidak ada yang ditandatangani")
        assert run_shell(database, SIGNED) == []
        page.click(".modal:last-of-type .btn-primary", "Tutup")
        page.type(".modal [name=secret] input", SIGNER)
        page.click(".modal button", "Saya tanda tangani")
        page.see(".o_form_view", "PI/")
    assert run_shell(database, SIGNED) == [["password", False, True]]


def test_employee_signs_by_the_code_on_the_wall(office):
    """The page behind the code works with the own login and asks for the password."""
    database, server = office
    path = run_shell(database, HALL)
    with Browser() as browser:
        page = browser.page(width=390, height=844, phone=True)
        page.log_in(server.url, SIGNER, SIGNER)
        page.open(f"{server.url}/zi_governance/{path}")
        page.see("main", "Berperan secara proaktif")
        assert run_shell(database, SIGNED) == []
        page.type("#secret", SIGNER)
        page.click("button", "Saya tanda tangani")
        page.see("main", "PI/")
    assert run_shell(database, SIGNED) == [["password", True, True]]
