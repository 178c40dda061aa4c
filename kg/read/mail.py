"""Mails (.eml), mailboxes (mbox) and pages that a browser or Word saved as one file (MHTML), with what is attached.

The text of a mail is one document, called by its subject and dated by its header; each attachment is read on its own,
like a member of an archive.  Of the people in the header only the sender's name is taken, as the `author`, which stands
in the report and not in the graph; addresses and receivers are left out.

`email` is asked for the raw values of the header (its policy compat32): the newer policy decodes them as strictly as
they are declared, which loses 镕 in a subject that says gb2312, and raises on some that are damaged.
"""

from __future__ import annotations

import base64
import binascii
import copy
import email
import email.policy
import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from email.errors import (
    CloseBoundaryNotFoundDefect,
    HeaderParseError,
    NoBoundaryInMultipartDefect,
    StartBoundaryNotFoundDefect,
)
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from functools import partial

from kg.limits import Limits
from kg.model import Finding, Reading, Source, Table
from kg.read.archive import Budget, Item, Labels, Open, safe_name
from kg.read.characters import han
from kg.read.encoding import decode, to_text
from kg.read.html import read_html
from kg.read.table import with_tables

_FIELD = re.compile(rb"([!-9;-~]{1,76}):")
# What only mails have in their header, and what letters begin with too.
_OF_MAILS = {
    b"mime-version",
    b"message-id",
    b"received",
    b"return-path",
    b"delivered-to",
    b"content-transfer-encoding",
    b"x-mailer",
    b"dkim-signature",
    b"snapshot-content-location",
    b"x-unsent",
    b"x-originating-ip",
    b"authentication-results",
}
_OF_LETTERS = {b"from", b"to", b"cc", b"subject", b"date", b"content-type", b"sender", b"reply-to"}
_ENVELOPE = re.compile(rb"^From [^\r\n]*\r?\n(?=[!-9;-~]{1,76}:)", re.MULTILINE)
_TWICE_ENDED = re.compile(rb"[^\n]*\r\r\n")  # the ends of lines of a mail that Windows took for text once more
_BLANK = b"\xef\xbb\xbf \t\r\n"
_BOUNDARY = re.compile(rb"^--([\w'()+,./:=?-]{1,70})\s*$", re.MULTILINE)
_CHARSET = re.compile(r"[\w.:+-]{1,40}")
_ANSWER = re.compile(r"^(?:(?:re|fwd?|回复|答复|转发)\s*[:：]\s*)+", re.IGNORECASE)
_SHORTEST_SUBJECT = 4  # a shorter one calls no document
_LONGEST_NAME = 120
_EARLIEST = 1990  # a clock that was not set says 1970
_SAVED = re.compile(r"saved by", re.IGNORECASE)
_ENCRYPTED = {"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"}
_ELSEWHERE = {"message/partial", "message/external-body"}
_SIGNATURES = {"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"}
_SHOWN = {"image", "audio", "video", "font"}
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
_CUT = (CloseBoundaryNotFoundDefect, NoBoundaryInMultipartDefect, StartBoundaryNotFoundDefect)
_KEPT_SHARE = 0.95  # a page that says less than the text beside it is not the same text

Branch = tuple[Message, ...]  # parts that are one text


@dataclass
class _Parts:
    """The parts of a mail by what is to be done with them: `bodies` are texts, each in one or several forms."""

    bodies: list[tuple[Branch, ...]] = field(default_factory=list)
    attached: list[Message] = field(default_factory=list)
    frames: list[Message] = field(default_factory=list)
    findings: list[tuple[str, str]] = field(default_factory=list)


def is_mail(head: bytes) -> bool:
    """Whether a file that begins so is a mail or a page saved as one: it has the header of one."""
    names = _names(head)
    strong, weak = names & _OF_MAILS, names & _OF_LETTERS
    return len(strong) > 1 or bool(strong and weak) or (len(weak) > 2 and b"from" in weak and b"@" in head)


def is_mailbox(head: bytes) -> bool:
    """Whether a file that begins so is a mailbox (mbox): mails one after another, each under a line `From …`."""
    return head.startswith(b"From ") and is_mail(head)


def _names(head: bytes) -> set[bytes]:
    """The names of the fields that a file begins with, in lower case; none where it does not begin with a header."""
    envelope = _ENVELOPE.match(head)
    names: set[bytes] = set()
    for line in head[envelope.end() if envelope else 0 :].lstrip(_BLANK).split(b"\n"):
        if not line.strip():
            break
        if (found := _FIELD.match(line)) is not None:
            names.add(found.group(1).lower())
        elif not line.startswith((b" ", b"\t")) or not names:
            return set()
    return names


