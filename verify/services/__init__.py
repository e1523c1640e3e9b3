"""Use cases: every write. Plain functions, session first; they flush and never commit."""
