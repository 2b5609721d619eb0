"""Rows out of workbooks and csv files as people really make them."""
