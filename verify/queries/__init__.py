"""Reads: session in, rows out."""
