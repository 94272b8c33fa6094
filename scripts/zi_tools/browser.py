"""A real Chromium for end-to-end tests and for the pictures of the README.

It speaks the browser's own protocol over one web socket, with the client that Odoo's
browser tours already need: no further package and no driver program. Clicks, taps,
keys and dropped files are input events of the browser, so what a person cannot reach
(covered, outside the screen) a test cannot reach either.
"""

import base64
import contextlib
import json
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import websocket

from .say import ZiError
from .shell import which

SECONDS = 20
SWITCHES = (
    "--headless=new",
    "--no-sandbox",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--disable-breakpad",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--disable-translate",
    "--force-color-profile=srgb",
    "--hide-scrollbars",
    "--mute-audio",
)
# Finds what a person sees: elements that are shown, by selector and by text. Texts
# compare with single spaces; of several that hold the text the innermost counts.
FINDER = """
window.ziTest = {
    text(el) { return (el.innerText || el.value || "").replace(/\\s+/g, " ").trim(); },
    shown(el) {
        const box = el.getBoundingClientRect();
        return box.width > 0 && box.height > 0
            && getComputedStyle(el).visibility !== "hidden";
    },
    all(selector, text) {
        const found = [...document.querySelectorAll(selector)].filter(
            (el) => this.shown(el) && (!text || this.text(el).includes(text)));
        return text
            ? found.filter((el) => !found.some((o) => o !== el && el.contains(o)))
            : found;
    },
    point(selector, text) {
        const el = this.all(selector, text)[0];
        if (!el) return null;
        el.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
        const box = el.getBoundingClientRect();
        const x = box.left + box.width / 2, y = box.top + box.height / 2;
        const top = document.elementFromPoint(x, y);
        const free = top && (top === el || el.contains(top) || top.contains(el)
            || (top.closest("label") || {}).control === el);
        return { x, y, free, top: top ? top.outerHTML.slice(0, 200) : null };
    },
};
"""


class BrowserError(ZiError):
    """The page does not do or show what was asked for."""


