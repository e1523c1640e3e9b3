"""verify: articles split into claims, claims reviewed with evidence, outlets' records computed from the verdicts."""

__version__ = "0.1.0"
