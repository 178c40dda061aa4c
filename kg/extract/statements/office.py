"""Posts: a person is named behind an office of a body (市科技局局长某某)."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.statements.structure import structures
from kg.extract.text import Text
from kg.model import Claim


def find_held_posts(text: Text) -> Iterator[Claim]:
    """Who holds which post, where the person is named."""
    for structure in structures(text, "office", "office"):
        for post in text.posts:
            yield structure.claim(post.person, post.body, post.person, role=post.role)
