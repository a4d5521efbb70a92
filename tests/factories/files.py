"""Files as people send them, and as attackers make them; all built in memory."""

import functools
import io
import struct
import zlib
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import openpyxl
import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from uploads.inspection import inspect

OFFICE = "application/vnd.openxmlformats-officedocument"
DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'
RELATIONS = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>'
)
ODT_TYPE = b"application/vnd.oasis.opendocument.text"


def pack(members, *, compression=ZIP_DEFLATED):
    """A ZIP of these names (or ZipInfos) and contents."""
    target = io.BytesIO()
    with ZipFile(target, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def relation(kind, target, mode="External"):
    return (
        f'<Relationship Id="r1" Type="{OFFICE}/relationships/{kind}" Target="{target}" TargetMode="{mode}"/>'
    ).encode()


def docx_members():
    """The parts of a small text."""
    main = f"{OFFICE}.wordprocessingml.document.main+xml"
    types = f'<Types><Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
    return {
        "[Content_Types].xml": DECLARATION + types.encode(),
        "_rels/.rels": DECLARATION + RELATIONS % relation("officeDocument", "word/document.xml", "Internal"),
        "word/document.xml": DECLARATION + b"<document><body>Law 25.871</body></document>",
    }


def docx(more=None):
    return pack(docx_members() | (more or {}))


def odt(more=None):
    content = b'<office:document-content xmlns:office="o"><office:body/></office:document-content>'
    members = {"mimetype": ODT_TYPE, "content.xml": DECLARATION + content}
    return pack(members | (more or {}))


def xlsx(rows=(("Law", 2004),)):
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("survey")
    for row in rows:
        sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def repacked(data, change):
    """The archive with `change(name, content)` in place of each content; None leaves a member out."""
    with ZipFile(io.BytesIO(data)) as archive:
        contents = {name: change(name, archive.read(name)) for name in archive.namelist()}
    return pack({name: content for name, content in contents.items() if content is not None})


def pdf(change=None, **options):
    """One empty page, after `change(pdf)`."""
    document = pikepdf.new()
    document.add_blank_page()
    document.Root.Length = document.make_indirect(7)  # as LibreOffice writes lengths
    if change:
        change(document)
    target = io.BytesIO()
    document.save(target, **options)
    return target.getvalue()


def picture(format="PNG", size=(8, 8)):  # noqa: A002  Pillow's word
    target = io.BytesIO()
    Image.new("RGB", size).save(target, format)
    return target.getvalue()


def png_of(width, height):
    """A PNG whose header claims this size."""

    def chunk(kind, content):
        return (
            struct.pack(">L", len(content)) + kind + content + struct.pack(">L", zlib.crc32(kind + content))
        )

    header = struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100))
        + chunk(b"IEND", b"")
    )


def symlink(name, target):
    info = ZipInfo(name)
    info.external_attr = 0o120777 << 16
    return {info: target}


def overlapping_zip():
    """Two members that are the same bytes: the trick of bombs that don't nest."""
    data = bytearray(pack({"[Content_Types].xml": b"a" * 1000, "b": b"a" * 1000}, compression=ZIP_STORED))
    directory = data.index(b"PK\x01\x02")
    second = data.index(b"PK\x01\x02", directory + 4)
    data[second + 42 : second + 46] = struct.pack("<L", 1)
    return bytes(data)


def bomb(members=1, megabytes=60):
    """A document with parts that unpack to this size each."""
    content = b"<a>" + b" " * (megabytes << 20)
    return pack(docx_members() | {f"word/{number}.xml": content for number in range(members)})


def xlsx_bomb(megabytes=74):
    row = b'<row r="1"><c r="A1"><v>1</v></c></row>'
    rows = row * ((megabytes << 20) // len(row))
    content = b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>"
    return with_sheet(content)


def with_sheet(content):
    """A workbook whose one sheet is written like this."""
    return repacked(xlsx(), lambda name, old: content if name == "xl/worksheets/sheet1.xml" else old)


@functools.cache
def pdf_bomb(megabytes=500, streams=1):
    """Objects packed in streams that inflate to this size each."""
    packer = zlib.compressobj(9)
    packed = packer.compress(b"1 0 2 10 <</Type/Catalog/Pages 2 0 R>> ")
    packed += b"".join(packer.compress(b" " * (1 << 20)) for _ in range(megabytes)) + packer.flush()
    out, rows = io.BytesIO(), {0: (0, 0, 65535), 1: (2, 10, 0), 2: (2, 10, 1)}
    out.write(b"%PDF-1.5\n")
    for number in range(10, 10 + streams):
        rows[number], rows[number + 500] = (1, out.tell(), 0), (2, number, 0)
        head = b"%d 0 obj\n<</Type/ObjStm/N 2/First 8/Filter/FlateDecode/Length %d>>stream\n"
        out.write(head % (number, len(packed)) + packed + b"\nendstream\nendobj\n")
    start, size = out.tell(), max(rows) + 1
    rows[9] = (1, start, 0)
    table = b"".join(struct.pack(">BLH", *rows.get(number, (0, 0, 0))) for number in range(size))
    head = b"9 0 obj\n<</Type/XRef/Size %d/W[1 4 2]/Root 1 0 R/Length %d>>stream\n"
    out.write(head % (size, len(table)) + table)
    out.write(b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def upload(content=None, name="law.pdf"):
    """A file as UploadField gives it."""
    file = SimpleUploadedFile(name, pdf(deterministic_id=True) if content is None else content)
    file.inspected = inspect(file, name=name)
    return file
