"""What a user would time, each against a peer or a limit in one run. See bench/README.md."""
