"""What is taken in, under which name and type; and each attack, refused with its reason."""

import hashlib
import io
import resource
import subprocess
import sys
import tracemalloc

import pikepdf
import pytest

from tests.cost import least_cpu
from tests.factories import files
from uploads.inspection import MAX_SIZE, Inspected, inspect
from uploads.kinds import DOCX, PDF
from uploads.pdfs import READER
from uploads.refusal import Refused

DTD = b'<?xml version="1.0"?>\n<!DOCTYPE a [%s]>\n<a>&e;</a>'
LAUGHS = (
    b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 10))
    + b'<!ENTITY e0 "ha"><!ENTITY e "&e9;">'
)
XXE = b'<!ENTITY e SYSTEM "file:///etc/passwd">'

DAMAGED = "This file is damaged. Open it in your office program, save it anew and try again."
BOMB = "This file would become far too large when opened, so it isn’t taken."
MACROS = "This file holds macros or other programs. Save it without them, or as PDF."
CARRIES = "This file holds another file inside. Save it as PDF, or send the other file by itself."
LOADS = "This file loads something from elsewhere when opened. Save it as PDF, or without the link."
DEFINES = "This file holds definitions that office programs don’t write (a DTD). Save it anew."
PATHS = "This file holds paths that lead out of it, so it isn’t taken."
LINKS = "This file holds links to other files, so it isn’t taken."
LOCKED = "This file is locked with a password. Save it without one and try again."
ACTS = "This PDF holds programs or actions. Print it as a new PDF and send that one."
HOLDS = "This PDF holds other files. Print it as a new PDF, or send the other files by themselves."
BROKEN = "This PDF is damaged or can’t be read. Print it as a new PDF and send that one."
WEB = "Web pages and SVG pictures can hold programs, so they aren’t taken. Save it as PDF."
TWO = "This file is two files in one, so it isn’t taken. Save it anew and try again."
BESIDE = "This file holds something else beside the document. Save it anew and try again."
OLD = "This is an old Office file, or one locked with a password. Save it as DOCX, XLSX or PDF without one."
UNKNOWN = "This is no file of a type that is taken here, whatever its name says."
PIXELS = "This picture has too many pixels. Save it smaller: 80 million are the limit."
EMPTY = "This file is empty."
LARGE = "This file is larger than 20 MB. Send a smaller one, or a part of it."


def refusal(content, name="file", **how):
    with pytest.raises(Refused) as refused:
        inspect(io.BytesIO(content), name=name, **how)
    return str(refused.value.reason)


# What is taken ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (files.pdf(), "Law 25.871.pdf", "application/pdf"),
        (files.docx(), "Décret.DOCX", f"{files.OFFICE}.wordprocessingml.document"),
        (files.xlsx(), "données.xlsx", f"{files.OFFICE}.spreadsheetml.sheet"),
        (files.odt(), "قانون الهجرة.odt", "application/vnd.oasis.opendocument.text"),
        (files.picture("PNG"), "移民法.png", "image/png"),
        (files.picture("JPEG"), "scan.jpeg", "image/jpeg"),
        (files.picture("JPEG"), "scan.jpg", "image/jpeg"),
        (files.picture("WEBP"), "scan.webp", "image/webp"),
    ],
)
def test_honest_file_is_taken_by_its_content(content, name, media_type):
    file = io.BytesIO(content)

    found = inspect(file, name=name)

    assert (found.name, found.media_type, found.size) == (name, media_type, len(content))
    assert file.tell() == 0


def test_what_is_said_of_a_file():
    content = files.pdf(deterministic_id=True)

    found = inspect(io.BytesIO(content), name="Law.pdf")

    digest = hashlib.sha256(content).hexdigest()
    assert found == Inspected("application/pdf", "pdf", len(content), digest, "Law.pdf")


@pytest.mark.slow
def test_long_tagged_document_is_taken():
    def tag(document):
        kinds = [pikepdf.Dictionary(S=pikepdf.Name.P, K=number) for number in range(50_000)]
        document.Root.Tags = pikepdf.Array([document.make_indirect(kind) for kind in kinds])

    content = files.pdf(tag, object_stream_mode=pikepdf.ObjectStreamMode.generate)

    assert inspect(io.BytesIO(content), name="report.pdf").media_type == PDF.media_type


