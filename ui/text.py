import unicodedata


def folded(text: str) -> str:
    """As people search: without accents, and small and capital letters alike."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return plain.casefold()
