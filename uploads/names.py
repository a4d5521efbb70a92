import re
import unicodedata

LONGEST = 200  # bytes in UTF-8, so that every file system and header takes the name
JOINERS = "\u200c\u200d"  # invisible, but some scripts are spelled with them
FOLDERS = re.compile(r"[/\\]")


def clean_name(name: str) -> str:
    """The last part of the name without what deceives the eye or a file system; may be empty.

    Control characters, marks that turn the direction of writing, and folders go; a name too long is cut before
    its extension.
    """
    last = FOLDERS.split(unicodedata.normalize("NFC", name))[-1]
    shown = "".join(
        char for char in last if char in JOINERS or not unicodedata.category(char).startswith("C")
    )
    stem, dot, extension = shown.strip(" .").rpartition(".")
    if not dot:
        return _cut(extension, LONGEST)
    ending = _cut(dot + extension, LONGEST // 4)
    return _cut(stem, LONGEST - len(ending.encode())) + ending


def extension_of(name: str) -> str:
    """What stands after the last dot, in small letters; empty where there is none."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def _cut(text: str, length: int) -> str:
    return text.encode()[:length].decode(errors="ignore")
