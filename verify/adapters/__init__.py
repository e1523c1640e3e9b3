"""The outside world: pages on the web, HTML, text files, addresses. Everything that comes in here is untrusted."""
