"""Real triple stores for tests, on the loopback interface, each in a folder of its own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

_PATIENCE = 60.0
USER, PASSWORD = "dba", "kept-secret"
_INI = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = {folder}/temporary.db
TransactionFile = {folder}/temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
MaxClientConnections = 10
CheckpointInterval = 60
NumberOfBuffers = 20000
MaxDirtyBuffers = 12000
CaseMode = 2
DirsAllowed = {folder}
ThreadsPerQuery = 1
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 10
MaxKeepAlives = 10
KeepAliveTimeout = 10
Charset = UTF-8
[SPARQL]
ResultSetMaxRows = {rows}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A store that runs."""

    name: str
    url: str
    auth: tuple[str, str] | None
    process: subprocess.Popen[bytes]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _missing(package: str) -> None:
    message = f"needs a triple store: {package} is not installed"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


def _wait(process: subprocess.Popen[bytes], url: str) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        assert process.poll() is None, f"the store ended with {process.returncode}"
        try:
            httpx.get(url, timeout=2, trust_env=False)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the store does not answer")


@contextmanager
def oxigraph() -> Iterator[Server]:
    """Run Oxigraph's server, from the Python package oxigraph."""
    beside = Path(sys.executable).with_name("oxigraph")
    program = str(beside) if beside.exists() else shutil.which("oxigraph")
    if program is None:
        _missing("the Python package oxigraph")
    folder, port = tempfile.mkdtemp(prefix="oxigraph-"), _free_port()
    command = [str(program), "serve", "--location", folder, "--bind", f"127.0.0.1:{port}"]
    with _running(command, folder) as process:
        _wait(process, f"http://127.0.0.1:{port}/")
        yield Server(name="oxigraph", url=f"http://127.0.0.1:{port}", auth=None, process=process)


@contextmanager
def virtuoso(*, rows: int = 1_000_000) -> Iterator[Server]:
    """Run Virtuoso, from the Debian packages virtuoso-opensource-7 and virtuoso-opensource-7-bin."""
    program = shutil.which("virtuoso-t")
    if program is None:
        _missing("the Debian packages virtuoso-opensource-7 and virtuoso-opensource-7-bin")
    folder, http, sql = tempfile.mkdtemp(prefix="virtuoso-"), _free_port(), _free_port()
    ini = Path(folder) / "virtuoso.ini"
    ini.write_text(_INI.format(folder=folder, http=http, sql=sql, rows=rows), encoding="utf-8")
    command = [str(program), "+foreground", "+configfile", str(ini)]
    first = [*command, "+pwdold", "dba", "+pwddba", PASSWORD, "+pwddav", PASSWORD]  # sets the passwords and ends
    subprocess.run(first, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder, timeout=_PATIENCE, check=False)
    with _running(command, folder) as process:
        url = f"http://127.0.0.1:{http}/sparql"
        _wait(process, url)
        yield Server(name="virtuoso", url=url, auth=(USER, PASSWORD), process=process)


@contextmanager
def _running(command: list[str], folder: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)
