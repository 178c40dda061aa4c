"""A request that comes again in the same bytes is answered without being read, and only where reading it would do the same."""

import socket
import time

import pytest

from kg.serve.connections import Connection
from tests.serving import graph, many, served, state

ASK = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"
TRUE = b'{"head":{},"boolean":true}'
TIMES = 6  # a request is known after a few


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("again")
    graph(folder, many(3000))
    with served(folder) as found:
        yield found


@pytest.fixture
def unread(monkeypatch):
    """For each request that might have been answered without being read, whether it was."""
    found = []
    real = Connection._answer_again
    monkeypatch.setattr(Connection, "_answer_again", lambda self, request: found.append(real(self, request)) or found[-1])
    return found


class Client:
    def __init__(self, site):
        self.sock = socket.create_connection(("127.0.0.1", site.port), timeout=20)
        self.port = str(site.port).encode()
        self.got = b""

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.sock.close()

    def send(self, data):
        self.sock.sendall(data.replace(b"{port}", self.port))

    def answer(self):
        """The head without its date, and the body, of the next answer."""
        head = self.until(lambda: self.got.find(b"\r\n\r\n") + 1).rstrip(b"\r\n")
        lines = head.split(b"\r\n")
        length = next(int(line[15:]) for line in lines if line.startswith(b"content-length:"))
        self.got = self.got.removeprefix(b"\n\r\n")
        body = self.until(lambda: length if len(self.got) >= length else 0) if length else b""
        return [line for line in lines if not line.startswith(b"date:")], body

    def until(self, end):
        while not end():
            piece = self.sock.recv(65536)
            assert piece
            self.got += piece
        found, self.got = self.got[:end()], self.got[end():]
        return found

    def asked(self, data):
        self.send(data)
        return self.answer()

    def hears(self, seconds=0.3):
        self.sock.settimeout(seconds)
        try:
            return self.got or self.sock.recv(65536)
        except TimeoutError:
            return b""


@pytest.mark.parametrize("asked", [
    ASK, ASK.replace(b"\r\n\r\n", b"\r\nAccept: text/csv\r\n\r\n").replace(b"ASK%7B%7D", b"SELECT*%7B?s?p?o%7DLIMIT%20300"),
    b"POST /sparql HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/sparql-query\r\nContent-Length: 5\r\n\r\nASK{}",
])
def test_the_same_bytes_have_the_same_answer(asked, site, unread):
    with Client(site) as client:
        first = client.asked(asked)
        assert all(client.asked(asked) == first for _ in range(TIMES))
    assert unread[0] is False
    assert any(unread)
    with Client(site) as client:
        assert client.asked(asked) == first


@pytest.mark.slow
def test_the_date_is_that_of_the_answer(site, unread):
    dates = set()
    with Client(site) as client:
        for wait in (0, 0, 0, 0, 0, 2.1):
            time.sleep(wait)
            client.send(ASK)
            client.until(lambda: len(client.got) if client.got.endswith(TRUE) else 0)
            client.send(ASK)
            dates.add(next(line for line in client.until(lambda: len(client.got) if client.got.endswith(TRUE) else 0).split(b"\r\n") if line.startswith(b"date:")))
    assert any(unread)
    assert len(dates) > 1


@pytest.mark.parametrize(("before", "answers"), [
    (b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: {length}\r\n\r\n", 1),  # the bytes are its body
    (b"GET /healthz HTTP/1.1\r\nX-Note: ", 0),  # they end its head
])
def test_bytes_that_are_a_part_of_another_request_are_no_request(before, answers, site, unread):
    with Client(site) as client:
        for _ in range(TIMES):
            client.asked(ASK)
        time.sleep(0.1)  # until the last is noted
        assert unread[-1] is True
        unread.clear()
        client.send(before.replace(b"{length}", str(len(ASK.replace(b"{port}", client.port))).encode()))
        for _ in range(answers):
            assert client.answer()[1] == TRUE
        time.sleep(0.05)
        client.send(ASK)
        heard = client.hears()
        assert not any(unread)
        assert TRUE not in heard


def test_a_known_request_is_answered_in_its_turn(site, unread):
    other = ASK.replace(b"ASK%7B%7D", b"SELECT(1%20AS%20?x)%7B%7D")
    with Client(site) as client:
        for _ in range(TIMES):
            client.asked(ASK)
        client.send(other)
        client.send(ASK + other)
        assert [b"bindings" in client.answer()[1] for _ in range(3)] == [True, False, True]
        assert client.asked(ASK)[1] == TRUE


@pytest.mark.parametrize("header", [b"Connection: close", b"If-None-Match: W/\"x\"", b"Content-Length: 1"])
def test_what_ends_otherwise_is_read_each_time(header, site, unread):
    asked = ASK.replace(b"\r\n\r\n", b"\r\n" + header + b"\r\n\r\n")
    for _ in range(TIMES):
        with Client(site) as client:
            assert client.asked(asked)[1] == TRUE
    assert not any(unread)


def test_what_is_refused_stays_refused(site, unread):
    with Client(site) as client:
        for _ in range(TIMES):
            assert client.asked(ASK.replace(b"Host: 127", b"Host: 128"))[0][0].startswith(b"HTTP/1.1 421")
    assert not any(unread)


def test_another_generation_is_answered_from_anew(tmp_path):
    state(tmp_path, 1)
    asked = ASK.replace(b"ASK%7B%7D", b"SELECT%20DISTINCT%20?n%7B?s%20%3Curn:state%3E%20?n%7D").replace(b"\r\n\r\n", b"\r\nAccept: text/csv\r\n\r\n")
    with served(tmp_path) as site, Client(site) as client:
        for _ in range(TIMES):
            assert client.asked(asked)[1] == b"n\r\n1\r\n"
        state(tmp_path, 2)
        end = time.monotonic() + 20
        while client.asked(asked)[1] != b"n\r\n2\r\n":
            assert time.monotonic() < end
            time.sleep(0.05)
        assert all(client.asked(asked)[1] == b"n\r\n2\r\n" for _ in range(TIMES))


@pytest.mark.slow
def test_a_connection_on_which_known_requests_come_is_kept(tmp_path, monkeypatch):
    monkeypatch.setattr("kg.serve.run._KEPT", 1)
    graph(tmp_path, many(10))
    with served(tmp_path) as site, Client(site) as client:
        for _ in range(16):
            assert client.asked(ASK)[1] == TRUE
            time.sleep(0.1)
        client.sock.settimeout(5)
        assert client.sock.recv(1) == b""  # and let go when none comes any more
