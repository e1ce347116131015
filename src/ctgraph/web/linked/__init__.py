"""Linked data: documents about things and about the publication itself, and the links among them."""
