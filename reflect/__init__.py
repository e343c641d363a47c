"""Video reflection on consultations. Importing this does nothing; start reading in `pipeline.py`."""

__version__ = "0.1.0"
