"""Where the files of a pipeline lie: the bundled models, Stanza's own package, or a folder that the user names.

Three layouts are known. *Bundled*: ``kg/models/<language>/`` with a manifest that holds the SHA-256 of each file. *Flat*: a folder
with ``tokenize.pt``, ``pretrain.pt``, ``pos.pt``, ``lemma.pt``, ``depparse.pt`` and ``ner.pt``. *Official*: what ``stanza.download`` makes,
``resources.json`` beside ``<language>/<processor>/<package>.pt``. Nothing here loads a model, and nothing is ever fetched.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import ModelError, ModelNotFoundError

__all__ = ["ModelFiles", "default_files", "digest", "language_entry", "locate", "stanza_folder"]

PROCESSORS = ("tokenize", "mwt", "pos", "lemma", "depparse", "ner")
REQUIRED = ("tokenize", "pos", "lemma", "depparse")
FLAT = ("tokenize", "pretrain", "pos", "lemma", "depparse", "ner")
HERE = Path(__file__).parent
SAFE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFiles:
    """The files of one pipeline, found and complete.

    Args:
        folder: The folder that they lie in; that of ``resources.json`` in the official layout.
        processors: What the pipeline runs, in order.
        files: Path of each file by its name in messages.
        official: Whether ``resources.json`` names the files, or the layout is flat.
        language: Code that ``resources.json`` lists the language under, aliases followed.
    """

    folder: Path
    processors: tuple[str, ...]
    files: Mapping[str, Path]
    official: bool
    language: str


def locate(models: str, language: str) -> ModelFiles:
    """Find the files of a pipeline and check those whose digest is known.

    Args:
        models: ``bundled``, ``stanza`` or a folder.
        language: Code of the language, as ``en``.

    Raises:
        ModelNotFoundError: If a file is missing.
        ModelError: If a file is not the one that its manifest or ``resources.json`` lists.
    """
    if models == "bundled":
        return _bundled(language)
    if models == "stanza":
        return _official(stanza_folder(), language)
    folder = Path(models)
    if (folder / "resources.json").is_file():
        return _official(folder, language)
    if (folder / "tokenize.pt").is_file():
        return _flat(folder, language)
    raise ModelNotFoundError(
        f"no models in {str(folder)!r}: expected a Stanza folder with resources.json, or one with {', '.join(f'{name}.pt' for name in FLAT)}",
        hint="give such a folder, or models='bundled' or models='stanza'",
    )


def _bundled(language: str) -> ModelFiles:
    folder = HERE / language
    manifest = folder / "manifest.json"
    if not SAFE_NAME.fullmatch(language) or not manifest.is_file():
        raise ModelNotFoundError(
            f"no models come with the package for the language {language!r}", hint=f"kg models download {language}   and then models='stanza'"
        )
    found = _flat(folder, language)
    listed = _read_json(manifest).get("files", {})
    for name, file in found.files.items():
        wanted = listed.get(name, {}).get("sha256")
        if digest(file, "sha256") != wanted:
            raise ModelError(f"{file} is not the file that came with the package (its SHA-256 differs from manifest.json)", hint="install the package again")
    return found


def _flat(folder: Path, language: str) -> ModelFiles:
    files = {f"{name}.pt": folder / f"{name}.pt" for name in FLAT}
    _must_exist(files, language)
    return ModelFiles(folder=folder, processors=tuple(p for p in PROCESSORS if p in FLAT), files=files, official=False, language=language)


def stanza_folder() -> Path:
    """Return the folder that Stanza keeps its models in."""
    from stanza.resources.common import DEFAULT_MODEL_DIR

    return Path(DEFAULT_MODEL_DIR)


def _official(folder: Path, language: str) -> ModelFiles:
    resources = folder / "resources.json"
    if not resources.is_file():
        raise ModelNotFoundError(f"Stanza's package for {language!r} is not on this machine: {resources} is missing", hint=f"kg models download {language}")
    name, entry = language_entry(_read_json(resources), language, str(resources))
    wanted = {f"{name}/{kind}/{package}.pt": md5 for kind, package, md5 in default_files(entry, str(resources))}
    files = {relative: folder / relative for relative in wanted}
    _must_exist(files, language)
    for relative, md5 in wanted.items():
        if md5 and digest(files[relative], "md5") not in md5:
            message = f"{files[relative]} is not the file that {resources} lists (its MD5 differs)"
            raise ModelError(message, hint=f"delete it, then: kg models download {language}")
    present = entry["packages"]["default"]
    return ModelFiles(folder=folder, processors=tuple(p for p in PROCESSORS if p in present), files=files, official=True, language=name)


def _must_exist(files: Mapping[str, Path], language: str) -> None:
    missing = [str(file) for file in files.values() if not file.is_file()]
    if missing:
        raise ModelNotFoundError(f"missing model files: {', '.join(missing)}", hint=f"kg models download {language}")


def language_entry(resources: Mapping[str, Any], language: str, place: str) -> tuple[str, Mapping[str, Any]]:
    """Return code and entry of a language in Stanza's list of resources, aliases followed.

    Raises:
        ModelNotFoundError: If the language is not listed, or has no models for tokens, tags, lemmas and trees.
    """
    seen: set[str] = set()
    while language not in seen and isinstance(resources.get(language), dict) and "alias" in resources[language]:
        seen.add(language)
        language = resources[language]["alias"]
    entry = resources.get(language)
    default = entry.get("packages", {}).get("default", {}) if isinstance(entry, dict) else {}
    if not isinstance(entry, dict) or not SAFE_NAME.fullmatch(language) or any(p not in default for p in REQUIRED):
        known = sorted(code for code, value in resources.items() if isinstance(value, dict) and "packages" in value)
        raise ModelNotFoundError(f"{place} lists no full package for the language {language!r}", hint=f"one of: {', '.join(known)}")
    return language, entry


def default_files(entry: Mapping[str, Any], place: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield kind, package and accepted MD5 sums of each file that the default package of a language needs, dependencies included, each once.

    Raises:
        ModelError: If a name could lead out of the folder.
    """
    seen = set()
    default = entry["packages"]["default"]
    queue = [(p, default[p]) for p in PROCESSORS if p in default]
    while queue:
        kind, package = queue.pop(0)
        if (kind, package) in seen or (kind == "lemma" and package == "identity"):
            continue
        seen.add((kind, package))
        if not SAFE_NAME.fullmatch(kind) or not SAFE_NAME.fullmatch(package):
            raise ModelError(f"{place} lists a file with an unusable name: {kind}/{package}", hint="get resources.json from a source that you trust")
        listed = entry.get(kind, {}).get(package, {})
        yield kind, package, tuple(listed[key] for key in ("md5", "alternate_md5") if listed.get(key))
        queue.extend((d["model"], d["package"]) for d in listed.get("dependencies", ()))


def _read_json(file: Path) -> dict[str, Any]:
    """Return the object in a JSON file.

    Raises:
        ModelError: If the file holds something else.
    """
    try:
        value = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ModelError(f"{file} is no JSON: {error}", hint="restore the file, or fetch the models again") from error
    if not isinstance(value, dict):
        raise ModelError(f"{file} holds no JSON object", hint="restore the file, or fetch the models again")
    return value


def digest(file: Path, algorithm: str) -> str:
    """Return the hexadecimal digest of a file."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, algorithm).hexdigest()
