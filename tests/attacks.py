"""More than three hundred requests that nobody sends in good faith, made by script, and what sends them byte by byte.

Each says what bounds it: nothing (the server can refuse it at once), the time of a head, of a body, of a query, or of
taking an answer.
"""

import contextlib
import hashlib
import itertools
import random
import re
import select
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from kg.errors import QueryError
from kg.sparql import refuse

HOST = "127.0.0.1:{port}"
GROUP = "{ ?s ?p ?o }"


@dataclass(frozen=True)
class Attack:
    """Something that is sent: bytes, and pauses in seconds; `reads` is False for one that takes no answer."""

    name: str
    bound: str  # nothing, head, body, query, take
    pieces: Callable[[], Iterator[bytes | float]]
    reads: bool = True


@dataclass(frozen=True)
class Outcome:
    """The status that came, 0 when the connection was closed without one, and after how many seconds."""

    status: int
    seconds: float

    @property
    def is_refused(self):
        return self.status == 0 or 400 <= self.status < 500 or self.status in (503, 505)


def request(path, method="GET", body=b"", **headers):
    """The bytes of a whole request; {port} in them is the server's."""
    given = {"Host": HOST, "Connection": "close", **({"Content-Length": str(len(body))} if body else {}),
             **{name.replace("_", "-"): value for name, value in headers.items()}}
    head = f"{method} {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in given.items()) + "\r\n"
    return head.encode("latin-1") + body


def attacks():
    """All of them, the same each time."""
    found = [*_queries(), *_slow(), *_endless(), *_forged(), *_paths(), *_broken()]
    assert len({a.name for a in found}) == len(found)
    return found


def _once(name, bound, data, reads=True):
    return Attack(name, bound, lambda: iter([data]), reads)


# ---- queries -------------------------------------------------------------------------------------------------------


def _queries():
    refused, heavy = list(_refused()), list(_heavy())
    for number, query in enumerate(refused):
        yield _once(f"query {number}: {query[:40]!r}", "nothing" if _is_refused(query) else "query", _posted(query))
    for number, query in enumerate(heavy):
        yield _once(f"heavy {number}: {query[:60]!r}", "query", _posted(query))
    for number, query in enumerate((*refused[:10], *heavy[:2])):
        if len(query) < 10_000:
            yield _once(f"asked {number}: {query[:40]!r}", "query", request(f"/sparql?query={quote(query)}"))


def _is_refused(query):
    """Whether a query is refused as it stands; what only the engine finds wrong waits for a worker."""
    try:
        refuse(query)
    except QueryError:
        return True
    return False


def _posted(query):
    return request("/sparql", "POST", query.encode("utf-8", "surrogatepass"), Content_Type="application/sparql-query")


def _refused():
    for opening, closing in ("{}", "()", "[]"):
        yield f"SELECT * {{ FILTER({opening * 5000}1{closing * 5000}) }}"
    yield "SELECT * " + "{" * 9000 + "}" * 9000
    yield "SELECT * { ?s " + "^" * 5000 + "<urn:p> ?o }"
    yield "SELECT * { FILTER(" + "!" * 5000 + "true) }"
    yield "SELECT * { " + f"OPTIONAL {GROUP} " * 400 + "}"
    yield "SELECT * { " + f"MINUS {GROUP} " * 400 + "}"
    yield "SELECT * { ?s ?p ?o " * 3000
    yield "#" * 65_600
    yield "SELECT * { VALUES ?x { " + '"x" ' * 17_000 + "} }"
    for call in ("SERVICE <http://127.0.0.1:1/> ", "service silent <http://127.0.0.1:1/sparql>", "SERVICE ?s ", "\\u0053ERVICE <urn:x> ",
                 "\\U00000053ERVICE <urn:x>", "SeRvIcE<http://169.254.169.254/latest/meta-data/>", "SERVICE <file:///etc/passwd>", "# a\n SERVICE\n<urn:x>"):
        yield f"SELECT * {{ {call} {GROUP} }}"
    yield from ("INSERT DATA { <urn:a> <urn:b> 1 }", "DELETE WHERE { ?s ?p ?o }", "DROP ALL", "CLEAR DEFAULT", "LOAD <http://127.0.0.1:1/>", "CREATE GRAPH <urn:g>",
                   "COPY DEFAULT TO <urn:g>", "MOVE DEFAULT TO <urn:g>", "ADD DEFAULT TO <urn:g>", "INSERT { ?s ?p ?o } WHERE { ?s ?p ?o }", "ASK {}; DROP ALL",
                   "DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }", "LOAD <file:///etc/passwd> INTO GRAPH <urn:g>", "\\u0044ROP ALL")
    yield "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o "
    yield "ASK { \x00 }"
    yield "ASK { \ud800 }"
    yield "\ufeff\ufeffASK {"
    yield 'SELECT * { ?s ?p "' + "\\" * 30_001 + '" }'
    yield "SELECT * { ?s ?p '''" + "'" * 30_000
    yield "SELECT * { <" + "a" * 60_000 + " ?p ?o }"
    yield "PREFIX " * 8000
    yield "SELECT " + "(1 AS ?x) " * 6000 + "{}"
    yield "SELECT (" + "-" * 20_000 + "1 AS ?x) {}"
    for number in range(12):  # what nobody thought of
        chance = random.Random(number)
        yield "SELECT * { " + "".join(chance.choice("{}()[]<>?$\"'\\.;,|^!=&+-*/ \n\tab\u4e2d:_@#%") for _ in range(3000)) + " ?"


