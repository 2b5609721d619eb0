"""The tests of gongwen."""
