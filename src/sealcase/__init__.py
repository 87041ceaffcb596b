"""Prepare, seal, verify and open evidence for a wallet complaint. `sealcase.pipeline` shows the whole way."""

__version__ = "0.1.0"
