"""Builds without processes of their own, which take a second each to start: the reading is the same."""

from kg.annotations import read_annotations
from kg.pool import Step
from kg.read import open_file
from kg.worker import make_reader

_READERS = {}  # by ontology, for the whole run


class DirectPool:
    """What `kg.pool.Pool` is to a build, in this process."""

    def __init__(self, workers, limits, annotations=None):
        self.limits, self.annotations = limits, annotations or {}

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass

    def run(self, jobs, ontology):
        reader = _READERS.get(id(ontology)) or _READERS.setdefault(id(ontology), make_reader(ontology))
        for path, name in jobs:
            held = read_annotations(self.annotations[path]).documents if path in self.annotations else {}
            for item in open_file(path, name, self.limits):
                lines, findings = reader.lines(item, held)
                yield Step(name, lines, findings)
            yield Step(name, (), (), finished=True)
