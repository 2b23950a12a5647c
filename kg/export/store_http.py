"""Requests to a triple store: time limits, repetition where it may help, and errors that say what to do.

Row 13 of the flow. Bodies are bytes with their length: some stores answer a body in chunks by «created» and keep nothing.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime

import httpx

from kg.errors import StoreError
from kg.export.store_login import Auth, find_login, without_credentials

__all__ = ["Connection", "Patience", "open_connection"]

_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1", "0.0.0.0"})  # noqa: S104 - a name to compare with
_LONGEST_WORDS = 300
_HINTS = {
    400: "the store did not understand the request; check that the address is that of a SPARQL or Graph Store endpoint",
    401: "check user and password: auth=(user, password), PARLEY_STORE_USER and PARLEY_STORE_PASSWORD, or a line in ~/.netrc",
    403: "the user may not write here; give it the right to update, or use the address for authenticated users (Virtuoso: /sparql-graph-crud-auth)",
    404: "check the address; it must be that of a SPARQL or Graph Store endpoint, and the dataset must exist",
    405: "this address takes no updates; give that of the Graph Store or of SPARQL Update",
    408: "the store or the network is slow; push again later, it goes on where it stopped",
    413: "raise the store's limit for request bodies, or push in smaller parts: part_bytes=1_000_000",
    414: "use a shorter name for the graph",
    415: "the store does not read N-Triples here; try the other method: method='update' or method='gsp'",
    429: "the store asks for fewer requests; push again later, it goes on where it stopped",
    500: "look into the store's log; push again when it is mended, it goes on where it stopped",
    503: "the store is busy or starting; push again later, it goes on where it stopped",
    507: "the store's disk is full",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long to wait for a store.

    Args:
        timeout: Seconds without a byte before a request has failed.
        attempts: How often a request is sent at most.
        pause: Seconds before the second attempt; doubled for each further one.
        longest: Most seconds between two attempts, also where the store asks for more.
        sleep: What waits.
    """

    timeout: float = 120.0
    attempts: int = 5
    pause: float = 0.5
    longest: float = 30.0
    sleep: Callable[[float], object] = field(default=time.sleep, repr=False)

    def wait(self, attempt: int, answer: httpx.Response | None) -> None:
        """Wait after an attempt that failed, as long as the store asks for in ``Retry-After`` if it does."""
        asked = _retry_after(answer) if answer is not None else None
        self.sleep(min(self.longest, asked if asked is not None else self.pause * 2 ** (attempt - 1)))


def _retry_after(answer: httpx.Response) -> float | None:
    value = answer.headers.get("retry-after", "")
    if value.isdigit():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, TypeError):
        return None