def open_mailbox(data: bytes, name: str, limits: Limits, budget: Budget, opener: Open) -> Iterator[Item]:
    """The items of all mails of a mailbox, named by their numbers in it."""
    starts = [m.start() for m in _ENVELOPE.finditer(data) if is_mail(data[m.start() : m.start() + 65536])]
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], len(data)], strict=True), start=1):
        yield from open_mail(data[start:end], name if len(starts) == 1 else f"{name}:{number}", limits, budget, opener)


def open_mail(data: bytes, name: str, limits: Limits, budget: Budget, opener: Open) -> Iterator[Item]:
    """An item for the text of a mail or a saved page, and those of what is attached to it."""
    envelope = _ENVELOPE.match(data)
    if _TWICE_ENDED.match(data):
        data = data.replace(b"\r\r\n", b"\r\n")
    try:
        message = email.message_from_bytes(
            data[envelope.end() if envelope else 0 :].lstrip(_BLANK), policy=email.policy.compat32
        )
    except RecursionError:
        yield Item.telling(Finding("error", "read", "damaged", name, "a mail of parts in parts without end"))
        return
    yield from _open_message(message, name, budget, opener)


def _open_message(message: Message, name: str, budget: Budget, opener: Open) -> Iterator[Item]:
    parts = _Parts()
    _sort(message, parts, _is_page(message))
    if any(isinstance(defect, _CUT) for part in message.walk() for defect in part.defects):
        parts.findings.append(
            ("damaged", "its parts do not end as they should, it may be cut off; what is there is read")
        )
    for code, text in parts.findings:
        yield Item.telling(Finding("warning" if code == "damaged" else "error", "read", code, name, text))
    if parts.bodies or not (parts.attached or parts.findings):
        yield Item(name, partial(_read_message, message, parts, name, budget.limits))
    for number, frame in enumerate(parts.frames, start=1):
        yield Item(f"{name}/frame {number}", partial(_read_frame, frame, f"{name}/frame {number}", budget.limits))
    labels = Labels()
    for number, part in enumerate(parts.attached, start=1):
        yield from _open_attached(part, f"{name}/{labels.free(_file_name(part) or f'part {number}')}", budget, opener)


def _sort(part: Message, parts: _Parts, page: bool) -> None:
    """Put a part and what it holds where it belongs; of a saved `page` what is no text is the page's decoration."""
    kind = part.get_content_type()
    if kind in _ENCRYPTED:
        parts.findings.append(("encrypted", "the mail is encrypted; save it decrypted"))
    elif kind in _ELSEWHERE:
        parts.findings.append(("unknown-format", "a part of the mail stands elsewhere; save the whole mail"))
    elif kind == "multipart/alternative":
        _sort_forms(part, parts, page)
    elif part.is_multipart() and part.get_content_maintype() == "multipart":
        for child in part.get_payload():
            _sort(child, parts, page)  # type: ignore[arg-type]
    elif part.get_content_maintype() == "multipart":
        _sort(_divided(part), parts, page)
    elif _is_body(part, kind):
        if page and parts.bodies:
            parts.frames.append(part)
        else:
            parts.bodies.append(((part,),))
    elif (
        kind not in _SIGNATURES and not (part.get_content_maintype() in _SHOWN and not _is_attached(part)) and not page
    ):
        parts.attached.append(part)


def _sort_forms(part: Message, parts: _Parts, page: bool) -> None:
    """One text in several forms: each is a branch of one body; what is attached to a form is attached to the mail."""
    branches: list[Branch] = []
    for child in part.get_payload() if part.is_multipart() else ():
        held = _Parts()
        _sort(child, held, page)  # type: ignore[arg-type]
        if held.bodies:
            branches.append(tuple(message for forms in held.bodies for message in forms[-1]))
        parts.attached += held.attached
        parts.frames += held.frames
        parts.findings += held.findings
    if branches:
        parts.bodies.append(tuple(branches))


def _divided(part: Message) -> Message:
    """A mail that does not say what divides its parts, or wrongly: divided at what looks like it, else a text."""
    data = _encoded(part)
    line = _BOUNDARY.search(data)
    head = b'Content-Type: multipart/mixed; boundary="' + line.group(1) + b'"\n\n' if line else b""
    divided = email.message_from_bytes(head + data, policy=email.policy.compat32)
    return (
        divided
        if divided.is_multipart()
        else email.message_from_bytes(b"Content-Type: text/plain\n\n" + data, policy=email.policy.compat32)
    )


