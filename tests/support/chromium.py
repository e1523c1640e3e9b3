"""Chromium for the tests: the system's, else Playwright's own, else a clear failure (`python -m tests.support.chromium`)."""

import shutil
import subprocess
import sys

FLAGS = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def system_chromium() -> str | None:
    """The path of a browser that the system has."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((path for path in map(shutil.which, names) if path), None)


def main() -> int:
    """Say which browser the tests will use; fetch Playwright's where the system has none."""
    found = system_chromium()
    if found:
        print(f"Chromium: {found}")
        return 0
    print("Chromium: none on this system, fetching Playwright's ...")
    if subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False).returncode:
        print("No Chromium. Install it (Debian: apt-get install chromium) and run this again.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