def test_file_without_an_extension_gets_one():
    assert inspect(io.BytesIO(files.pdf()), name="Law").name == "Law.pdf"
    assert inspect(io.BytesIO(files.pdf()), name="").name == "file.pdf"


def test_link_that_waits_for_a_click_is_no_harm():
    link = files.RELATIONS % files.relation("hyperlink", "https://example.org/law")

    found = inspect(io.BytesIO(files.docx({"word/_rels/document.xml.rels": link})), name="x.docx")

    assert found.media_type == DOCX.media_type


def test_only_what_the_form_asks_for_is_taken():
    assert refusal(files.pdf(), allowed=(DOCX,)) == "This is a PDF file. Taken here: DOCX."


# Names ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/cron.d/x.pdf", "x.pdf"),
        ("C:\\Users\\ana\\law.pdf", "law.pdf"),
        ("law\0.pdf", "law.pdf"),
        ("law\r\nSet-Cookie: a=b.pdf", "lawSet-Cookie: a=b.pdf"),
        ("law\u202efdp.pdf", "lawfdp.pdf"),
        ("..pdf", "pdf.pdf"),
        ("  law .pdf ", "law .pdf"),
        ("l" * 300 + ".pdf", "l" * 196 + ".pdf"),
        ("法" * 100 + ".pdf", "法" * 65 + ".pdf"),
        ("می\u200cخواهم.pdf", "می\u200cخواهم.pdf"),
    ],
)
def test_name_is_cleaned(sent, kept):
    assert inspect(io.BytesIO(files.pdf()), name=sent).name == kept


@pytest.mark.parametrize(
    "name", ["law.pdf.exe", "law.docx", "law.html", "law\u202efdp.exe", "law.svg", "law." + "x" * 300]
)
def test_extension_that_contradicts_the_content_is_refused(name):
    assert "but this is a PDF file. Mend the name and try again." in refusal(files.pdf(), name)


# Attacks ----------------------------------------------------------------------------------------------


def action(**entries):
    def change(document):
        document.Root.OpenAction = pikepdf.Dictionary(
            {
                f"/{key}": value if isinstance(value, pikepdf.Object) else pikepdf.String(value)
                for key, value in entries.items()
            }
        )

    return change


def attachment(document):
    document.attachments["law.exe"] = b"MZ"