def _is_body(part: Message, kind: str) -> bool:
    return kind in ("text/plain", "text/html", "application/xhtml+xml") and not _is_attached(part)


def _is_attached(part: Message) -> bool:
    return str(part.get("content-disposition", "")).strip().lower().startswith("attachment")


def _is_page(message: Message) -> bool:
    """Whether this is a page saved as one file: it was sent to nobody."""
    return bool(
        message["snapshot-content-location"]
        or _SAVED.search(str(message.get("from", "")))
        or (
            message.get_content_type() == "multipart/related"
            and not any(message[f] for f in ("to", "received", "message-id"))
        )
    )


def _open_attached(part: Message, name: str, budget: Budget, opener: Open) -> Iterator[Item]:
    """The items of an attachment: a mail, or a file, by what it holds."""
    if part.is_multipart():
        mail: Message = part.get_payload(0)  # type: ignore[assignment]
        yield from budget.inside(b"", name, lambda _, inside, limits, held: _open_message(mail, inside, held, opener))
        return
    data, whole = _content(part)
    if not whole:
        yield Item.telling(
            Finding("warning", "read", "damaged", name, "its base64 is cut off or damaged; what can be decoded is read")
        )
    yield from budget.inside(data, name, opener)


def _read_message(message: Message, parts: _Parts, name: str, limits: Limits) -> tuple[list[Reading], list[Finding]]:
    """The text of a mail, with what its header says of it."""
    readings: list[Reading] = []
    findings: list[Finding] = []
    repeated = 0
    for branches in parts.bodies:
        read = [_read_branch(branch, name, limits) for branch in branches]
        weights = [
            _han(found) * (1 if _is_html(branch) else _KEPT_SHARE)
            for branch, (found, _) in zip(branches, read, strict=True)
        ]
        best = weights.index(max(weights))
        readings += read[best][0]
        findings += read[best][1]
        repeated += sum(_size(r) for i, (found, _) in enumerate(read) if i != best for r in found)
    if parts.frames or parts.attached:  # which are read: that the mail itself says nothing is no loss
        findings = [f for f in findings if f.code not in ("empty", "frames")]
    if not readings:
        return [], findings if parts.bodies else [Finding("warning", "read", "empty", name, "the mail holds no text")]
    left_out = {"mail header": sum(len(f) + len(v) for f, v in message.raw_items()), "repeated text": repeated}
    return [_with_header(_joined(readings, name), message, left_out)], [f for f in findings if f.code != "empty"]


def _is_html(branch: Branch) -> bool:
    return any(part.get_content_type() != "text/plain" for part in branch)


def _han(readings: Sequence[Reading]) -> int:
    return sum(len(han(r.raw)) for r in readings)


def _size(reading: Reading) -> int:
    return len("".join(reading.raw.split()))


def _read_branch(branch: Branch, name: str, limits: Limits) -> tuple[list[Reading], list[Finding]]:
    readings: list[Reading] = []
    findings: list[Finding] = []
    for part in branch:
        found, problems = _read_part(part, name, limits)
        readings += found
        findings += problems
    return readings, findings


def _read_part(part: Message, name: str, limits: Limits) -> tuple[list[Reading], list[Finding]]:
    """One text of a mail, a page or plain."""
    data, whole = _content(part)
    findings = (
        []
        if whole
        else [
            Finding("warning", "read", "damaged", name, "its base64 is cut off or damaged; what can be decoded is read")
        ]
    )
    if not data.strip():
        return [], [*findings, Finding("warning", "read", "empty", name, "the mail holds no text")]
    digest = hashlib.sha256(data).hexdigest()
    if part.get_content_type() != "text/plain" or data.lstrip(_BLANK)[:5].lower() in (b"<html", b"<!doc"):
        readings, problems = read_html(data, Source(name, digest, "text/html"), limits, _charset(part))
        return readings, [*findings, *problems]
    text, problems = to_text(data, name, _charset(part))
    return [with_tables(Reading(Source(name, digest, "text/plain"), text))], [*findings, *problems]


def _read_frame(part: Message, name: str, limits: Limits) -> tuple[list[Reading], list[Finding]]:
    """A page inside a saved page; most hold an advertisement or nothing."""
    readings, findings = _read_part(part, name, limits)
    return readings, [f for f in findings if f.code != "empty"]