def _heavy():
    cross = " . ".join(f"?a{i} ?b{i} ?c{i}" for i in range(6))
    yield f"SELECT (COUNT(*) AS ?n) {{ {cross} }}"
    yield f"ASK {{ {cross} FILTER(CONCAT(STR(?a0), STR(?a1), STR(?a2), STR(?a5)) = '') }}"
    yield f"SELECT * {{ {cross} }}"
    yield f"SELECT * {{ {cross} }} ORDER BY ?a1 ?a5"
    yield f"SELECT DISTINCT ?a0 ?a1 ?a2 ?a3 {{ {cross} }}"
    yield f"CONSTRUCT {{ ?a0 ?b1 ?c2 }} {{ {cross} }}"
    yield "SELECT (COUNT(*) AS ?n) { ?s (<urn:e:p>|!<urn:e:p>)* ?o . ?o (!<urn:x>)* ?q . ?q ?b ?c . ?d ?e ?f }"
    yield "SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?c), STR(?f))) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    doubled = '"' + "x" * 1000 + '"'
    binds = f"BIND({doubled} AS ?x0) " + " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(24))
    yield f"SELECT (STRLEN(?x24) AS ?n) {{ {binds} }}"
    yield f"SELECT ?x20 {{ {binds} ?s ?p ?o }}"
    yield f"SELECT (SHA512(?x22) AS ?n) {{ {binds} ?s ?p ?o . ?q ?r ?t . ?u ?v ?w }}"
    yield f"SELECT (REPLACE(?x18, 'x', 'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy') AS ?n) {{ {binds} ?s ?p ?o . ?d ?e ?f }}"
    yield "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(REGEX(CONCAT(STR(?a), STR(?d), STR(?g)), '(a*)*(e:s)*[^q]+1+$')) }"
    yield "SELECT ?x (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i BIND(CONCAT(STR(?a), STR(?d), STR(?g)) AS ?x) } GROUP BY ?x"
    unions = " UNION ".join(["{ ?a ?b ?c . ?d ?e ?f }"] * 40)
    yield f"SELECT (COUNT(*) AS ?n) {{ {unions} . ?g ?h ?i . ?j ?k ?l }}"
    yield "SELECT (COUNT(*) AS ?n) { { SELECT * { ?a ?b ?c . ?d ?e ?f } } { SELECT * { ?g ?h ?i . ?j ?k ?l } } }"
    yield f"SELECT (COUNT(*) AS ?n) {{ ?a ?b ?c . ?d ?e ?f FILTER NOT EXISTS {{ {cross} FILTER(?a0 = ?a1 && ?c0 = 0) }} }}"
    yield "DESCRIBE ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


# ---- slowness ------------------------------------------------------------------------------------------------------


def _slow():
    whole = request("/")
    for number in range(10):
        cut = 1 + number * (len(whole) - 2) // 10
        yield Attack(f"slow: head that stops after {cut}", "head", lambda cut=cut: iter([whole[:cut], 60.0]))
    for number in range(10):
        yield Attack(f"slow: head in drops {number}", "head", lambda: _drops(request("/", X=("y" * 5000)), 0.1))
    for number in range(6):
        yield Attack(f"slow: nothing at all {number}", "head", lambda: iter([60.0]))
    for number in range(4):
        yield Attack(f"slow: line ends {number}", "head", lambda: _drops(b"\r\n" * 5000, 0.05))
    head = request("/sparql", "POST", b"x" * 1000, Content_Type="application/sparql-query")[:-1000]
    for number in range(8):
        yield Attack(f"slow: body in drops {number}", "body", lambda: itertools.chain([head], _drops(b"x" * 1000, 0.1)))
    for number in range(4):
        yield Attack(f"slow: body that stops {number}", "body", lambda number=number: iter([head + b"x" * number * 100, 60.0]))
    for path in ("/", "/healthz", "/nothing"):
        late = request(path, "POST", b"x" * 1000)[:-1000]
        yield Attack(f"slow: body that never comes to {path}", "body", lambda late=late: iter([late, 60.0]))
    rows = request("/sparql?query=" + quote("SELECT * { ?s ?p ?o . ?q ?r ?t }"))
    for number in range(6):
        yield Attack(f"slow: answer that nobody takes {number}", "take", lambda: iter([rows]), reads=False)
    kept = rows.replace(b"Connection: close", b"Connection: keep-alive")
    for number in range(3):
        yield Attack(f"slow: answers that nobody takes, asked at once {number}", "take", lambda: iter([kept * 20]), reads=False)


