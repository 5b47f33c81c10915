"""Plots as SVG, drawn by hand: lines and points on logarithmic axes, and stacked bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from math import ceil, floor, log10

COLOURS = (
    *("#1f5fa8", "#d1495b", "#2e8b57", "#c77d0a", "#7a4fb5", "#0f8b8d", "#8c564b", "#d262a8", "#5b6b7b", "#a3a500"),
    *("#000000", "#5fa8d3", "#99582a", "#6a994e"),
)
WIDTH, HEIGHT = 860, 460
LEFT, RIGHT, TOP, BOTTOM = 70, 250, 44, 54

Point = tuple[float, float]


def _page(title: str, height: int, body: Sequence[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" '
        'font-family="sans-serif" font-size="12">'
    )
    ground = f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>'
    heading = f'<text x="{LEFT}" y="24" font-size="15" font-weight="bold">{escape(title)}</text>'
    return "\n".join([head, f"<title>{escape(title)}</title>", ground, heading, *body, "</svg>"]) + "\n"


def decades(values: Sequence[float]) -> tuple[int, int]:
    """The powers of ten below the least and above the greatest value, never the same."""
    low, high = floor(log10(min(values))), ceil(log10(max(values)))
    return low, max(high, low + 1)


def growth(
    title: str, across: str, up: str, series: Mapping[str, Sequence[Point]], loose: Mapping[str, Sequence[Point]]
) -> str:
    """Values against sizes, both logarithmic and above zero: a line where a series has several points. `loose`: further
    points of the same series, as rings on no line."""
    shown = {name: sorted(series.get(name, ())) for name in [*series, *loose] if series.get(name) or loose.get(name)}
    everything = [point for points in [*shown.values(), *loose.values()] for point in points]
    low_x, high_x = decades([x for x, _ in everything])
    low_y, high_y = decades([y for _, y in everything])
    bottom, right = HEIGHT - BOTTOM, WIDTH - RIGHT

    def place(x: float, y: float) -> Point:
        return (
            LEFT + (log10(x) - low_x) / (high_x - low_x) * (right - LEFT),
            bottom - (log10(y) - low_y) / (high_y - low_y) * (bottom - TOP),
        )

    body = []
    for power in range(low_x, high_x + 1):
        x, _ = place(10.0**power, 10.0**low_y)
        body.append(f'<line x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{bottom}" stroke="#dddddd"/>')
        body.append(f'<text x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">{10.0**power:,.10g}</text>')
    for power in range(low_y, high_y + 1):
        _, y = place(10.0**low_x, 10.0**power)
        body.append(f'<line x1="{LEFT}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}" stroke="#dddddd"/>')
        body.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:,.10g}</text>')
    body.append(f'<text x="{(LEFT + right) / 2:.0f}" y="{HEIGHT - 12}" text-anchor="middle">{escape(across)}</text>')
    body.append(f'<text x="{LEFT}" y="{TOP - 6}" font-size="11">{escape(up)}</text>')
    for number, (name, points) in enumerate(shown.items()):
        colour = COLOURS[number % len(COLOURS)]
        places = [place(x, y) for x, y in points]
        if len(places) > 1:
            path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
            body.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.5"/>')
        body += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in places]
        for x, y in (place(*point) for point in loose.get(name, ())):
            body.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="none" stroke="{colour}" stroke-width="1.5"/>')
        body += _key(number, colour, name)
    return _page(title, HEIGHT, body)


def _key(number: int, colour: str, name: str) -> list[str]:
    x, y = WIDTH - RIGHT + 18, TOP + 10 + number * 20
    return [
        f'<rect x="{x}" y="{y - 9}" width="11" height="11" fill="{colour}"/>',
        f'<text x="{x + 17}" y="{y + 1}">{escape(name)}</text>',
    ]


def bars(title: str, unit: str, rows: Mapping[str, Mapping[str, float]]) -> str:
    """A bar for each row, stacked from its parts, each row with a scale of its own: shares, with the total beside."""
    names = list(dict.fromkeys(part for parts in rows.values() for part in parts))
    left, right = 220, WIDTH - RIGHT
    body: list[str] = []
    for number, (row, parts) in enumerate(rows.items()):
        total = sum(parts.values())
        y, x = TOP + number * 34, float(left)
        body.append(f'<text x="{left - 8}" y="{y + 16}" text-anchor="end">{escape(row)}</text>')
        for part, value in parts.items():
            width = value / total * (right - left - 70) if total else 0
            colour = COLOURS[names.index(part) % len(COLOURS)]
            tip = f"<title>{escape(part)}: {value:.3g} {unit}</title>"
            body.append(f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="24" fill="{colour}">{tip}</rect>')
            x += width
        body.append(f'<text x="{x + 6:.1f}" y="{y + 16}">{total:.3g} {unit}</text>')
    for number, name in enumerate(names):
        body += _key(number, COLOURS[number % len(COLOURS)], name)
    return _page(title, TOP + max(len(rows) * 34, len(names) * 20) + 20, body)