def _joined(readings: Sequence[Reading], name: str) -> Reading:
    """The texts of one mail as one, each from a line of its own."""
    if len(readings) == 1:
        return readings[0]
    raw = ""
    tables: list[Table] = []
    ends: list[int] = []
    left_out: Counter[str] = Counter()
    for reading in readings:
        raw += "\n" if raw and not raw.endswith("\n") else ""
        tables += [
            Table(tuple(replace(c, start=c.start + len(raw), end=c.end + len(raw)) for c in t.cells))
            for t in reading.tables
        ]
        ends += [*([len(raw) - 1] if raw else []), *(end + len(raw) for end in reading.block_ends)]
        raw += reading.raw
        left_out.update(reading.left_out)
    digest = hashlib.sha256("".join(r.source.sha256 for r in readings).encode()).hexdigest()
    first = readings[0]
    return replace(
        first,
        source=Source(name, digest, first.source.media_type),
        raw=raw,
        left_out=dict(left_out),
        tables=tuple(tables),
        block_ends=tuple(ends),
    )


def _with_header(reading: Reading, message: Message, left_out: dict[str, int]) -> Reading:
    """A reading with the subject, the day and the sender's name; a saved page says those itself, and its address."""
    subject = _ANSWER.sub("", _words(_value(message, "subject"))).strip()
    left_out = {k: n for k, n in (*reading.left_out.items(), *left_out.items()) if n}
    if _is_page(message):
        places = (
            _value(part, field)
            for part in message.walk()
            for field in ("snapshot-content-location", "content-location")
        )
        url = next((place for place in places if place.startswith(("http://", "https://"))), None)
        return replace(
            reading,
            title=reading.title or (subject if len(subject) >= _SHORTEST_SUBJECT else None),
            url=url,
            left_out=left_out,
        )
    sender = parseaddr(_words(_value(message, "from")))[0].strip()
    return replace(
        reading,
        title=subject if len(subject) >= _SHORTEST_SUBJECT else reading.title,
        date=_day(_value(message, "date")) or reading.date,
        author=sender if sender and "@" not in sender else reading.author,
        left_out=left_out,
    )


def _value(message: Message, name: str) -> str:
    """The raw value of a field in one line, bytes that are not ASCII decoded; empty where there is none."""
    raw = next((str(value) for field, value in message.raw_items() if field.lower() == name), "")
    return " ".join(decode(raw.encode("utf-8", "surrogateescape"))[0].split())


def _words(value: str) -> str:
    """A field with its encoded words decoded by our own means, as their charset is often a smaller one than is used."""
    try:
        pieces = decode_header(value)
    except (HeaderParseError, binascii.Error):
        return value
    return "".join(
        piece
        if isinstance(piece, str)
        else decode(piece, charset)[0]
        if charset
        else piece.decode("raw-unicode-escape", "replace")
        for piece, charset in pieces
    )


def _day(value: str) -> str | None:
    try:
        day = parsedate_to_datetime(value).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return day.isoformat() if day.year >= _EARLIEST else None


def _file_name(part: Message) -> str | None:
    """The name of an attached file, from either field that may hold it; of an attached mail its subject."""
    plain = Message()
    for name in ("content-type", "content-disposition"):
        if value := _value(part, name):
            plain[name] = value
    found = plain.get_filename()
    if not found and part.is_multipart():
        found = _value(part.get_payload(0), "subject")  # type: ignore[arg-type]
    return safe_name(_words(str(found)))[-_LONGEST_NAME:] if found else None


def _charset(part: Message) -> str | None:
    found = part.get_param("charset")
    found = found[2] if isinstance(found, tuple) else found
    return found if isinstance(found, str) and _CHARSET.fullmatch(found) else None


def _content(part: Message) -> tuple[bytes, bool]:
    """The bytes of a part, and whether all of it could be decoded; of base64 that was cut off, what is there."""
    if str(part.get("content-transfer-encoding", "")).strip().lower() != "base64":
        data = part.get_payload(decode=True)
        return data if isinstance(data, bytes) else b"", True
    code, padding, rest = _encoded(part).partition(b"=")
    bare = _NOT_BASE64.sub(b"", code)
    signs = len(bare) + bool(padding) + rest.lstrip().startswith(b"=")
    whole = len(bare) == len(b"".join(code.split())) and signs % 4 == 0
    bare = bare[: len(bare) - (len(bare) % 4 == 1)]
    return base64.b64decode(bare + b"=" * (-len(bare) % 4)), whole


def _encoded(part: Message) -> bytes:
    """The bytes of a part as they stand in the mail."""
    plain = copy.copy(part)
    del plain["content-transfer-encoding"]
    data = plain.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""
