import json
from importlib.util import find_spec
from pathlib import Path

from odoo.tests import tagged

from .test_transparency import TransparencyCase

_AXE = Path(find_spec("axe_core_python").origin).with_name("axe.min.js")
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_CHECK = """
%(axe)s;
(async () => {
    const faults = [];
    const wide = (when) => {
        const extra = document.documentElement.scrollWidth - window.innerWidth;
        if (extra > 1) faults.push(`${when}: ${extra} pixels wider than the screen`);
    };
    const judge = async (when) => {
        const found = await axe.run(document, {
            runOnly: {type: "tag", values: %(tags)s},
        });
        for (const fault of found.violations)
            faults.push(`${when}: ${fault.id} ${fault.nodes[0].html}`);
    };
    wide("390 pixels");
    await judge("390 pixels");
    const focusable = [...document.querySelectorAll("a[href], button, "
        + "input:not([type=hidden]), select, "
        + "textarea, summary, [tabindex='0']")];
    if (!focusable[0].matches(".skip")) faults.push("the skip link is not first");
    for (const element of focusable) {
        element.focus();
        if (document.activeElement !== element)
            faults.push(`not reached by keyboard: ${element.outerHTML}`);
        const outline = getComputedStyle(element);
        if (element.matches(":focus-visible") && outline.outlineStyle === "none")
            faults.push(`focus is not seen: ${element.outerHTML}`);
    }
    if (document.querySelector("[tabindex]:not([tabindex='0']):not([tabindex='-1'])"))
        faults.push("the order of the keyboard is changed");
    document.documentElement.style.fontSize = "200%%";
    wide("text at 200 percent");
    await judge("text at 200 percent");
    if (document.scripts.length) faults.push("there is a script");
    if (faults.length) console.error(faults.join(" | "));
    else console.log("test successful");
})();
"""


class AccessCase(TransparencyCase):
    """Public pages on a small screen, by axe-core in a real browser."""

    browser_size = "390x844"

    def judge(self, path):
        """Fail when the page has a fault that a machine can find."""
        code = _CHECK % {
            "axe": _AXE.read_text(encoding="utf-8"),
            "tags": json.dumps(_TAGS),
        }
        self.browser_js(path, code, ready="document.readyState === 'complete'")


@tagged("post_install", "-at_install")
class TestPublicAccess(AccessCase):
    def test_pages_are_accessible(self):
        """No violation of WCAG 2.2 AA; by keyboard, at 390 pixels, with text at
        200 %."""
        paper = self.paper()
        old = self.paper()
        self._approve(self._decree("sk_pencabutan", revokes_ids=[(6, 0, old.ids)]))
        self.publication(paper).action_publish()
        for path in (
            self.token_path(paper),
            self.token_path(old),
            f"{self.token_path(paper)}?lang=en",
            "/zi/u/BLU",
            "/zi",
            "/zi/v/x",
            "/zi/tidak-ada",
        ):
            with self.subTest(path=path.split("?")[0][:8]):
                self.judge(path)
