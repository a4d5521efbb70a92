import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import openpyxl
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from instruments.models import Instrument
from instruments.report import document_of
from instruments.schema import (
    LANGUAGES,
    Document,
    DomainShape,
    IndicatorShape,
    ScaleShape,
    SubcategoryShape,
    Translated,
)
from instruments.workbook import layout
from instruments.workbook.layout import CHOICES, COLUMNS, SETTINGS, SURVEY

Row = dict[str, str]

FORMULAS = ("=", "+", "-", "@")
ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
ALWAYS = "2026-01-01T00:00:00Z"
WIDE, NARROW = 48, 16


def export(instrument: Instrument) -> bytes:
    """The questionnaire as an XLSForm workbook. The same questionnaire gives the same bytes."""
    return write(document_of(instrument), state=instrument.state)


def write(document: Document, *, state: str) -> bytes:
    """The workbook of this document."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in (
        (SURVEY, _survey(document)),
        (CHOICES, _choices(document)),
        (SETTINGS, [_settings(document, state)]),
    ):
        _fill(book.create_sheet(name), COLUMNS[name], rows)
    out = io.BytesIO()
    book.save(out)
    return _timeless(out.getvalue())


def _timeless(data: bytes) -> bytes:
    """The same workbook without the moment at which it was written."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:created[^>]*>)[^<]*", rb"\g<1>" + ALWAYS.encode(), content)
                content = MODIFIED.sub(rb"\g<1>" + ALWAYS.encode(), content)
            new.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _fill(sheet: Any, columns: tuple[str, ...], rows: Any) -> None:
    for number, column in enumerate(columns, start=1):
        cell = sheet.cell(1, number, column)
        cell.font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(number)].width = WIDE if "::" in column else NARROW
    for line, row in enumerate(rows, start=2):
        for number, column in enumerate(columns, start=1):
            if text := row.get(column):
                _write_text(sheet.cell(line, number), text)
    sheet.freeze_panes = "C2"


def _write_text(cell: Any, text: str) -> None:
    """As text and never as a formula, whatever it begins with."""
    cell.value = ESCAPE.sub("_x005F_", text)
    cell.data_type = "s"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if text.startswith(FORMULAS):
        cell.quotePrefix = True


def _texts(column: str, text: Translated) -> Row:
    values = text.model_dump()
    return {
        name: values[language] for name, language in zip(layout.in_languages(column), LANGUAGES, strict=True)
    }


def _survey(document: Document) -> Iterator[Row]:
    scales = {scale.key: scale for scale in document.scales}
    for domain, part in zip(document.domains, document.questionnaire, strict=True):
        name = f"domain_{domain.number}"
        yield {"type": layout.BEGIN, "name": name} | _domain(domain)
        for number, page in enumerate(part.subcategories, start=1):
            yield from _page(f"{name}_{number}", page, scales)
        yield {"type": layout.END, "name": name}


def _domain(domain: DomainShape) -> Row:
    [description] = domain.description.values()
    return {
        "domain": domain.slug,
        "number": str(domain.number),
        "colour": domain.colour,
        "colour_dark": domain.colour_dark,
        **_texts("label", domain.short_name),
        **_texts("long_name", domain.long_name),
        **_texts("description", description),
    }


def _page(name: str, page: SubcategoryShape, scales: dict[str, ScaleShape]) -> Iterator[Row]:
    yield {"type": layout.BEGIN, "name": name} | _texts("label", page.title)
    for indicator in page.indicators:
        yield _indicator(indicator, scales)
        if layout.has_companion(indicator):
            yield _companion(indicator)
    yield {"type": layout.END, "name": name}


def _indicator(indicator: IndicatorShape, scales: dict[str, ScaleShape]) -> Row:
    return {
        "type": layout.type_of(indicator),
        "name": layout.name_of(indicator.code),
        "required": layout.required_of(indicator),
        "relevant": layout.relevant_of(indicator.show_if),
        "constraint": layout.constraint_of(indicator, scales.get(indicator.scale or "")),
        "code": indicator.code,
        "kind": indicator.kind,
        "scale": indicator.scale or "",
        "evidence": indicator.evidence,
        "tags": " ".join(indicator.tags),
        "relation": indicator.lineage.relation,
        "predecessors": " ".join(indicator.lineage.codes),
        **_texts("label", indicator.question),
        **_texts("hint", indicator.guidance),
    }


def _companion(indicator: IndicatorShape) -> Row:
    labels = {language: layout.companion_label(language) for language in LANGUAGES}
    return {
        "type": f"select_one {indicator.scale}",
        "name": layout.companion_of(layout.name_of(indicator.code)),
        "relevant": layout.relevant_of(indicator.show_if),
        **_texts("label", Translated(**labels)),
    }


def _choices(document: Document) -> Iterator[Row]:
    for scale in document.scales:
        for option in scale.options:
            yield {
                "list_name": scale.key,
                "name": option.value,
                "outcome": option.outcome,
                "needs_statement": layout.YES if option.needs_statement else "",
                "needs_source": layout.YES if option.needs_source else "",
                "exclusive": layout.YES if option.exclusive else "",
                **_texts("label", option.label),
            }


def _settings(document: Document, state: str) -> Row:
    head = document.head
    return {
        "form_title": head.title.en,
        "form_id": head.slug,
        "version": head.version,
        "default_language": layout.LANGUAGE_NAMES["en"],
        "scope": head.scope,
        "follows": head.follows or "",
        "state": state,
        **_texts("questionnaire_title", head.title),
        **_texts("provenance", head.provenance),
    }
