"""ctgraph: a knowledge graph in which every fact leads back to the sentence that says it."""

from importlib.metadata import version

__version__ = version("ctgraph")
