"""kechuang (科创): a knowledge graph from folders of Chinese science-and-technology policy documents.

    import kg
    graph = kg.build(["reports/"])
    graph.query("SELECT ?who WHERE { ?who kg:holdsPostIn ?body }").to_pandas()
    graph["浙江大学"], graph.facts("浙江大学", year=2023), graph.numbers(place="宁波市", status="target")
    graph.questions.targets(year=2024), graph.corpus.holders("宁波市科学技术局")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["Graph", "Limits", "QueryLimits", "__version__", "build", "load"]

if TYPE_CHECKING:
    from pathlib import Path

    from kg.graph import Graph
    from kg.limits import Limits
    from kg.pipeline import build
    from kg.sparql import QueryLimits


def load(folder: str | Path) -> Graph:
    """The graph of a folder that `kg build` wrote.  Raises `kg.errors.InputError` when there is none."""
    from kg.graph import Graph

    return Graph.load(folder)


def __getattr__(name: str) -> Any:
    # Bound late, so that `kg --version` needs none of the libraries below.
    if name == "build":
        from kg.pipeline import build

        return build
    if name == "Graph":
        from kg.graph import Graph

        return Graph
    if name == "Limits":
        from kg.limits import Limits

        return Limits
    if name == "QueryLimits":
        from kg.sparql import QueryLimits

        return QueryLimits
    raise AttributeError(f"module 'kg' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
