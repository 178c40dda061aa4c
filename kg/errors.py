"""Every error that kg raises on purpose: a problem of code, configuration or usage, never of a document.

A problem in a document is a `kg.model.Finding`, which is collected and reported.
"""

from __future__ import annotations

from typing import Any

from kg.language import message


class KgError(Exception):
    """Base of all errors that kg raises on purpose; the command line prints it in one line and exits with 2.

    The message says what is wrong, where, and what to do about it: a text of the catalogue with values in its places,
    in the language spoken.  A text without values stands as it is, with its braces.
    """

    def __init__(self, text: str, /, **values: Any) -> None:
        """Say what is wrong and what to do."""
        super().__init__(message(text, **values))


class InputError(KgError):
    """What the user named as input is not there or cannot be used."""


class OutputError(KgError):
    """The result cannot be written where the user wants it."""


class OntologyError(KgError):
    """A file of the ontology is missing, does not parse, or says something that kg does not understand."""


class QueryError(KgError):
    """A SPARQL query that cannot be parsed or run.

    `cause` says why in a word: `refused` (as it stands, by everybody), `limit` (it takes more than it may), `killed`
    (by somebody else, as by a machine that has no more memory), `format` (its answer is not there in a format that was
    asked for), else `query` (it is wrong).
    """

    def __init__(self, text: str, cause: str = "query", /, **values: Any) -> None:
        """Say what is wrong and what to do."""
        super().__init__(text, **values)
        self.cause = cause


class ResourceError(KgError):
    """The machine, or what this session may take of it, does not suffice."""
