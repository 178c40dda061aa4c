"""The project's ontology, read once for all tests of a process: reading it takes half a second."""

from kg.ontology import load_ontology

ONTOLOGY = load_ontology()
