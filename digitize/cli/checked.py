"""Files checked one after the other, as `check` shows them and `baseline` freezes what they have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from digitize.cli.settings import CHECK_LEVELS, Settings

if TYPE_CHECKING:
    from digitize.archive.paths import Input
    from digitize.engine import Result
    from digitize.findings import Finding
    from digitize.report.interchange import File
    from digitize.review.decisions import Decisions
    from digitize.text.source import Source


class Checked(NamedTuple):
    """A file that could be checked."""

    entry: Input
    source: Source
    result: Result
    shown: list[Finding]
    """Its findings, but for those that lost against another one."""
    found: Result
    """The result without the baseline."""
    aside: list[Finding]
    """Those that the baseline rejects or knows; the result is without them."""

    @property
    def label(self) -> str:
        """What the user knows it by."""
        return self.entry.label


class Check:
    """The files, checked one after the other as they are asked for; complains of those that can't be."""

    def __init__(self, paths: Sequence[str], settings: Settings, baseline: Decisions | None, fix: bool = False) -> None:
        self.options = settings.options(CHECK_LEVELS)
        self.fix = fix
        self.failures: list[tuple[str, str]] = []
        """Paths that can't be checked, and what is wrong with them; filled while `files` goes on."""
        self._paths = paths
        self._encoding = settings("encoding")
        self._most = settings.most
        self._baseline = baseline
        self._found = False

    @property
    def status(self) -> int:
        """The exit status, once all files are checked."""
        from digitize.cli import DONE, FAILED, FOUND

        return FAILED if self.failures else FOUND if self._found else DONE

    def files(self) -> Iterator[Checked]:
        """Checks, and fixes where that is asked for."""
        from digitize.archive.paths import inputs
        from digitize.cli import complain, tell_foreign
        from digitize.engine import examine_file
        from digitize.text.formats import Foreign
        from digitize.text.source import InputError, write

        foreign = 0
        for entry in inputs(self._paths):
            try:
                source = entry.read(self._encoding, self._most)
                found = examine_file(source, self.options)
                result, aside = self._heeded(entry, source, found)
                if self.fix and result.edits:
                    write(entry.path, source.carried_out(result.edits))
            except InputError as error:
                if entry.found and isinstance(error, Foreign):
                    foreign += 1
                    continue
                self.failures.append((entry.label, str(error)))
                complain(str(error), entry.label)
                continue
            shown = [finding for finding in result.findings if finding.status != "superseded"]
            self._found |= any(map(self.counts, shown))
            yield Checked(entry, source, result, shown, found, aside)
        tell_foreign(foreign)

    def _heeded(self, entry: Input, source: Source, result: Result) -> tuple[Result, list[Finding]]:
        """The result as the baseline has it, and the findings set aside for it."""
        if self._baseline is None:
            return result, []
        from digitize.cli import complain
        from digitize.engine import Result
        from digitize.review.verdicts import heed

        result, lost = heed(result, self._baseline, entry.place, source)
        if lost:
            complain(f"decisions of the baseline without a place: {len(lost)}", entry.label)
        kept: list[Finding] = []
        aside: list[Finding] = []
        for finding in result.findings:
            (aside if finding.known or finding.status == "rejected" else kept).append(finding)
        return Result(result.raw, tuple(kept)), aside

    def findings(self) -> Iterator[File]:
        """Each file as other programs are told of it."""
        from digitize.report.interchange import File

        for file in self.files():
            yield File(file.label, file.source, file.shown)

    def counts(self, finding: Finding) -> bool:
        """Whether a finding makes the check fail."""
        from digitize.rules import Tier

        return finding.status == "accepted" or finding.tier is not Tier.DOUBT or self.options.level is Tier.DOUBT
