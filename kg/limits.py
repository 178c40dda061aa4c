"""What one document may cost: every limit with its default and its reason, in one table.

The command line makes its flags of this table and the README shows it; a document that passes a limit is skipped and
reported, and the build goes on.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields

from kg.errors import InputError

MB = 1_000_000
LARGEST = 1_000_000_000  # what any limit may be: more than any machine has, and what clocks and systems can still count
OUT_OF_MEMORY = 75  # the exit code of a worker that says so


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one build; every field is a flag of `kg build` (`max_pages` is `--max-pages`).

    Those of a query are `kg.QueryLimits`.
    """

    max_bytes: int = field(default=100,
                           metadata={"unit": "MB", "help": "size of one file, or of one file inside an archive"})
    max_expanded: int = field(default=500,
                              metadata={"unit": "MB",
                                        "help": "all that one archive (or office file) may expand to, archives inside "
                                                "it included"})
    max_ratio: int = field(default=200,
                           metadata={"unit": "times",
                                     "help": "how many times its packed size a file in an archive may have, from 1 MB "
                                             "on"})
    max_depth: int = field(default=3, metadata={"unit": "levels", "help": "archives inside archives"})
    max_pages: int = field(default=2000, metadata={"unit": "pages", "help": "pages of one PDF"})
    max_seconds: int = field(default=120,
                             metadata={"unit": "s", "help": "time to read, clean and understand one document"})
    max_memory: int = field(default=1500,
                            metadata={"unit": "MB", "help": "memory that one document may take in its worker process"})


    def __post_init__(self) -> None:
        """Raise `InputError` for a limit that is none."""
        for limit in fields(self):
            check_limit("--" + limit.name.replace("_", "-"), getattr(self, limit.name), limit.metadata["unit"])


def check_limit(name: str, value: float, unit: str, least: float = 1) -> None:
    """Raise `InputError` for a limit that is no number, or one with which no clock and no system can count."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= LARGEST:
        raise InputError("{name}: {value!r} is no limit; write a number from {least:g} to {most:,} ({unit})",
                         name=name, value=value, least=least, most=LARGEST, unit=unit)


LIMITS = fields(Limits)
