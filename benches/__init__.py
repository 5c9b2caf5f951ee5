"""Measures Strongroom beside well-known programs that do the same on the same machine."""
