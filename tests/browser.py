"""A real browser for tests: Chromium without a window, driven over its debugging protocol on the loopback interface."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.request import urlopen

import pytest

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync "
    "--hide-scrollbars --force-device-scale-factor=1 --remote-debugging-port=0 --remote-allow-origins=*"
).split()
_PATIENCE = 60.0


def find_browser() -> str:
    """Return the program, or skip the test naming what to install; where CI=true a missing browser is an error."""
    found = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    client = _has_client()
    if found and client:
        return found
    missing = "the Debian package chromium" if not found else "the Python package websocket-client"
    message = f"needs a browser: {missing} is not installed"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


def _has_client() -> bool:
    try:
        import websocket  # noqa: F401
    except ImportError:
        return False
    return True


class Browser:
    """One Chromium with one page and a new, empty profile."""

    def __init__(self, *, width: int = 1280, height: int = 800) -> None:
        program = find_browser()
        import websocket

        self._folder = Path(tempfile.mkdtemp(prefix="browser-"))
        command = [program, *FLAGS, f"--user-data-dir={self._folder}", f"--window-size={width},{height}", "about:blank"]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.events: list[dict[str, Any]] = []
        self._number = 0
        port = self._port()
        with urlopen(f"http://127.0.0.1:{port}/json", timeout=_PATIENCE) as answer:
            pages = [target for target in json.load(answer) if target["type"] == "page"]
        self._socket = websocket.create_connection(pages[0]["webSocketDebuggerUrl"], timeout=_PATIENCE)
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.command(f"{domain}.enable")
        self.command("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def __enter__(self) -> Browser:
        """Return the browser."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Stop it and remove its profile."""
        self._socket.close()
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(10)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _port(self) -> int:
        file = self._folder / "DevToolsActivePort"
        for _ in range(600):
            lines = file.read_text(encoding="utf-8").split() if file.exists() else []
            if len(lines) > 1:
                return int(lines[0])
            time.sleep(0.05)
        raise TimeoutError("the browser did not open its debugging port")

    def command(self, method: str, *, session: str | None = None, **parameters: Any) -> dict[str, Any]:
        """Send a command, to the page or to a frame that has a process of its own, and return its result; events that come meanwhile are kept."""
        self._number += 1
        number = self._number
        message = {"id": number, "method": method, "params": parameters} | ({"sessionId": session} if session else {})
        self._socket.send(json.dumps(message))
        while True:
            answer: dict[str, Any] = json.loads(self._socket.recv())
            if answer.get("id") == number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                result: dict[str, Any] = answer["result"]
                return result
            self._keep(answer)

    def _keep(self, message: dict[str, Any]) -> None:
        self.events.append(message)
        if message.get("method") == "Page.javascriptDialogOpening":
            self._number += 1
            self._socket.send(json.dumps({"id": self._number, "method": "Page.handleJavaScriptDialog", "params": {"accept": True}}))

    def run(self, script: str) -> Any:
        """Evaluate JavaScript in the page, wait for a promise, and return its value."""
        answer = self.command("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"].get("exception", {}).get("description", str(answer["exceptionDetails"])))
        return answer["result"].get("value")

    def run_in_frames(self, script: str) -> list[Any]:
        """Evaluate JavaScript in every sandboxed frame of the page; such frames have a process of their own."""
        frames = [target for target in self.command("Target.getTargets")["targetInfos"] if target["type"] == "iframe"]
        values = []
        for frame in frames:
            session = self.command("Target.attachToTarget", targetId=frame["targetId"], flatten=True)["sessionId"]
            values.append(self.command("Runtime.evaluate", session=session, expression=script, returnByValue=True)["result"].get("value"))
            self.command("Target.detachFromTarget", sessionId=session)
        return values

    def open(self, address: str, *, ready: str = "document.readyState === 'complete'") -> None:
        """Open a page and wait until a condition holds."""
        self.events.clear()
        self.command("Page.navigate", url="about:blank")
        self.command("Page.navigate", url=address)
        self.wait(ready)

    def wait(self, condition: str, *, seconds: float = _PATIENCE) -> None:
        """Wait until a condition holds in the page."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.run(f"Boolean(document.documentElement && ({condition}))"):
                return
            time.sleep(0.05)
        raise TimeoutError(f"never became true: {condition}")

    def settle(self, seconds: float = 0.3) -> None:
        """Let the page go on for a while and take in its events."""
        self.run(f"new Promise((done) => setTimeout(done, {int(seconds * 1000)}))")

    def move(self, x: float, y: float) -> None:
        """Move the mouse."""
        self.command("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def click(self, x: float, y: float) -> None:
        """Click with the mouse."""
        self.move(x, y)
        for kind in ("mousePressed", "mouseReleased"):
            self.command("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)
        self.settle(0.4)

    def screenshot(self, path: Path) -> None:
        """Save what is seen as PNG."""
        path.write_bytes(base64.b64decode(self.command("Page.captureScreenshot", format="png")["data"]))

    def named(self, method: str) -> list[dict[str, Any]]:
        """Return the parameters of the events of one kind since the page was opened."""
        return [event["params"] for event in self.events if event.get("method") == method]

    def requests(self) -> list[str]:
        """Return the addresses asked for, the page's own file and data in the page apart."""
        asked = [event["request"]["url"] for event in self.named("Network.requestWillBeSent")]
        return [address for address in asked if not address.startswith(("data:", "blob:", "file:", "about:"))]

    def errors(self) -> list[str]:
        """Return uncaught errors of scripts, and what the content security policy refused."""
        thrown = [event["exceptionDetails"].get("exception", {}).get("description", "?") for event in self.named("Runtime.exceptionThrown")]
        return thrown + [event["entry"]["text"] for event in self.named("Log.entryAdded") if event["entry"]["level"] == "error"]
