"""A small browser: cookies, forms, one connection kept open. Lean, because it shares the machine with the servers."""

import json
import socket
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlencode

PATIENCE = 60  # seconds
SHOWN_BY_CHECK = {"radio", "checkbox"}


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    cookies: tuple[str, ...]
    body: bytes

    @property
    def text(self):
        return self.body.decode()

    def json(self):
        return json.loads(self.body)


class Browser:
    """One person at one server. `address` is what X-Forwarded-For says: sign-ins are limited by address."""

    def __init__(self, port, address="127.0.0.1"):
        self.port, self.address = port, address
        self.cookies = {}
        self.socket = None

    def get(self, path):
        return self.send(self.request("GET", path))

    def post(self, path, fields):
        return self.send(self.request("POST", path, fields))

    def request(self, method, path, fields=(), headers=()):
        """The bytes of a request, to be sent once or many times."""
        body = urlencode(fields).encode()
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            f"X-Forwarded-For: {self.address}",
            *(
                [f"Cookie: {'; '.join(f'{name}={value}' for name, value in self.cookies.items())}"]
                if self.cookies
                else []
            ),
            *headers,
        ]
        if method == "POST":
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        return "\r\n".join([*lines, "", ""]).encode() + body

    def send(self, request):
        """The reply; once more over a new connection where the server has closed the idle one meanwhile."""
        kept = self.socket is not None
        try:
            return self._send(request)
        except ConnectionError:
            self.close()
            if not kept:
                raise
            return self._send(request)

    def _send(self, request):
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(request)
        head, body = self._head()
        status, headers, cookies = _parse_head(head)
        body = self._chunks(body) if "transfer-encoding" in headers else self._rest(headers, body)
        if headers.get("connection") == "close":
            self.close()
        for cookie in cookies:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Reply(status, headers, cookies, body)

    def _head(self):
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._receive()
        head, _, body = received.partition(b"\r\n\r\n")
        return head, body

    def _rest(self, headers, body):
        parts, missing = [body], int(headers.get("content-length", 0)) - len(body)
        while missing > 0:
            parts.append(self._receive())
            missing -= len(parts[-1])
        return b"".join(parts)

    def _chunks(self, received):
        while not received.endswith(b"0\r\n\r\n"):
            received += self._receive()
        parts = []
        while received:
            length, _, received = received.partition(b"\r\n")
            parts.append(received[: int(length, 16)])
            received = received[int(length, 16) + 2 :]
        return b"".join(parts)

    def _receive(self):
        received = self.socket.recv(262_144)
        if not received:
            raise ConnectionResetError
        return received

    def close(self):
        if self.socket is not None:
            self.socket.close()
            self.socket = None

    def sign_in(self, path, **fields):
        """Sign in by the form of this page; raises RuntimeError where that fails."""
        form = fields_of(self.get(path).text)
        reply = self.post(path, form | fields)
        if reply.status != 302:
            raise RuntimeError(f"{path} answered {reply.status} to a sign-in")
        return self


def _parse_head(head):
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = [(name.lower(), value) for name, _, value in (line.partition(": ") for line in lines)]
    cookies = tuple(value for name, value in pairs if name == "set-cookie")
    return int(first.split(" ", 2)[1]), dict(pairs), cookies


class _Fields(HTMLParser):
    def __init__(self):
        super().__init__()
        self.fields = {}
        self.area = self.select = None

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        name = attributes.get("name")
        if tag == "option" and "selected" in attributes:
            self.fields[self.select] = attributes.get("value") or ""
        elif name is None:
            return
        elif tag == "select":
            self.select = name
        elif tag == "textarea":
            self.area = name
            self.fields[name] = ""
        elif tag == "input" and (attributes.get("type") not in SHOWN_BY_CHECK or "checked" in attributes):
            self.fields[name] = attributes.get("value") or ""

    def handle_data(self, data):
        if self.area:
            self.fields[self.area] += data

    def handle_endtag(self, tag):
        if tag == "textarea" and self.area:
            self.fields[self.area] = self.fields[self.area].removeprefix("\n")
            self.area = None


def fields_of(page):
    """What a browser would send of the fields of this page, buttons aside."""
    parser = _Fields()
    parser.feed(page)
    return parser.fields
