"""Two independent checkers of PDF/UA-1 and our own of the tags: what a machine can test. None replaces a person."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import outloud
import pdfua
from outloud.registry import load_catalogue

from ui import pdf_structure

OURS = "structure"


@dataclass(frozen=True)
class Remark:
    """What one checker says of one place; `fails` when the file then breaks a rule of PDF/UA-1."""

    checker: str
    rule: str
    text: str
    fails: bool

    def __str__(self) -> str:
        return self.text if self.checker == OURS else f"{self.rule} ({self.checker}): {self.text}"


def failures(pdf: bytes) -> list[str]:
    """One line for each broken rule, and for each rule that could not be tested. Empty: it may be published."""
    return [str(remark) for remark in remarks(pdf) if remark.fails]


def remarks(pdf: bytes) -> list[Remark]:
    """All that the checkers say: broken rules, warnings, and guesses about what the tags mean.

    Ours comes first: it says what to mend, in the language of the moment.
    """
    ours = [Remark(OURS, rule, text, fails=True) for rule, text in pdf_structure.faults(pdf)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "checked.pdf"
        path.write_bytes(pdf)
        return [*ours, *_pdfua(str(path)), *_outloud(str(path))]


def _pdfua(path: str) -> Iterator[Remark]:
    try:
        report = pdfua.validate(path)
    except pdfua.PdfuaError as error:
        yield Remark("pdfua", "unreadable", str(error), fails=True)
        return
    for found in report.findings:
        text = f"{found.message} [{found.location.describe()}]"
        yield Remark("pdfua", found.rule_id, text, fails=found.severity is pdfua.Severity.ERROR)
    severities = {rule.id: rule.severity for rule in pdfua.default_registry()}
    for outcome in report.skipped:
        fails = severities[outcome.rule_id] is pdfua.Severity.ERROR
        yield Remark("pdfua", outcome.rule_id, f"not tested: {outcome.skipped_reason}", fails=fails)


def _outloud(path: str) -> Iterator[Remark]:
    result = outloud.check(path)
    if result.error:
        yield Remark("outloud", "unreadable", result.error, fails=True)
    rules = load_catalogue()
    for found in result.sorted_findings():
        place = f"page {found.page}" if found.page else "document"
        text = f"{found.message} [{place}{f': {found.evidence}' if found.evidence else ''}]"
        conformance = rules[found.rule].layer == "conformance"
        yield Remark("outloud", found.rule, text, fails=conformance and found.severity == "error")
    for run in result.runs:
        if run.status == "crashed":
            conformance = rules[run.rule].layer == "conformance"
            yield Remark("outloud", run.rule, f"not tested: {run.reason}", fails=conformance)
