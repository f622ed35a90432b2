"""One run at a time in a folder, or one for each slice of an archive.

The lock is the system's own (flock), so that it ends with its process, however that ends; the file only says who holds
it. Worker processes hold it with the first one: what they still write when that was killed is waited for.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from io import FileIO
from pathlib import Path
from typing import NamedTuple

from digitize.text.source import InputError, make_folder, reason

WAIT = 0.05
"""Seconds between looks at whether the worker processes of a run that was killed have ended."""


class Holder(NamedTuple):
    """Who holds a folder."""

    pid: int
    host: str
    since: str

    @property
    def ended(self) -> bool:
        """Whether it is known to have ended; of other machines nothing is."""
        if self.host != os.uname().nodename:
            return False
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return True
        except PermissionError:  # somebody else's
            return False
        return False


@contextmanager
def held(folders: Sequence[Path], piece: str = "", patient: bool = False) -> Iterator[None]:
    """Holds folders for this run as a whole, or what is one piece's.

    Who else holds them is waited for, or told of by an InputError. Nothing keeps a second run out on Windows,
    which has no flock.
    """
    with ExitStack() as stack:
        for folder in dict.fromkeys(Path(os.path.realpath(folder)) for folder in folders):
            stack.enter_context(_locked(folder / "lock", bool(piece), patient))
            if piece:
                stack.enter_context(_locked(folder / f"lock-{piece}", False, patient))
        yield


@contextmanager
def _locked(path: Path, shared: bool, patient: bool) -> Iterator[None]:
    made = [folder for folder in path.parents if not folder.exists()]
    try:
        import fcntl

        make_folder(path.parent)
        file = FileIO(path, "a+")
    except (ModuleNotFoundError, OSError):  # where there can't be a lock, nothing else can be written, and is told of
        yield
        return
    while not _taken(file, path, fcntl.LOCK_SH if shared else fcntl.LOCK_EX, patient):
        file.close()
        make_folder(path.parent)
        file = FileIO(path, "a+")
    with file:
        file.truncate(0)  # what a run that was killed said
        if not shared:
            with suppress(OSError):  # the disk is full; nobody knows us then
                file.write(json.dumps(Holder(os.getpid(), os.uname().nodename, time.strftime("%F %T"))).encode())
        try:
            yield
        finally:
            if _flock(file, fcntl.LOCK_EX):  # of those who share it, the last one
                path.unlink(missing_ok=True)
            with suppress(OSError):  # something is in them
                for folder in made or [path.parent]:
                    folder.rmdir()


def _taken(file: FileIO, path: Path, kind: int, patient: bool) -> bool:
    """Whether this is held now; where it is not, it may be soon. Raises InputError where somebody else holds it."""
    if _flock(file, kind):
        with suppress(FileNotFoundError):  # its last holder has just removed it
            return os.path.samestat(path.stat(), os.fstat(file.fileno()))
        return False
    holders = list(filter(None, map(_holder, path.parent.glob("lock*"))))
    for holder in holders:
        if not (patient or holder.ended):
            where = path.parent.parent
            raise InputError(f"another run holds {where}: process {holder.pid} on {holder.host}, since {holder.since}")
    time.sleep(WAIT)
    return False


def _flock(file: FileIO, kind: int) -> bool:
    import fcntl

    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        raise InputError(f"can't lock {file.name!s}: {reason(error)}") from None
    return True


def _holder(path: Path) -> Holder | None:
    """Who holds a lock, if anybody does and says so."""
    import fcntl

    with suppress(OSError, ValueError, TypeError), FileIO(path) as file:
        if not _flock(file, fcntl.LOCK_SH):
            return Holder(*json.loads(file.readall()))
    return None