ATTACKS = {
    "empty file": (lambda: b"", EMPTY),
    "too large": (lambda: b"%PDF-" + b" " * MAX_SIZE, LARGE),
    "unknown type": (lambda: b"just text", UNKNOWN),
    "program": (lambda: b"MZ\x90\0" + b"\0" * 200, UNKNOWN),
    "old or locked Office file": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, OLD),
    "plain archive": (lambda: files.pack({"a.txt": b"a"}), UNKNOWN),
    # bombs
    "bomb of one member": (lambda: files.bomb(1, 60), BOMB),
    "bomb of many members": (lambda: files.bomb(8, 8), BOMB),
    "bomb below the size": (lambda: files.bomb(1, 40), BOMB),
    "nested archive": (lambda: files.docx({"word/more.bin": files.bomb(1, 4)}), CARRIES),
    "too many members": (lambda: files.docx({f"word/{n}": b"" for n in range(1000)}), BOMB),
    "too many in a long directory": (lambda: files.pack({f"{n}": b"" for n in range(60_000)}), BOMB),
    "overlapping members": (files.overlapping_zip, BOMB),
    "XLSX bomb": (files.xlsx_bomb, BOMB),
    "PDF bomb": (files.pdf_bomb, BROKEN),
    "PDF bomb of many streams": (lambda: files.pdf_bomb(40, 60), BROKEN),
    "pixel flood": (lambda: files.png_of(60_000, 60_000), PIXELS),
    "pixel flood below Pillow’s own limit": (lambda: files.png_of(9_500, 9_000), PIXELS),
    # XML
    "XXE in DOCX": (lambda: files.docx({"word/document.xml": DTD % XXE}), DEFINES),
    "entity bomb in DOCX": (lambda: files.docx({"word/document.xml": DTD % LAUGHS}), DEFINES),
    "DTD in content types": (lambda: files.docx({"[Content_Types].xml": DTD % XXE}), DEFINES),
    "DTD in relationships": (lambda: files.docx({"word/_rels/document.xml.rels": DTD % XXE}), DEFINES),
    "DTD in UTF-16": (
        lambda: files.docx(
            {"word/x.bin": (DTD % XXE).decode().replace("?>", ' encoding="utf-16"?>').encode("utf-16")}
        ),
        DEFINES,
    ),
    "DTD in ODT": (lambda: files.odt({"content.xml": DTD % XXE}), DEFINES),
    "entity bomb in XLSX": (
        lambda: files.with_sheet(DTD % LAUGHS),
        DEFINES,
    ),
    "part that is no XML": (lambda: files.docx({"word/document.xml": b"<a"}), DAMAGED),
    # programs, other files, what loads
    "macro type": (
        lambda: files.docx(
            {
                "[Content_Types].xml": b'<T><O ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></T>'
            }
        ),
        MACROS,
    ),
    "macro part": (lambda: files.docx({"word/vbaProject.bin": b"x"}), MACROS),
    "macro sheet": (
        lambda: (
            files.repacked(files.xlsx(), lambda n, c: c)
            and files.docx({"xl/macrosheets/sheet1.xml": b"<a/>"})
        ),
        MACROS,
    ),
    "ODF Basic": (lambda: files.odt({"Basic/Standard/Module1.xml": b"<a/>"}), MACROS),
    "ODF script": (lambda: files.odt({"Scripts/python/x.py": b"x"}), MACROS),
    "ODF listener": (lambda: files.odt({"content.xml": b'<a xmlns:s="s"><s:event-listener/></a>'}), MACROS),
    "ODF OLE": (lambda: files.odt({"Object 1": b"\xd0\xcf\x11\xe0"}), CARRIES),
    "ODF picture from elsewhere": (
        lambda: files.odt({"content.xml": b'<d:image xmlns:d="d" d:href="http://evil.example/x"/>'}),
        LOADS,
    ),
    "locked ODT": (
        lambda: files.odt({"META-INF/manifest.xml": b'<m:a xmlns:m="m"><m:encryption-data/></m:a>'}),
        LOCKED,
    ),
    "OLE object": (lambda: files.docx({"word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0"}), CARRIES),
    "OLE object elsewhere": (lambda: files.docx({"word/media/image1.png": b"\xd0\xcf\x11\xe0"}), CARRIES),
    "template from elsewhere": (
        lambda: files.docx(
            {
                "word/_rels/settings.xml.rels": files.RELATIONS
                % files.relation("attachedTemplate", "http://evil.example/x.dotm")
            }
        ),
        LOADS,
    ),
    "picture from elsewhere": (
        lambda: files.docx(
            {
                "word/_rels/document.xml.rels": files.RELATIONS
                % files.relation("image", "http://evil.example/x.png")
            }
        ),
        LOADS,
    ),
    "external links of a workbook": (
        lambda: files.docx({"xl/externalLinks/externalLink1.xml": b"<a/>"}),
        LOADS,
    ),
    # paths
    "zip slip": (lambda: files.docx({"../../etc/passwd": b"x"}), PATHS),
    "absolute path": (lambda: files.docx({"/etc/passwd": b"x"}), PATHS),
    "Windows path": (lambda: files.docx({"..\\x": b"x"}), PATHS),
    "symbolic link": (
        lambda: files.pack(files.docx_members() | files.symlink("word/x", "/etc/passwd")),
        LINKS,
    ),
    # two in one
    "ZIP behind a PDF": (lambda: files.pdf() + files.docx(), TWO),
    "PDF before a ZIP’s first member": (lambda: files.pdf() + files.pack({"a": b"a"}), TWO),
    "PDF in a ZIP’s comment": (lambda: files.docx()[:-2] + b"\x05\0%PDF-", BESIDE),
    "ZIP behind a picture": (lambda: files.picture() + files.docx(), TWO),
    "web page in a PDF’s head": (lambda: b"%PDF-1.7\n%<html><script>alert(1)</script>\n" + files.pdf(), WEB),
    "web page behind a PDF": (lambda: files.pdf() + b"<script>alert(1)</script>", WEB),
    "web page before a PDF": (lambda: b"<html>" + files.pdf(), WEB),
    "web page": (lambda: b"<!DOCTYPE html><title>x</title>", WEB),
    "SVG with script": (
        lambda: b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
        WEB,
    ),
    # PDF
    "PDF with JavaScript": (lambda: files.pdf(action(S=pikepdf.Name.JavaScript, JS="app.alert(1)")), ACTS),
    "PDF with JavaScript in packed objects": (
        lambda: files.pdf(
            lambda document: setattr(
                document.Root, "AA", document.make_indirect(pikepdf.Dictionary(JS="app.alert(1)"))
            ),
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        ),
        ACTS,
    ),
    "PDF with JavaScript under an escaped name": (
        lambda: files.pdf(action(S=pikepdf.Name.JavaScript)).replace(b"/JavaScript", b"/J#61vaScrip#74"),
        ACTS,
    ),
    "PDF that starts a program": (lambda: files.pdf(action(S=pikepdf.Name.Launch, F="cmd.exe")), ACTS),
    "PDF with a file inside": (lambda: files.pdf(attachment), HOLDS),
    "locked PDF": (lambda: files.pdf(encryption=pikepdf.Encryption(owner="a", user="b")), LOCKED),
    "PDF locked against change": (
        lambda: files.pdf(encryption=pikepdf.Encryption(owner="a", user="")),
        LOCKED,
    ),
    "PDF cut off": (lambda: files.pdf()[:60], BROKEN),
    "picture cut off": (lambda: files.picture()[:20], "This picture is damaged. Save it anew and try again."),
}