class Browser:
    """A headless Chromium, to be used in a ``with`` statement.

    Each page that it opens is a person of his own: cookies are not shared.
    """

    def __init__(self):
        self._folder = None
        self._process = None
        self._socket = None
        self._number = 0
        self._answers = {}
        self._pages = {}

    def __enter__(self):
        return self.start()

    def __exit__(self, *exception):
        self.stop()

    def start(self):
        """Start the program and connect to it.

        :raises ZiError: when there is no Chromium or it does not answer
        """
        program = which("chromium") or which("chromium-browser")
        if not program:
            raise ZiError("Chromium is missing: apt-get install chromium")
        self._folder = tempfile.mkdtemp(prefix="zi-chromium-")
        self._process = subprocess.Popen(
            [
                *(program, *SWITCHES, "--remote-debugging-port=0"),
                *(f"--user-data-dir={self._folder}", "about:blank"),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        port, path = self._address()
        self._socket = websocket.create_connection(
            f"ws://127.0.0.1:{port}{path}", timeout=60, suppress_origin=True
        )
        return self

    def _address(self):
        """Port and path that the program writes down once it listens."""
        file = Path(self._folder) / "DevToolsActivePort"
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self._process.poll() is None:
            words = file.read_text().split() if file.exists() else []
            if len(words) == 2:
                return words
            time.sleep(0.05)
        self.stop()
        raise ZiError("Chromium does not start.")

    def stop(self):
        """End the program and remove its profile."""
        if self._socket:
            with contextlib.suppress(websocket.WebSocketException, OSError):
                self.call("Browser.close")
            self._socket.close()
            self._socket = None
        if self._process:
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def call(self, method, session=None, **params):
        """Send one command of the protocol and wait for its answer.

        :raises BrowserError: when the browser refuses it
        """
        self._number += 1
        number = self._number
        message = {"id": number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        self._socket.send(json.dumps(message))
        while number not in self._answers:
            self._receive()
        answer = self._answers.pop(number)
        if "error" in answer:
            raise BrowserError(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def _receive(self):
        message = json.loads(self._socket.recv())
        if "id" in message:
            self._answers[message["id"]] = message
        elif message.get("sessionId") in self._pages:
            self._pages[message["sessionId"]]._event(
                message["method"], message["params"]
            )

    def page(self, width=1400, height=900, phone=False, scale=1):
        """A new person with an empty browser.

        :param phone: touch instead of a mouse
        :param scale: pixels of the picture per pixel of the page
        """
        context = self.call("Target.createBrowserContext")["browserContextId"]
        target = self.call(
            "Target.createTarget", url="about:blank", browserContextId=context
        )["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)
        page = Page(self, context, session["sessionId"])
        self._pages[page.session] = page
        page.prepare(width, height, phone, scale)
        return page


class Page:
    """A tab.

    :ivar errors: what the console complained about, exceptions included
    """

    def __init__(self, browser, context, session):
        self.browser = browser
        self.context = context
        self.session = session
        self.errors = []
        self.phone = False

    def call(self, method, **params):
        return self.browser.call(method, self.session, **params)

    def prepare(self, width, height, phone, scale):
        self.phone = phone
        for domain in ("Page", "Runtime", "Log", "DOM"):
            self.call(f"{domain}.enable")
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=scale,
            mobile=phone,
        )
        self.call("Emulation.setTouchEmulationEnabled", enabled=phone)
        self.call("Emulation.setLocaleOverride", locale="id-ID")
        self.call("Page.addScriptToEvaluateOnNewDocument", source=FINDER)

    def close(self):
        """Close the tab and forget its cookies."""
        self.browser._pages.pop(self.session, None)
        self.browser.call("Target.disposeBrowserContext", browserContextId=self.context)

    def _event(self, method, params):
        if method == "Runtime.exceptionThrown":
            detail = params["exceptionDetails"]
            thrown = detail.get("exception", {}).get("description", detail["text"])
            self.errors.append(thrown)
        elif method == "Runtime.consoleAPICalled" and params["type"] == "error":
            words = [
                str(arg.get("value", arg.get("description"))) for arg in params["args"]
            ]
            self.errors.append(" ".join(words))
        elif method == "Log.entryAdded" and params["entry"]["level"] == "error":
            entry = params["entry"]
            self.errors.append(f"{entry['text']} {entry.get('url', '')}")

    # ------------------------------------------------------------------

    def run(self, script, seconds=SECONDS):
        """Evaluate JavaScript, wait for its promise, and return its plain value.

        :raises BrowserError: with the script's own error
        """
        result = self.call(
            "Runtime.evaluate",
            expression=script,
            awaitPromise=True,
            returnByValue=True,
            userGesture=True,
            timeout=seconds * 1000,
        )
        if "exceptionDetails" in result:
            detail = result["exceptionDetails"]
            raise BrowserError(
                detail.get("exception", {}).get("description", detail["text"])
            )
        return result["result"].get("value")

    def until(self, script, what=None, seconds=SECONDS):
        """Wait until a script gives something true, and return it.

        :raises BrowserError: after ``seconds``, with what the page shows
        """
        deadline = time.monotonic() + seconds
        value = None
        while time.monotonic() < deadline:
            # a page that is being left throws away its scripts
            with contextlib.suppress(BrowserError):
                value = self.run(script)
            if value:
                return value
            time.sleep(0.05)
        shown = ""
        with contextlib.suppress(BrowserError):
            shown = self.run("location.pathname + '\\n' + document.body.innerText")
        raise BrowserError(
            f"Waited {seconds} s for {what or script}.\nThe page shows: {shown[:3000]}"
        )

    def open(self, url):
        """Go to an address and wait for the whole page."""
        self.call("Page.navigate", url=url)
        self.until("document.readyState === 'complete' && !!window.ziTest", url)

    def see(self, selector, text="", seconds=SECONDS):
        """Wait for an element that a person sees; returns its text."""
        arguments = f"{json.dumps(selector)}, {json.dumps(text)}"
        return self.until(
            f"(() => {{ const el = ziTest.all({arguments})[0];"
            " return el && (ziTest.text(el) || ' '); })()",
            f"“{text}” in {selector}" if text else selector,
            seconds,
        )

    def count(self, selector, text=""):
        """How many such elements a person sees now."""
        return self.run(
            f"ziTest.all({json.dumps(selector)}, {json.dumps(text)}).length"
        )

    def gone(self, selector, text="", seconds=SECONDS):
        """Wait until no such element is seen."""
        arguments = f"{json.dumps(selector)}, {json.dumps(text)}"
        self.until(
            f"ziTest.all({arguments}).length === 0",
            f"“{text}” in {selector} to go away",
            seconds,
        )

    def _point(self, selector, text):
        """Middle of the first such element, once nothing covers it and it rests."""
        arguments = f"{json.dumps(selector)}, {json.dumps(text)}"
        self.see(selector, text)
        last, deadline = None, time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            point = self.run(f"ziTest.point({arguments})")
            if point and point["free"] and point == last:
                return point["x"], point["y"]
            last = point
            time.sleep(0.05)
        raise BrowserError(f"“{text}” in {selector} cannot be reached: {last}")

    def click(self, selector, text=""):
        """Click it, or tap it on a phone."""
        x, y = self._point(selector, text)
        if self.phone:
            self.call(
                "Input.dispatchTouchEvent",
                type="touchStart",
                touchPoints=[{"x": x, "y": y}],
            )
            self.call("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])
            return
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            self.call(
                "Input.dispatchMouseEvent",
                type=kind,
                x=x,
                y=y,
                button="none" if kind == "mouseMoved" else "left",
                clickCount=0 if kind == "mouseMoved" else 1,
            )

    def hold(self, selector, text="", seconds=0.7):
        """Keep a finger on it, as one does on a phone to choose it."""
        x, y = self._point(selector, text)
        finger = [{"x": x, "y": y}]
        self.call("Input.dispatchTouchEvent", type="touchStart", touchPoints=finger)
        time.sleep(seconds)
        # a long touch ends in the phone's own menu, not in a click
        self.call("Input.dispatchTouchEvent", type="touchCancel", touchPoints=[])

    def type(self, selector, text, within=""):
        """Click a field, select what stands in it, and type over it.

        :param within: text that the field's own element holds
        """
        self.click(selector, within)
        self.run("document.activeElement.select && document.activeElement.select()")
        self.call("Input.insertText", text=text)

    def press(self, key):
        """Press a named key such as Enter, Tab or Escape."""
        codes = {"Enter": 13, "Tab": 9, "Escape": 27}
        extra = {"text": "\r"} if key == "Enter" else {}
        for kind in ("keyDown", "keyUp"):
            self.call(
                "Input.dispatchKeyEvent",
                type=kind,
                key=key,
                code=key,
                windowsVirtualKeyCode=codes[key],
                **(extra if kind == "keyDown" else {}),
            )

    def choose_files(self, selector, *paths):
        """Put files into a file input, shown or not."""
        root = self.call("DOM.getDocument")["root"]["nodeId"]
        node = self.call("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        if not node:
            raise BrowserError(f"There is no {selector}.")
        self.call("DOM.setFileInputFiles", nodeId=node, files=[str(p) for p in paths])

    def drop_files(self, selector, *paths, text=""):
        """Drag files from outside over an element and let them go there."""
        x, y = self._point(selector, text)
        data = {"items": [], "files": [str(p) for p in paths], "dragOperationsMask": 1}
        for kind in ("dragEnter", "dragOver", "drop"):
            self.call("Input.dispatchDragEvent", type=kind, x=x, y=y, data=data)

    def picture(self, whole=False):
        """PNG of what is on the screen, or of the whole page."""
        answer = self.call(
            "Page.captureScreenshot", format="png", captureBeyondViewport=whole
        )
        return base64.b64decode(answer["data"])

    # ------------------------------------------------------------------

    def log_in(self, url, login, password):
        """Log in to Odoo as a person does and wait for the web client."""
        self.open(f"{url}/web/login?redirect=/odoo")
        self.type("input[name=login]", login)
        self.type("input[name=password]", password)
        self.press("Enter")
        self.web_client()

    def web_client(self):
        """Wait for Odoo's web client."""
        self.until(
            "window.odoo?.__WOWL_DEBUG__?.root?.env?.services?.action"
            " && !!document.querySelector('.o_web_client .o_action_manager > *')",
            "Odoo's web client",
            60,
        )
