"""Fetch Stanza's own package for a language, when the user asks for it and never otherwise.

Only the files that annotation needs are fetched, in Stanza's layout, so that Stanza itself can use them too. A file that is complete is not fetched again,
one that was cut off goes on where it ended, and each appears under its name only when its MD5 is the one that Stanza's list of resources gives.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import ModelError
from kg.models.locate import default_files, digest, language_entry, stanza_folder

if TYPE_CHECKING:
    import httpx

__all__ = ["download"]


def download(language: str, folder: str | PathLike[str] | None = None, *, url: str | None = None, progress: bool = False) -> Path:
    """Fetch Stanza's package for a language.

    Args:
        language: Code as ``en`` or ``fr``.
        folder: Where to put it; Stanza's own folder when left out, where ``models="stanza"`` looks.
        url: Address of the folder with Stanza's lists of resources; Stanza's own when left out.
        progress: Show a bar for each file.

    Returns:
        The folder, which ``models=`` takes.

    Raises:
        ModelNotFoundError: If Stanza has no full package for the language.
        ModelError: If a file cannot be fetched, or is not the one that the list names.
    """
    import httpx
    from stanza.resources.common import DEFAULT_RESOURCES_URL, DEFAULT_RESOURCES_VERSION

    target = Path(folder) if folder is not None else stanza_folder()
    address = f"{(url or DEFAULT_RESOURCES_URL).rstrip('/')}/resources_{DEFAULT_RESOURCES_VERSION}.json"
    with httpx.Client(follow_redirects=True, timeout=httpx.Timeout(30)) as client:
        content = _fetch_list(client, address)
        resources = _parse(content, address)
        name, entry = language_entry(resources, language, address)
        for kind, package, sums in default_files(entry, address):
            place = str(resources["url"]).format(resources_version=DEFAULT_RESOURCES_VERSION, lang=name, filename=f"{kind}/{package}.pt")
            _fetch(client, place, target / name / kind / f"{package}.pt", sums, progress=progress)
    _put(target / "resources.json", content)
    return target


def _parse(content: bytes, address: str) -> Mapping[str, Any]:
    try:
        resources = json.loads(content)
    except ValueError as error:
        raise ModelError(f"{address} is no JSON: {error}", hint="is this the folder with Stanza's resources_VERSION.json?") from error
    if not isinstance(resources, dict) or not str(resources.get("url", "")).startswith(("https://", "http://")):
        raise ModelError(f"{address} does not say where the models lie (no 'url')", hint="is this the folder with Stanza's resources_VERSION.json?")
    return resources


def _fetch_list(client: httpx.Client, address: str) -> bytes:
    import httpx

    try:
        return client.get(address).raise_for_status().content
    except httpx.HTTPError as error:
        raise _unreachable(address, error) from error


def _fetch(client: httpx.Client, address: str, file: Path, sums: tuple[str, ...], *, progress: bool) -> None:
    """Fetch a file unless it is there; what an earlier try left behind is completed, or thrown away if it is not part of the file."""
    if not sums:
        raise ModelError(f"the list of resources gives no MD5 for {file.name}", hint="use a list of resources of this version of Stanza")
    if file.is_file() and digest(file, "md5") in sums:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f"{file.name}.part")
    resumed = part.is_file()
    _receive(client, address, part, progress=progress)
    if resumed and digest(part, "md5") not in sums:
        part.unlink()
        _receive(client, address, part, progress=progress)
    if digest(part, "md5") not in sums:
        part.unlink()
        raise ModelError(f"what {address} sent is not the file that the list of resources names (its MD5 differs)", hint="try again later")
    part.replace(file)


def _receive(client: httpx.Client, address: str, part: Path, *, progress: bool) -> None:
    """Write what the server sends behind what is there; a server that cannot send a part sends all."""
    import httpx

    have = part.stat().st_size if part.is_file() else 0
    try:
        with client.stream("GET", address, headers={"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})) as response:
            if response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
                return
            response.raise_for_status()
            again = response.status_code != httpx.codes.PARTIAL_CONTENT
            length = int(response.headers.get("Content-Length", 0)) + (0 if again else have)
            with part.open("wb" if again else "ab") as stream, _bar(part.stem, length, 0 if again else have, progress=progress) as bar:
                for chunk in response.iter_raw():
                    stream.write(chunk)
                    if bar is not None:
                        bar.update(len(chunk))
    except httpx.HTTPError as error:
        raise _unreachable(address, error) from error


def _bar(name: str, total: int, initial: int, *, progress: bool) -> AbstractContextManager[Any]:
    if not progress:
        return nullcontext()
    from tqdm.auto import tqdm

    return tqdm(desc=name, total=total or None, initial=initial, unit="B", unit_scale=True)


def _put(file: Path, content: bytes) -> None:
    part = file.with_name(f"{file.name}.part")
    part.write_bytes(content)
    part.replace(file)


def _unreachable(address: str, error: Exception) -> ModelError:
    reason = f"{type(error).__name__}: {error}"
    return ModelError(f"cannot fetch {address}: {reason}", hint="is the machine on the network? What was fetched so far is kept: try again")
