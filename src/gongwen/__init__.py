"""gongwen: one plan file in, a year of Chinese official paperwork out."""

__version__ = "0.1.0"