@pytest.fixture(scope="module", params=ATTACKS, ids=str)
def attack(request):
    make, reason = ATTACKS[request.param]
    return make(), reason


def test_attack_is_refused_with_its_reason_at_once_and_cheaply(attack):
    content, reason = attack
    resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    assert least_cpu(lambda: refusal(content), 0.5) < 0.5
    assert refusal(content) == reason
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - resident < 100 * 1024


@pytest.mark.parametrize(
    "name", ["XLSX bomb", "bomb of many members", "entity bomb in DOCX", "too many in a long directory"]
)
def test_refusal_allocates_little(name):
    content = ATTACKS[name][0]()

    tracemalloc.start()
    refusal(content)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 20 * 1024 * 1024


MEASURED = """
import pathlib, resource, runpy
runpy.run_path({reader!r}, run_name="__main__")
peak = next(line for line in pathlib.Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
used = resource.getrusage(resource.RUSAGE_SELF)
print("", int(peak.split()[1]) // 1024, used.ru_utime + used.ru_stime)
"""


@pytest.mark.parametrize("name", ["PDF bomb", "PDF bomb of many streams", "PDF cut off"])
def test_reader_of_pdf_keeps_to_its_time_and_memory(name):
    """It is a process of its own, so it is measured there; beside an honest file, whatever else the machine does."""
    _megabytes, usual = measured(files.pdf())

    megabytes, seconds = measured(ATTACKS[name][0]())

    assert megabytes < 100
    assert seconds < usual + 0.5


def measured(content):
    """The memory and the processor's time that the reader takes for it."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", MEASURED.format(reader=str(READER))],
        input=content,
        capture_output=True,
        check=True,
    )
    return map(float, done.stdout.split()[-2:])  # what the reader says stands before


def test_honest_name_does_not_help_an_attack():
    assert refusal(ATTACKS["macro part"][0](), "law.docx", allowed=(DOCX, PDF)) == MACROS
