"""The pictures of the README, taken from the demo office: `scripts/zi pictures`.

A test takes them as well, so a screen that breaks is noticed, and compares names, size
and width with what is kept in docs/pictures.
"""

import io
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from . import databases, odoo, office, setup
from .paths import PYTHON, ROOT
from .say import line

FOLDER = ROOT / "docs" / "pictures"
# for the addon's own page in Odoo
COVER = ROOT / "zi_governance/static/description/banner.png"
COVER_NAME = "beranda-kepala"
LIMIT_BYTES = 120_000
COLOURS = 96


@dataclass(frozen=True)
class Picture:
    """One screen.

    :ivar login: demo person who looks at it; the password is the same
    :ivar action: xml id of the action, without the addon
    :ivar seen: selector of what has to be on the screen
    :ivar model: open this model's first record that the domain finds, or a list
    :ivar domain: JavaScript text of a domain; ``YEAR`` is this year
    :ivar tab: text of the tab to open
    """

    name: str
    login: str
    action: str
    seen: str
    width: int = 1200
    height: int = 750
    model: str = ""
    domain: str = "[]"
    tab: str = ""

    @property
    def is_phone(self):
        return self.width < 600


PICTURES = (
    Picture("beranda-kepala", "kepala", "zi_home_action", ".zi_home"),
    Picture(
        *("persetujuan-telepon", "kepala", "zi_approval_request_action"),
        ".o_kanban_record button",
        *(390, 600),
    ),
    Picture(
        *("tugas-saya", "pokja.mp", "zi_work_plan_task_action_mine"),
        ".o_kanban_group .o_kanban_record",
    ),
    Picture(
        *("kekurangan-bulan-ini", "sekretaris1", "zi_work_plan_task_action_missing"),
        ".o_data_row",
        height=620,
    ),
    Picture(
        *("lke-syarat", "sekretaris1", "zi_assessment_action"),
        ".o_field_widget[name=leading_gate_ids] .o_data_row",
        height=1000,
        model="zi.assessment",
        domain="[['year', '=', YEAR]]",
    ),
    Picture(
        *("lke-jalan-terpendek", "sekretaris1", "zi_assessment_action"),
        ".o_notebook_content .o_data_row",
        height=1000,
        model="zi.assessment",
        domain="[['year', '=', YEAR]]",
        tab="Jalan terpendek",
    ),
    Picture(
        *("bukti-membuktikan", "sekretaris1", "zi_evidence_action"),
        ".o_field_widget[name=task_ids] .o_data_row",
        height=900,
        model="zi.evidence",
        domain="[['state', '=', 'verified'], ['item_ids.question_ids', '!=', false]]",
    ),
)
OPEN = """(async () => {
    const { action, orm } = odoo.__WOWL_DEBUG__.root.env.services;
    const YEAR = new Date().getFullYear();
    await action.doAction("zi_governance.%(action)s", { clearBreadcrumbs: true });
    if ("%(model)s") {
        const [resId] = await orm.search("%(model)s", %(domain)s, { limit: 1 });
        await action.switchView("form", { resId });
    }
    return true;
})()"""


def take(browser, url, picture):
    """Take one picture.

    :return: PNG of few colours
    :raises BrowserError: the screen does not show what it should, or logs an error
    """
    from .browser import BrowserError

    page = browser.page(picture.width, picture.height, phone=picture.is_phone)
    page.open(f"{url}/web/login?redirect=/odoo/action-zi_governance.{picture.action}")
    page.type("input[name=login]", picture.login)
    page.type("input[name=password]", picture.login)
    page.press("Enter")
    page.web_client()
    page.run(OPEN % vars(picture))
    if picture.tab:
        page.click(".o_notebook_headers .nav-link", picture.tab)
    page.see(picture.seen)
    # pictures of people and charts come after the page
    page.until("[...document.images].every((image) => image.complete)")
    page.run("document.activeElement.blur(); document.fonts.ready.then(() => true)")
    time.sleep(0.3)
    content = page.picture()
    if page.errors:
        raise BrowserError(f"{picture.name}: {page.errors}")
    page.close()
    return shrink(content)


def shrink(content):
    """The same picture with few colours: a tenth of the bytes."""
    from PIL import Image

    image = Image.open(io.BytesIO(content)).convert("RGB")
    stream = io.BytesIO()
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(stream, "PNG", optimize=True)
    return stream.getvalue()


def take_all(url, folder):
    """Take all pictures of a running demo office into a folder.

    :return: dict of name -> path
    """
    from .browser import Browser

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    paths = {}
    with Browser() as browser:
        for picture in PICTURES:
            paths[picture.name] = folder / f"{picture.name}.png"
            paths[picture.name].write_bytes(take(browser, url, picture))
            line(f"   {picture.name}")
    return paths


def main():
    """`scripts/zi pictures`: put fresh pictures into the repository."""
    setup.ensure(test=True)
    # the browser's client and Pillow are in the virtual environment
    words = [str(PYTHON), "-m", "zi_tools.pictures"]
    env = dict(odoo.environment(), PYTHONPATH=str(ROOT / "scripts"))
    return subprocess.run(words, cwd=ROOT, env=env, check=False).returncode


def refresh():
    """Make a demo office of today's code and photograph it."""
    from .live import Server

    template = office.ensure_template()
    database = "zi_pictures"
    databases.copy(template, database)
    try:
        with Server(database) as server, tempfile.TemporaryDirectory() as folder:
            for path in take_all(server.url, folder).values():
                FOLDER.mkdir(parents=True, exist_ok=True)
                (FOLDER / path.name).write_bytes(path.read_bytes())
    finally:
        databases.drop(database)
    COVER.write_bytes((FOLDER / f"{COVER_NAME}.png").read_bytes())
    line(f"{len(PICTURES)} pictures in {FOLDER.relative_to(ROOT)}")


if __name__ == "__main__":
    sys.exit(refresh())
