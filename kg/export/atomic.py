"""Replacing a file at once: whoever looks sees the old content whole or the new content whole, also after a full disk or a kill."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from kg.errors import GraphError

__all__ = ["replacing"]


@contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """Open a file for writing that takes the place of ``path`` when the block ends without an error.

    The bytes go to a hidden file in the same folder, are forced to the disk, and only then renamed. After an error the hidden file is removed
    and an old file is as it was. A symbolic link stays a link: the file that it names is replaced.

    Raises:
        GraphError: If the folder is missing or cannot be written, or the disk is full.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with replacing(f"{folder}/talks.nt") as file:
        ...         _ = file.write(b"")
        ...     [name.name for name in Path(folder).iterdir()]
        ['talks.nt']
    """
    target = Path(os.path.realpath(path))
    if target.is_dir():
        raise GraphError("is a folder", hint="give the name of a file", place=str(path))
    temporary = target.with_name(f".{target.name[:80]}.{secrets.token_hex(4)}.part")
    try:
        with _writing(temporary) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _copy_mode(target, temporary)
        temporary.replace(target)
    except OSError as error:
        raise GraphError(
            f"cannot be written: {error.strerror or error}",
            hint="check that the folder exists, may be written and that the disk has room; an old file is unchanged",
            place=str(path),
        ) from error
    finally:
        with suppress(FileNotFoundError, NotADirectoryError):
            temporary.unlink()
    _sync_folder(target.parent)


def _writing(path: Path) -> BinaryIO:
    return path.open("xb")


def _copy_mode(target: Path, temporary: Path) -> None:
    with suppress(FileNotFoundError):
        temporary.chmod(target.stat().st_mode & 0o7777)


def _sync_folder(folder: Path) -> None:
    """Force the new name to the disk, where the system can."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