class Connection:
    """A client with credentials that repeats what may be repeated; all our requests can be sent twice with the effect of one.

    Args:
        client: Of httpx.
        patience: How long to wait.
        secrets: What no message may hold.
    """

    def __init__(self, client: httpx.Client, patience: Patience, secrets: tuple[str, ...]) -> None:
        self._client = client
        self._patience = patience
        self._secrets = secrets

    def close(self) -> None:
        """End the connection."""
        self._client.close()

    def __enter__(self) -> Connection:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the connection."""
        self.close()

    def send(
        self,
        method: str,
        url: str,
        *,
        what: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        allow: tuple[int, ...] = (),
        once: bool = False,
    ) -> httpx.Response:
        """Send a request and return the answer.

        Args:
            method: GET, PUT, POST or DELETE.
            url: Address.
            what: What is being done, for the message of an error.
            body: The whole body.
            headers: Beside those of httpx.
            params: Added to the address.
            form: Sent as a form instead of a body.
            allow: Codes of answers that are no error.
            once: Do not repeat.

        Raises:
            StoreError: If the store cannot be reached or refuses.
        """
        request = {"content": body, "headers": dict(headers or {}), "params": dict(params or {}) or None, "data": dict(form) if form else None}
        attempts = 1 if once else self._patience.attempts
        for attempt in range(1, attempts + 1):
            answer, failure = None, None
            try:
                answer = self._client.request(method, url, **request)  # type: ignore[arg-type]
            except httpx.TransportError as error:
                failure = error
            except (httpx.InvalidURL, httpx.HTTPError, httpx.StreamError) as error:
                raise StoreError(f"{what}: {self._clean(str(error))}", hint="check the address", place=url) from error
            if answer is not None and (answer.is_success or answer.status_code in allow):
                return answer
            if attempt == attempts or not _worth_repeating(answer, failure):
                raise self._error(answer, failure, what, url, attempt)
            self._patience.wait(attempt, answer)
        raise AssertionError("unreachable")

    def _error(self, answer: httpx.Response | None, failure: httpx.TransportError | None, what: str, url: str, attempt: int) -> StoreError:
        tried = f" ({attempt} attempts)" if attempt > 1 else ""
        if answer is None:
            return StoreError(f"{what}: {self._clean(_reason(failure))}{tried}", hint=_remedy(failure), place=url)
        code = answer.status_code
        if answer.is_redirect:
            elsewhere = self._clean(str(without_credentials(httpx.URL(answer.headers.get("location", "")))))
            return StoreError(f"{what}: the store answered {code} and points to {elsewhere!r}", hint="give that address, if you trust it", place=url)
        words = self._words(answer)
        hint = _HINTS.get(code) or (_HINTS[500] if code >= 500 else _HINTS[400])
        return StoreError(f"{what}: the store answered {code} {answer.reason_phrase}{f': {words}' if words else ''}{tried}", hint=hint, place=url)

    def _words(self, answer: httpx.Response) -> str:
        text = " ".join(re.sub(r"<(style|script)\b.*?</\1>|<[^<>]{0,200}>", " ", answer.text[:20_000], flags=re.DOTALL | re.IGNORECASE).split())
        return self._clean(text if len(text) <= _LONGEST_WORDS else text[:_LONGEST_WORDS] + "…")

    def _clean(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "***") if secret else text
        return text


def _worth_repeating(answer: httpx.Response | None, failure: httpx.TransportError | None) -> bool:
    if answer is not None:
        return answer.status_code in _AGAIN
    return not isinstance(failure, (httpx.UnsupportedProtocol, httpx.ProxyError)) and "CERTIFICATE" not in str(failure).upper()


def _reason(failure: httpx.TransportError | None) -> str:
    if isinstance(failure, httpx.TimeoutException):
        return "the store did not answer in time"
    if isinstance(failure, httpx.ConnectError):
        return f"no connection: {failure}"
    return f"the connection was lost: {failure}" if str(failure) else "the connection was lost"


def _remedy(failure: httpx.TransportError | None) -> str:
    if "CERTIFICATE" in str(failure).upper():
        return "the certificate is not trusted; if it is that of your own authority, name its file in SSL_CERT_FILE"
    if isinstance(failure, httpx.UnsupportedProtocol):
        return "give an address that begins with http:// or https://"
    if isinstance(failure, httpx.TimeoutException):
        return "raise timeout=, or look whether the store is busy; push again, it goes on where it stopped"
    if isinstance(failure, httpx.ConnectError):
        return "check that the store runs, and host and port of the address"
    return "look into the store's log, it may have died; push again, it goes on where it stopped"


def open_connection(url: str, *, auth: Auth | None = None, patience: Patience | None = None) -> tuple[Connection, httpx.URL]:
    """Make a connection for an address, and return it with the address free of credentials.

    Certificates are verified. Redirections are not followed, so that credentials go to no other server. Proxies of the environment are used,
    except for this machine itself.

    Raises:
        StoreError: If the address is none.
    """
    patience = patience or Patience()
    try:
        address = httpx.URL(url)
    except (httpx.InvalidURL, TypeError) as error:
        raise StoreError("not an address", hint="give an address such as http://localhost:7878/store") from error
    if address.scheme not in {"http", "https"} or not address.host:
        shown = str(without_credentials(address))
        raise StoreError(f"not an address of a store: {shown!r}", hint="give an address such as http://localhost:7878/store")
    login = find_login(address, auth)
    secrets = tuple(getattr(login, "secrets", ()))
    timeout = httpx.Timeout(patience.timeout, connect=min(10.0, patience.timeout))
    client = httpx.Client(auth=login, timeout=timeout, trust_env=address.host not in _LOCAL, headers={"User-Agent": "parley-kg"})
    return Connection(client, patience, secrets), without_credentials(address)
