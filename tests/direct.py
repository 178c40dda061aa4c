"""Builds without processes of their own, which take a second each to start: the reading is the same."""

from kg.extract import make_extractor
from kg.pool import Step
from kg.read import open_file
from kg.worker import read_item

_EXTRACTORS = {}  # by ontology, for the whole run


class DirectPool:
    """What `kg.pool.Pool` is to a build, in this process."""

    def __init__(self, workers, limits):
        self.limits = limits

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass

    def run(self, jobs, ontology):
        extract = _EXTRACTORS.get(id(ontology)) or _EXTRACTORS.setdefault(id(ontology), make_extractor(ontology))
        for path, name in jobs:
            for item in open_file(path, name, self.limits):
                yield Step(name, *read_item(item, extract))
            yield Step(name, (), (), finished=True)
