"""python -m tests.draw_maps WORLD_ATLAS ISO_CODES: draw the maps of `registry/pictures/` afresh.

WORLD_ATLAS is the unpacked npm package world-atlas 2.0.2 (Natural Earth 4.1.0), ISO_CODES the file
codes.json of the npm package i18n-iso-countries, which translates its numbers. Shapes are those of
1:110 million; the dot of a country is the middle of its largest piece at 1:10 million, which knows
the States too small to have a shape.
"""

import argparse
import json
import math
import sys
from pathlib import Path

PICTURES = Path(__file__).resolve().parent.parent / "registry" / "pictures"
WIDTH = 1000
SMALL = 14  # a shape of fewer square units is hard to see: its dot is drawn over it
ANTARCTICA = "ATA"
# Natural Earth gives these no number. The first has an entry of its own; of the others the
# registry knows only the State that holds the territory to be its own.
WITHOUT_NUMBER = {"Kosovo": "XKX", "N. Cyprus": "CYP", "Somaliland": "SOM"}
# Equal Earth: Šavrič, Patterson and Jenny, International Journal of GIS 33(3), 2019.
A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796

Point = tuple[float, float]


def equal_earth(longitude: float, latitude: float) -> Point:
    """Project degrees, longitude counted from the middle of the map, to units of the radius."""
    angle = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    slope = 9 * A4 * angle**8 + 7 * A3 * angle**6 + 3 * A2 * angle**2 + A1
    x = 2 * math.sqrt(3) * math.radians(longitude) * math.cos(angle) / (3 * slope)
    return x, angle * (A4 * angle**8 + A3 * angle**6 + A2 * angle**2 + A1)


class Frame:
    """A map: its middle meridian, and the degrees west, east, south and north that it shows."""

    def __init__(self, middle: float, west: float, east: float, south: float, north: float):
        self.middle, self.west, self.east = middle, west, east
        self.scale = WIDTH / (equal_earth(east, 0)[0] - equal_earth(west, 0)[0])
        self.left, self.top = equal_earth(west, 0)[0], equal_earth(0, north)[1]
        self.height = round((self.top - equal_earth(0, south)[1]) * self.scale)

    def turned(self, longitude: float) -> float:
        """Count a longitude from the middle meridian, -180 to 180."""
        return (longitude - self.middle + 180) % 360 - 180

    def place(self, longitude: float, latitude: float) -> Point:
        x, y = equal_earth(longitude, latitude)
        return (x - self.left) * self.scale, (self.top - y) * self.scale

    def ring(self, points: list[Point]) -> list[Point]:
        """Project a ring; one that the edge of the map would tear apart stays in one piece.

        Natural Earth cuts its rings at 180 degrees, so a ring has a side: where most of it lies.
        """
        turned = [self.turned(longitude) for longitude, _ in points]
        if max(turned) - min(turned) > 180:
            side = 1 if sum(1 for one in turned if one > 0) * 2 > len(turned) else -1
            turned = [one if one * side >= 0 else one + 360 * side for one in turned]
        return [self.place(one, point[1]) for one, point in zip(turned, points, strict=True)]

    def shows(self, ring: list[Point]) -> bool:
        inside = any(0 <= x <= WIDTH and 0 <= y <= self.height for x, y in ring)
        return inside and max(x for x, _ in ring) - min(x for x, _ in ring) < WIDTH * 0.6


FRAMES = {
    "world": Frame(11, -180, 180, -58, 84),
    "pacific": Frame(175, -112, 130, -48, 62),
}


