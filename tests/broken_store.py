"""A triple store that fails as told, on the loopback interface: SPARQL 1.1 and the Graph Store Protocol over pyoxigraph."""

from __future__ import annotations

import base64
import hashlib
import re
import socket
import struct
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import parse_qs, urlsplit

from pyoxigraph import NamedNode, QueryResultsFormat, QueryTriples, RdfFormat, Store

REALM, NONCE = "store", "0123456789abcdef"


class BrokenStore:
    """A store whose writes go wrong one after the other, as planned; then all is well.

    Args:
        plan: One entry per write: ``ok``, a status code, ``reset`` (connection cut before anything), ``half`` (half of the body kept, then cut),
            ``hang`` (no answer), ``lie`` (answers well, keeps nothing), ``gone`` (does as told, then cuts the connection).
        basic: User and password asked for by Basic.
        digest: The same by Digest.
        token: Bearer token asked for.
        largest: Most bytes of a body.
    """

    def __init__(
        self,
        *plan: str,
        basic: tuple[str, str] | None = None,
        digest: tuple[str, str] | None = None,
        token: str | None = None,
        largest: int | None = None,
        words: str = "planned",
    ) -> None:
        self.plan = list(plan)
        self.basic, self.digest, self.token, self.largest, self.words = basic, digest, token, largest, words
        self.store = Store()
        self.writes: list[tuple[str, int]] = []
        self.headers: list[dict[str, str]] = []
        self.ended = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"owner": self}))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> BrokenStore:
        """Begin to answer."""
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End."""
        self.ended.set()
        self._server.shutdown()
        self._server.server_close()

    def size(self, graph: str) -> int:
        """Count the triples of a graph."""
        return sum(1 for _ in self.store.quads_for_pattern(None, None, None, NamedNode(graph)))


class _Handler(BaseHTTPRequestHandler):
    owner: BrokenStore
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self._answer()

    do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815 - names that http.server asks for

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        address = urlsplit(self.path)
        owner = self.owner
        owner.headers.append(dict(self.headers))
        if not self._may():
            challenge = f'Digest realm="{REALM}", nonce="{NONCE}", qop="auth", algorithm=MD5' if owner.digest else f'Basic realm="{REALM}"'
            return self._send(401, b"<html><body><h1>who are you?</h1></body></html>", {"WWW-Authenticate": "Bearer" if owner.token else challenge})
        if address.path == "/query":
            return self._query(body)
        if address.path not in {"/update", "/store"}:
            return self._send(404, b"nothing here")
        return self._write(address.path, parse_qs(address.query), body)

    def _may(self) -> bool:
        owner, given = self.owner, self.headers.get("Authorization", "")
        if owner.token:
            return given == f"Bearer {owner.token}"
        if owner.basic:
            return given == "Basic " + base64.b64encode(":".join(owner.basic).encode()).decode()
        if owner.digest:
            if not given.startswith("Digest "):
                return False
            part = dict(re.findall(r'(\w+)="?([^",]*)"?', given))
            user, password = owner.digest
            one, two = _md5(f"{user}:{REALM}:{password}"), _md5(f"{self.command}:{part['uri']}")
            return part["response"] == _md5(f"{one}:{NONCE}:{part['nc']}:{part['cnonce']}:{part['qop']}:{two}")
        return True

    def _query(self, body: bytes) -> None:
        try:
            found = self.owner.store.query(parse_qs(body.decode())["query"][0])
        except (SyntaxError, ValueError, KeyError) as error:
            return self._send(400, str(error).encode())
        if isinstance(found, QueryTriples):
            return self._send(200, found.serialize(format=RdfFormat.N_TRIPLES) or b"", {"Content-Type": "application/n-triples"})
        return self._send(200, found.serialize(format=QueryResultsFormat.JSON) or b"", {"Content-Type": "application/sparql-results+json"})

    def _write(self, path: str, query: dict[str, list[str]], body: bytes) -> None:
        owner = self.owner
        fault = owner.plan.pop(0) if owner.plan else "ok"
        if owner.largest is not None and len(body) > owner.largest:
            fault = "413"
        owner.writes.append((f"{self.command} {path} {fault}", len(body)))
        if fault.isdigit():
            return self._send(int(fault), owner.words.encode(), {"Retry-After": "0"} if fault in {"429", "503"} else {})
        if fault == "lie":
            return self._send(201)
        if fault == "hang":
            owner.ended.wait(20)
            return self._cut()
        if fault != "reset":
            if fault == "half":
                lines = body.split(b"\n")
                body = b"\n".join(lines[: len(lines) // 2]) + b"\n"
            self._keep(path, query, body)
        return self._send(204) if fault == "ok" else self._cut()

    def _keep(self, path: str, query: dict[str, list[str]], body: bytes) -> None:
        store = self.owner.store
        if path == "/update":
            store.update(body.decode())
            return
        graph = NamedNode(query["graph"][0])
        if self.command in {"PUT", "DELETE"}:
            store.remove_graph(graph)
        if self.command != "DELETE":
            store.load(body, format=RdfFormat.N_TRIPLES, to_graph=graph)

    def _cut(self) -> None:
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def _send(self, code: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response(code)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
