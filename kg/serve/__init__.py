"""A built folder over HTTP: the explorer, pages, search, a JSON API and SPARQL, for one reader or a team.

`make_app` (`app.py`) is the table of all routes; `guard.py` stands before them and refuses what no reader would send;
`held.py` gives each request one generation of the folder, whatever builds do meanwhile.
"""

from __future__ import annotations

from kg.serve.options import Options, is_local
from kg.serve.run import serve

__all__ = ["Options", "is_local", "serve"]
