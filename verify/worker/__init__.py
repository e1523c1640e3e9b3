"""Background tasks: name → function."""
