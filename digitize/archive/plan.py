"""What a run does to each file, where its output goes, and which files would lose by it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from digitize.archive import reported
from digitize.archive.overview import INDEX, REVIEW
from digitize.archive.paths import MOST, RAW, STANDARD_INPUT, Input
from digitize.archive.store import LOCAL, Store
from digitize.engine import Options
from digitize.text.source import InputError


@dataclass(frozen=True, slots=True)
class Plan:
    """Where output goes, and what is done to each file."""

    output: Path
    reports: Path
    options: Options = field(default_factory=Options)
    encoding: str | None = None
    decisions: tuple[Path, ...] = ()
    """Files of decisions; they are made to bear on what is found."""
    max_size: int = MOST
    """Bytes that a file may have."""
    raw: Store = LOCAL
    """Where the raw files are."""
    store: Store = LOCAL
    """Where output and reports go."""

    def cleaned(self, entry: Input) -> Path:
        """Where the cleaned text goes."""
        return self.output / entry.relative

    def report(self, entry: Input, suffix: str) -> Path:
        """Where a report goes."""
        return self.reports / entry.relative.parent / (stem(entry.relative) + suffix)

    def outputs(self, entry: Input) -> list[Path]:
        """All that is written for a file."""
        return [self.cleaned(entry), *(self.report(entry, suffix) for suffix in reported.SUFFIXES)]


def stem(file: Path) -> str:
    """The name of a file's reports, without what each adds to it."""
    return file.name.removesuffix(".txt")


class Claims:
    """Which outputs may be written: none that takes the place of a raw file, or of another output.

    What can be found from paths alone is, rather than from a list of all files, which an archive has too many of.
    """

    def __init__(self, plan: Plan, paths: Sequence[str]) -> None:
        self._plan = plan
        self._folders: list[tuple[int, Path, Path]] = []
        """Those that were named: which one, its path, the real one."""
        self._files: dict[Path, tuple[int, str]] = {}
        """By the output of files that were named: the first one."""
        self._raw: set[Path] = set()
        """The real paths of files that were named."""
        self._own = [plan.store.real(plan.output), plan.store.real(plan.reports)]
        for number, name in enumerate(paths):
            try:
                path = plan.raw.path(name)
                if name == STANDARD_INPUT:
                    continue
                if plan.raw.is_folder(path):
                    self._folders.append((number, path, plan.raw.real(path)))
                else:
                    self._files.setdefault(Path(stem(path)), (number, name))
                    self._raw.add(plan.raw.real(path))
            except InputError:
                continue  # it is told of as an input

    def among_others(self, entry: Input) -> Input | None:
        """An entry, with an error where its output is another one's; None where it is a file that was there already."""
        if entry.error or entry.label == STANDARD_INPUT:
            return entry
        first = self._first(entry, entry.relative.parent / stem(entry.relative))
        if not first:
            return entry
        if self._plan.raw.real(self._plan.raw.path(first)) == self._plan.raw.real(entry.path):
            return None
        return entry._replace(error=f"its output would be that of {first}; clean it into another folder")

    def checked(self, entry: Input) -> Input:
        """An entry, with an error where its output can't be."""
        if entry.error or entry.label == STANDARD_INPUT:
            return entry
        for target in self._plan.outputs(entry) if self._plan.raw == self._plan.store else ():
            real = self._plan.store.real(target)
            if real in self._raw or any(map(self._plan.raw.state, self._walked(real))):
                return entry._replace(
                    error=f"its output {target} would take the place of a raw file; see -o, --reports"
                )
            if next(self._walked(real), None):
                return entry._replace(error=f"its output {target} would stand among the raw files; see -o, --reports")
        if (page := (entry.relative.parent / stem(entry.relative)).as_posix() + ".html") in (INDEX, REVIEW):
            return entry._replace(error=f"its report would be {page}, the page over all files; name it otherwise")
        return entry

    def _first(self, entry: Input, place: Path) -> str:
        """The file that was named, or is in a folder that was named, before and has the same output; empty if none."""
        number, name = self._files.get(place, (entry.named, ""))
        found = [(number, name)] if number < entry.named else []
        for number, folder, _ in self._folders:
            if number > entry.named:
                break
            for path in self._with_stem(folder / place):
                earlier = number < entry.named or path < entry.path
                if earlier and self._plan.raw.state(path) and any(self._walked(self._plan.raw.real(path))):
                    found.append((number, self._plan.raw.label(path)))
        return min(found, default=(0, ""))[1]

    @staticmethod
    def _with_stem(path: Path) -> Iterator[Path]:
        """The raw files whose reports have this path, in order: x.txt goes without its ending, x.xml does not."""
        if path.name.endswith(RAW):
            yield path
        yield path.with_name(path.name + ".txt")

    def _walked(self, real: Path) -> Iterator[Path]:
        """The path, for each folder in which it is found, or would be, as a raw file."""
        for _, _, folder in self._folders:
            if real.name.endswith(RAW) and real.is_relative_to(folder):
                hidden = any(name.startswith(".") for name in real.relative_to(folder).parts[:-1])
                own = any(
                    own != folder and own.is_relative_to(folder) and real.is_relative_to(own) for own in self._own
                )
                if not hidden and not own:
                    yield real
