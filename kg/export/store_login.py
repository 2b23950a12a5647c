"""Credentials for a triple store: where they come from, and how they are shown to the server that asks for them.

Row 13 of the flow. They are never part of a message, a log or a representation.
"""

from __future__ import annotations

import netrc
import os
from collections.abc import Generator
from pathlib import Path

import httpx

from kg.errors import StoreError

__all__ = ["Login", "Token", "find_login", "without_credentials"]

Auth = tuple[str, str] | str | httpx.Auth
"""A user and a password, a bearer token, or an authentication of httpx."""


class Login(httpx.Auth):
    """A user and a password, shown as the server asks for it: digest or basic.

    Nothing is sent before the server asks. The answer to a digest is kept for the requests that follow, so that a body is sent once.

    Args:
        user: Name of the user.
        password: The password.
    """

    def __init__(self, user: str, password: str) -> None:
        self._secrets = (password,)
        self._digest = httpx.DigestAuth(user, password)
        self._basic = httpx.BasicAuth(user, password)
        self._chosen: httpx.Auth | None = None

    def __repr__(self) -> str:
        """Return the kind alone."""
        return "<Login>"

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no message may hold."""
        return self._secrets

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Answer the challenge of the server."""
        if self._chosen is None:
            response = yield request
            if response.status_code != httpx.codes.UNAUTHORIZED:
                return
            asked = " ".join(response.headers.get_list("www-authenticate")).casefold()
            self._chosen = self._digest if "digest" in asked else self._basic
        yield from self._chosen.auth_flow(request)


class Token(httpx.Auth):
    """A bearer token, sent with every request.

    Args:
        token: The token.
    """

    def __init__(self, token: str) -> None:
        self._secrets = (token,)

    def __repr__(self) -> str:
        """Return the kind alone."""
        return "<Token>"

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no message may hold."""
        return self._secrets

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Add the header."""
        request.headers["Authorization"] = f"Bearer {self._secrets[0]}"
        yield request


def find_login(url: httpx.URL, auth: Auth | None = None) -> httpx.Auth | None:
    """Find the credentials for an address.

    The first that is there counts: the argument, a user and password within the address, the environment (``PARLEY_STORE_TOKEN``, or
    ``PARLEY_STORE_USER`` with ``PARLEY_STORE_PASSWORD``), the netrc file of the user.

    Raises:
        StoreError: If the netrc file cannot be read, or the environment names a user without a password.

    Example:
        >>> find_login(httpx.URL("http://example.org/"), ("ada", "secret"))
        <Login>
    """
    if auth is not None:
        return _given(auth)
    if url.username or url.password:
        return Login(url.username, url.password)
    token, user, password = (os.environ.get(f"PARLEY_STORE_{name}") for name in ("TOKEN", "USER", "PASSWORD"))
    if token:
        return Token(token)
    if user and password is None:
        raise StoreError("PARLEY_STORE_USER is set without PARLEY_STORE_PASSWORD", hint="set both, or neither")
    if user and password is not None:
        return Login(user, password)
    return _from_netrc(url.host)


def _given(auth: Auth) -> httpx.Auth:
    if isinstance(auth, httpx.Auth):
        return auth
    return Token(auth) if isinstance(auth, str) else Login(*auth)


def _from_netrc(host: str) -> httpx.Auth | None:
    path = Path(os.environ.get("NETRC") or Path.home() / ".netrc")
    if not path.is_file():
        return None
    try:
        entry = netrc.netrc(path).authenticators(host)
    except (netrc.NetrcParseError, OSError) as error:
        raise StoreError("the netrc file cannot be read", hint="mend it (it must belong to you alone), or pass auth=", place=str(path)) from error
    return Login(entry[0], entry[2] or "") if entry and entry[0] else None


def without_credentials(url: httpx.URL) -> httpx.URL:
    """Return an address without the user and password in it.

    Example:
        >>> str(without_credentials(httpx.URL("http://ada:secret@example.org/store")))
        'http://example.org/store'
    """
    return url.copy_with(username="", password="") if url.userinfo else url
