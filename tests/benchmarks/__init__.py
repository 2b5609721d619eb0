"""Benchmarks: CPU seconds as ratios against a peer in the same run; scripts, never assertions of the test suite."""
