"""What a search index holds, whatever the order in which it came to be."""

import contextlib
import sqlite3


def index_state(path):
    """All rows of an index without their numbers, and what every word of its two full-text tables leads to."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        rows = {table: sorted(db.execute(f"SELECT * FROM {table}")) for table in ("things", "facts", "numbers")}
        documents = {number: row for number, *row in db.execute("SELECT * FROM documents")}
        names = {number: row for number, *row in db.execute("SELECT * FROM names")}
        for table in ("texts", "named"):
            db.execute(f"CREATE VIRTUAL TABLE temp.v_{table} USING fts5vocab (main, {table}, instance)")
        words = sorted((term, documents[doc][0]) for term, doc in db.execute("SELECT term, doc FROM temp.v_texts"))
        spelt = sorted((term, names[doc][:3], col, offset) for term, doc, col, offset in db.execute("SELECT term, doc, col, offset FROM temp.v_named"))
    return rows, sorted(map(str, documents.values())), sorted(map(str, names.values())), words, spelt
