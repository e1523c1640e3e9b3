"""File formats of verified claim sets."""