def countries(topology: dict, codes: dict[str, str]) -> dict[str, list[list[list[Point]]]]:
    """Decode TopoJSON to polygons of degrees, by ISO alpha-3 code; what has no code is left out."""
    scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append((x * scale[0] + shift[0], y * scale[1] + shift[1]))
        arcs.append(points)

    def ring(indexes):
        points = []
        for index in indexes:
            points += (arcs[index] if index >= 0 else arcs[~index][::-1])[bool(points) :]
        return points

    found = {}
    for shape in topology["objects"]["countries"]["geometries"]:
        code = codes.get(shape.get("id")) or WITHOUT_NUMBER.get(shape["properties"]["name"])
        pieces = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        if code and code != ANTARCTICA:
            found.setdefault(code, []).extend([[ring(one) for one in piece] for piece in pieces])
    return found


def area_and_middle(ring: list[Point]) -> tuple[float, Point]:
    """Give the area of a ring and its centre of gravity."""
    x0, y0 = ring[0]
    area = x = y = 0.0
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        cross = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
        area += cross
        x += (x1 + x2 - 2 * x0) * cross
        y += (y1 + y2 - 2 * y0) * cross
    if not area:
        return 0.0, ring[0]
    return abs(area) / 2, (x0 + x / (3 * area), y0 + y / (3 * area))


def path(rings: list[list[Point]]) -> str:
    """Write rings as SVG: whole units, each step relative to the point before."""
    parts = []
    for ring in rings:
        rounded = [(round(x), round(y)) for x, y in ring]
        points = [one for n, one in enumerate(rounded) if n == 0 or one != rounded[n - 1]]
        if points[0] == points[-1]:
            points.pop()
        if len(points) < 3:
            continue
        x, y = points[0]
        steps = []
        for next_x, next_y in points[1:]:
            steps.append(f"{next_x - x} {next_y - y}")
            x, y = next_x, next_y
        parts.append(f"M{points[0][0]} {points[0][1]}l{' '.join(steps).replace(' -', '-')}z")
    return "".join(parts)


def draw(frame: Frame, coarse: dict, fine: dict) -> dict:
    """Draw a map: the path of each country in half units, and its dot in whole ones."""
    shapes, dots, small = {}, {}, []
    for code, pieces in coarse.items():
        rings = [frame.ring(ring) for piece in pieces for ring in piece]
        shown = [ring for ring in rings if frame.shows(ring)]
        if drawn := path([[(2 * x, 2 * y) for x, y in ring] for ring in shown]):
            shapes[code] = drawn
            if max(area_and_middle(ring)[0] for ring in shown) < SMALL:
                small.append(code)
    for code, pieces in fine.items():
        _, (x, y) = max(area_and_middle(frame.ring(piece[0])) for piece in pieces)
        if 0 <= x <= WIDTH and 0 <= y <= frame.height:
            dots[code] = [round(x), round(y)]
    return {
        "width": WIDTH,
        "height": frame.height,
        "shapes": dict(sorted(shapes.items())),
        "small": sorted(small),
        "dots": dict(sorted(dots.items())),
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.draw_maps", description=__doc__)
    parser.add_argument("atlas", type=Path, help="the folder of the package world-atlas")
    parser.add_argument("codes", type=Path, help="the file codes.json of i18n-iso-countries")
    chosen = parser.parse_args()
    codes = {number: code for _, code, number, _ in json.loads(chosen.codes.read_text())}
    coarse, fine = (
        countries(json.loads((chosen.atlas / f"countries-{scale}.json").read_text()), codes)
        for scale in ("110m", "10m")
    )
    notice = (chosen.atlas / "LICENSE").read_text().split("\n\n")
    about = {
        "source": "world-atlas 2.0.2, from Natural Earth 4.1.0, which is in the public domain",
        "licence": [" ".join(paragraph.split()) for paragraph in notice],
    }
    for name, frame in FRAMES.items():
        text = json.dumps(
            about | draw(frame, coarse, fine), ensure_ascii=False, separators=(",", ":")
        )
        text = text.replace('],"', '],\n"').replace('","', '",\n"')
        (PICTURES / f"{name}.json").write_text(text + "\n")
        sys.stdout.write(f"{name}: {len(text) / 1024:.0f} KB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
