import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uploads.catalogues import MAX_MESSAGES, MOST, Message, open_catalogue
from uploads.refusal import Refused

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Language: pt_BR\\n"\n\n'


def said(*messages, head=HEAD):
    return (head + "\n".join(messages)).encode()


def message(context="finding-1@1", source="A law.", target="Uma lei.", mark=""):
    return f'{mark}msgctxt "{context}"\nmsgid "{source}"\nmsgstr "{target}"\n'


def test_messages_with_a_context_are_read():
    found = open_catalogue(
        said(message(), message("text-x@2", "B", "", "#, fuzzy\n"), 'msgid "C"\nmsgstr "D"\n')
    )

    assert found.language == "pt-br"
    assert found.messages == (
        Message("finding-1@1", "A law.", "Uma lei.", True),
        Message("text-x@2", "B", "", False),
    )
    assert found.twice == frozenset()


def test_context_that_stands_there_twice_is_named():
    found = open_catalogue(said(message(), message(target="Outra lei.")))

    assert found.twice == {"finding-1@1"}


def test_windows_line_ends_and_a_mark_at_the_beginning_do_not_matter():
    data = b"\xef\xbb\xbf" + said(message()).replace(b"\n", b"\r\n")

    assert open_catalogue(data).messages == (Message("finding-1@1", "A law.", "Uma lei.", True),)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"\x00\x01\x02",
        b"%PDF-1.7",
        b"PK\x03\x04",
        b"#\xff\xfe",
        said(message(target="a\0b")),
        said('msgctxt "a\nmsgid "b"'),
        b'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=x\\n"\n',
        b"# nothing\n",
        b"<!doctype html><script>hit(1)</script>",
        b"msgid" + b" x" * 100,
    ],
)
def test_what_is_no_catalogue_is_refused_with_a_reason(data):
    with pytest.raises(Refused) as refused:
        open_catalogue(data)

    assert str(refused.value.reason).endswith(".")


def test_too_many_bytes_or_messages_are_refused():
    with pytest.raises(Refused):
        open_catalogue(said("# " + "x" * MOST))
    with pytest.raises(Refused):
        open_catalogue(said('msgid "a"\nmsgstr ""\n' * (MAX_MESSAGES + 1)))


def test_largest_file_is_read_in_seconds():
    began = time.process_time()

    open_catalogue(said(*(message(f"finding-{n}@1", "x" * 200, "y" * 200) for n in range(9_000))))

    assert time.process_time() - began < 20


@given(
    st.text()
    | st.lists(
        st.sampled_from(["msgid", "msgstr", "msgctxt", '"a"', "\n", "#~", "#,", "[0]", '"', "\\"])
    ).map("".join)
)
def test_whatever_is_sent_is_read_or_refused(text):
    try:
        found = open_catalogue(text.encode("utf-8", "surrogatepass"))
    except Refused:
        return
    assert all(each.context for each in found.messages)
