"""The reliability diagram of an evaluation, as an SVG file of its own that reads in light and in dark."""

from collections.abc import Sequence

from verify.core.method_evaluation import Bin

SIDE, MARGIN = 320, 48
_STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#30343c}.frame{fill:none;stroke:#9aa0ac}.even{stroke:#9aa0ac;stroke-dasharray:4 4}"
    ".range{stroke:#1f5fae}.mean{fill:#1f5fae}"
    "@media(prefers-color-scheme:dark){text{fill:#d5d9e2}.range{stroke:#7fb2f0}.mean{fill:#7fb2f0}}"
)


def reliability_diagram(bins: Sequence[Bin], title: str) -> str:
    """What was predicted against what came, a dot a tenth with its interval; on the dashed line they are equal."""
    size = SIDE + 2 * MARGIN
    marks = "".join(_mark(bin_) for bin_ in bins)
    ticks = "".join(_ticks(tenth / 10) for tenth in range(0, 11, 2))
    # The title is the program's own, never a text of the history: nothing in here needs escaping.
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" role="img">\n'
        f"<title>{title}</title>\n<desc>{_described(bins)}</desc>\n<style>{_STYLE}</style>\n"
        f'<rect class="frame" x="{MARGIN}" y="{MARGIN}" width="{SIDE}" height="{SIDE}"/>\n'
        f'<line class="even" x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}"/>\n{ticks}{marks}'
        f'<text x="{size / 2}" y="{size - 8}" text-anchor="middle">predicted chance</text>\n'
        f'<text x="14" y="{size / 2}" text-anchor="middle" transform="rotate(-90 14 {size / 2})">share corroborated</text>\n'
        f'<text x="{MARGIN}" y="{MARGIN - 16}">{title}</text>\n</svg>\n'
    )


def _x(share: float) -> str:
    return f"{MARGIN + SIDE * share:.1f}"


def _y(share: float) -> str:
    return f"{MARGIN + SIDE * (1 - share):.1f}"


def _ticks(share: float) -> str:
    return (
        f'<text x="{_x(share)}" y="{MARGIN + SIDE + 16}" text-anchor="middle">{share:.1f}</text>\n'
        f'<text x="{MARGIN - 6}" y="{float(_y(share)) + 4:.1f}" text-anchor="end">{share:.1f}</text>\n'
    )


def _mark(bin_: Bin) -> str:
    x = _x(bin_.predicted)
    told = f"{bin_.count:,} verdicts: predicted {bin_.predicted:.3f}, came {bin_.came:.3f}"
    return (
        f'<g><title>{told}</title><line class="range" x1="{x}" y1="{_y(bin_.low)}" x2="{x}" y2="{_y(bin_.high)}"/>'
        f'<circle class="mean" cx="{x}" cy="{_y(bin_.came)}" r="4"/></g>\n'
    )


def _described(bins: Sequence[Bin]) -> str:
    return "; ".join(f"predicted {b.predicted:.3f}, came {b.came:.3f} of {b.count:,}" for b in bins)