def _drops(data, pause):
    for byte in data:
        yield bytes([byte])
        yield pause


# ---- what does not end ---------------------------------------------------------------------------------------------


def _endless():
    block = b"x" * 65_536

    def forever(head, piece=block):
        return lambda: itertools.chain([head], itertools.repeat(piece))

    chunk = b"10000\r\n" + block + b"\r\n"
    for path in ("/sparql", "/", "/healthz", "/nothing"):
        yield Attack(f"endless: chunks to {path}", "body", forever(request(path, "POST", Transfer_Encoding="chunked", Content_Type="application/sparql-query"), chunk))
        yield Attack(f"endless: chunks of one byte to {path}", "body",
                     forever(request(path, "POST", Transfer_Encoding="chunked", Content_Type="application/x-www-form-urlencoded"), b"1\r\nx\r\n" * 2000))
        yield Attack(f"endless: long body to {path}", "body", forever(request(path, "POST", Content_Length="99999999999", Content_Type="application/sparql-query")))
    for length in ("9" * 30, "-1", "1e9", "0x10", "+5", "1, 2"):
        yield _once(f"endless: body of {length}", "body", request("/sparql", "POST", Content_Length=length, Content_Type="application/sparql-query") + b"ASK {}")
    yield Attack("endless: first line", "head", forever(b"GET /"))
    yield Attack("endless: address", "head", forever(b"GET /sparql?query="))
    yield Attack("endless: method", "head", forever(b""))
    yield Attack("endless: header", "head", forever(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: "))
    yield Attack("endless: headers", "head", forever(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n", b"X: y\r\n" * 1000))
    yield Attack("endless: name of a header", "head", forever(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"))
    yield Attack("endless: trailers", "body", forever(request("/sparql", "POST", Transfer_Encoding="chunked") + b"0\r\n", b"X: y\r\n" * 1000))
    yield _once("endless: 20,000 headers", "nothing", request("/", **{f"X{i}": "y" for i in range(20_000)}))
    yield _once("endless: 200 headers", "nothing", request("/", **{f"X{i}": "y" for i in range(200)}))
    yield _once("endless: a header of 300 KB", "nothing", request("/", X="y" * 300_000))
    yield _once("endless: an address of 300 KB", "nothing", request("/sparql?query=" + "a" * 300_000))
    yield _once("endless: 5,000 parameters", "nothing", request("/sparql?" + "a=b&" * 5000 + "query=ASK%7B%7D"))


# ---- who asks ------------------------------------------------------------------------------------------------------


def _forged():
    for host in ("evil.example", "evil.example:{port}", "127.0.0.1.evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "localhost", "localhost.:{port}", "0.0.0.0:{port}",
                 "127.1:{port}", "2130706433:{port}", "0x7f.1:{port}", "[::ffff:127.0.0.1]:{port}", "127.0.0.1:{port}@evil.example", "evil@127.0.0.1:{port}", "",
                 "127.0.0.1:{port}, evil.example", "127.0.0.1:{port}/", "127.0.0.1:0{port}", "http://127.0.0.1:{port}", "169.254.169.254", "127.0.0.2:{port}"):
        for path in ("/", "/sparql?query=ASK%7B%7D"):
            yield _once(f"forged: Host {host!r} for {path}", "nothing", request(path, Host=host))
    for origin in ("http://evil.example", "https://evil.example:{port}", "null", "http://127.0.0.1", "http://127.0.0.1:1", "http://localhost:{port}", "file://", "",
                   "http://127.0.0.1:{port}.evil.example", "ftp://127.0.0.1:{port}", "http://evil.example#127.0.0.1:{port}", "chrome-extension://abc", "*",
                   "http://127.0.0.1:{port}/", "http://[::1]:{port}"):
        yield _once(f"forged: Origin {origin!r}", "nothing", request("/sparql?query=ASK%7B%7D", Origin=origin))
        yield _once(f"forged: posted by Origin {origin!r}", "nothing",
                    request("/sparql", "POST", b"query=ASK%7B%7D", Origin=origin, Content_Type="application/x-www-form-urlencoded"))
    for site in ("cross-site", "same-site", "nonsense", "cross-site, same-origin"):
        for mode, dest in (("no-cors", "image"), ("cors", "empty"), ("navigate", "iframe"), ("no-cors", "script"), ("websocket", "websocket")):
            yield _once(f"forged: {site} {mode} {dest}", "nothing",
                        request("/sparql?query=ASK%7B%7D", Sec_Fetch_Site=site, Sec_Fetch_Mode=mode, Sec_Fetch_Dest=dest))
    yield _once("forged: a form of another website", "nothing", request("/sparql", "POST", b"query=ASK%7B%7D", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="navigate",
                                                                       Sec_Fetch_Dest="document", Content_Type="application/x-www-form-urlencoded"))


# ---- paths ---------------------------------------------------------------------------------------------------------


def _paths():
    up = ("../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%5c", "..\\", "%252e%252e%252f", "..;/", ".%00./", "%c0%ae%c0%ae/", "%uff0e%uff0e/", "....//")
    for prefix in ("/", "/static/", "/document/", "/entity/x/", "/id/", "/api/"):
        for step in up[:8] if prefix not in ("/", "/static/") else up:
            yield _once(f"path: {prefix}{step}", "query" if prefix == "/id/" else "nothing", request(f"{prefix}{step * 6}etc/passwd"))
    for path in ("/static//etc/passwd", "//etc/passwd", "/static/%2fetc%2fpasswd", "/store/current", "/graph.ttl", "/report.json", "/ledger.db", "/manifest.json", "/static/",
                 "/static/app.py", "/.git/config", "/%00", "/a%0d%0aSet-Cookie:x=y", "/\\evil.example", "/%ff%fe", "/static/..", "/" + "a/" * 3000, "/" + "%41" * 3000,
                 "http://evil.example/", "file:///etc/passwd", "*", "evil", "/healthz/../sparql", "/healthz%00", "/healthz;x", "/HEALTHZ"):
        yield _once(f"path: {path[:60]}", "nothing", request(path))


# ---- what is no HTTP -----------------------------------------------------------------------------------------------


def _broken():
    host = f"Host: {HOST}\r\n".encode()
    smuggled = request("/healthz")
    yield _once("broken: two lengths", "body", request("/sparql", "POST", b"ASK {}", Content_Type="application/sparql-query").replace(b"\r\n\r\n", b"\r\nContent-Length: 3\r\n\r\n", 1))
    yield _once("broken: length and chunks", "body", b"POST /sparql HTTP/1.1\r\n" + host + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled)
    yield _once("broken: unknown coding", "body", b"POST /sparql HTTP/1.1\r\n" + host + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n")
    yield _once("broken: size of a chunk", "body", b"POST /sparql HTTP/1.1\r\n" + host + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nASK\r\n0\r\n\r\n")
    yield _once("broken: negative chunk", "body", b"POST /sparql HTTP/1.1\r\n" + host + b"Transfer-Encoding: chunked\r\n\r\n-5\r\nASK\r\n0\r\n\r\n")
    yield _once("broken: huge chunk", "body", b"POST /sparql HTTP/1.1\r\n" + host + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nASK\r\n0\r\n\r\n")
    yield _once("broken: two hosts", "nothing", b"GET / HTTP/1.1\r\n" + host + b"Host: evil.example\r\n\r\n")
    yield _once("broken: no host", "nothing", b"GET / HTTP/1.1\r\n\r\n")
    yield _once("broken: HTTP/1.0 without a host", "nothing", b"GET / HTTP/1.0\r\n\r\n")
    yield _once("broken: HTTP/0.9", "nothing", b"GET /\r\n\r\n")
    yield _once("broken: HTTP/9.9", "nothing", b"GET / HTTP/9.9\r\n" + host + b"\r\n")
    yield _once("broken: HTTP/2", "nothing", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
    yield _once("broken: TLS", "head", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(256)) * 2)
    yield _once("broken: NUL in a header", "nothing", b"GET / HTTP/1.1\r\n" + host + b"X: a\x00b\r\n\r\n")
    yield _once("broken: space before the colon", "nothing", b"GET / HTTP/1.1\r\nHost : evil\r\n\r\n")
    yield _once("broken: folded header", "nothing", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n evil.example\r\n\r\n")
    yield _once("broken: methods", "nothing", b"G\xc3\x84T / HTTP/1.1\r\n" + host + b"\r\n")
    for method in ("TRACE", "CONNECT", "DELETE", "PUT", "PATCH", "PROPFIND", "BREW"):
        yield _once(f"broken: {method}", "nothing", request("/sparql?query=ASK%7B%7D", method))
    for number in range(6):
        yield _once(f"broken: noise {number}", "head", random.Random(number).randbytes(3000))


# ---- the server under attack -----------------------------------------------------------------------------------------

# The seconds of each bound where they are short, so that an attack is over soon; of taking, after those of the query.
BOUNDS = {"nothing": 0.0, "head": 1.0, "body": 1.0, "query": 2.0, "take": 4.0}
PROGRAM = """
import sys
from pathlib import Path
from kg.serve import Options, connections, guard, serve, workers
from kg.sparql import QueryLimits
connections.HEAD_SECONDS, connections.TAKE_SECONDS, guard.BODY_SECONDS, workers.PATIENCE = 1.0, 1.0, 1.0, 1.0
serve(Path(sys.argv[1]), Options(port=0, workers=2, limits=QueryLimits(seconds=1, rows=10_000, megabytes=128)), lambda url: print(url, flush=True))
"""


@contextlib.contextmanager
def besieged(folder):
    """A server of a folder in a process of its own, with short limits: the process and its port."""
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, str(folder)], stdout=subprocess.PIPE, text=True)
    try:
        port = int(process.stdout.readline().rstrip("/\n").rpartition(":")[2])
        for path in ("/entity/x/y", "/search?q=y"):  # until all is loaded
            with socket.create_connection(("127.0.0.1", port), timeout=60) as sock:
                sock.sendall(request(path).replace(b"{port}", str(port).encode()))
                _read(sock, time.monotonic() + 60)
        yield process, port
    finally:
        process.terminate()
        process.stdout.close()
        process.wait(30)


def healthy(port, stop, found):
    """Ask over and over whether the server is there, until told to stop; the seconds of each answer."""
    while not stop.is_set():
        begun = time.monotonic()
        with socket.create_connection(("127.0.0.1", port), timeout=20) as sock:
            sock.sendall(request("/healthz").replace(b"{port}", str(port).encode()))
            assert _read(sock, begun + 20).endswith(b"\r\n\r\nok\n")
        found.append(time.monotonic() - begun)
        time.sleep(0.01)


def print_of(folder):
    """A print of all bytes of a folder, by which a change is noticed."""
    hashed = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        hashed.update(f"{path.relative_to(folder)} {path.stat().st_size}\n".encode() + path.read_bytes())
    return hashed.hexdigest()


# ---- sending -------------------------------------------------------------------------------------------------------


def attempt(attack, port, wait):
    """Send an attack; what came of it within so many seconds.  Raises `TimeoutError` for one that was not refused."""
    begun = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=wait) as sock:
        if not attack.reads:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        _send(sock, attack, port, begun + wait)
        if not attack.reads:
            time.sleep(max(0.0, begun + wait - time.monotonic()))
        got = _read(sock, begun + wait + (0 if attack.reads else 2))
        seconds = time.monotonic() - begun
    status = re.match(rb"HTTP/1\.[01] (\d{3})", got)
    if status is not None and b"chunked" in got[:1000] and not got.endswith(b"\r\n0\r\n\r\n"):
        return Outcome(0, seconds)  # an answer that was cut
    return Outcome(int(status.group(1)) if status else 0, seconds)


def _send(sock, attack, port, end):
    """Send the pieces until the other side answers, closes, or the time is over."""
    for piece in attack.pieces():
        pause = piece if isinstance(piece, float) else 0.0
        readable = select.select([sock], [], [], min(pause, max(0.0, end - time.monotonic())))[0] if attack.reads else []
        if readable or time.monotonic() > end:
            return
        if isinstance(piece, bytes):
            try:
                sock.sendall(piece.replace(b"{port}", str(port).encode()))
            except OSError:
                return


def _is_whole(got):
    """Whether an answer of a told length is there; the connection may be kept."""
    head, end, _body = got[:2000].partition(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head) if end else None
    return length is not None and len(got) >= len(head) + 4 + int(length.group(1))


def _read(sock, end):
    """What the other side says until it closes.  Raises `TimeoutError`."""
    got = b""
    with contextlib.suppress(ConnectionError):
        while True:
            sock.settimeout(max(0.01, end - time.monotonic()))
            piece = sock.recv(65_536)
            got += piece
            if not piece or _is_whole(got):
                break
    return got
