"""A server from its start to its end: the socket, the loop, the signals."""

from __future__ import annotations

from pathlib import Path

import uvicorn

from kg.serve.app import make_app
from kg.serve.options import Options


def serve(folder: Path, options: Options) -> None:
    """Serve a built folder until the process is told to end.  Raises `InputError` when the folder holds no graph."""
    uvicorn.run(make_app(folder, options), host=options.host, port=options.port, log_level="warning", ws="none")
