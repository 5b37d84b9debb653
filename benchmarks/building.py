"""Builds made-up exports of any size under a limit of memory, and tells time and peak memory, as the kernel counts it.

    python -m benchmarks.building                    0.05 GB, 20,000 people
    python -m benchmarks.building 10 2000000         GB of events, people; a folder for the files may follow

The files hold NDJSON (web, app) and CSV (orders, CRM) with copies of events, broken lines and values out of bounds.
Three sets are built, each from nothing in a process of its own: a tenth of the events of a tenth of the people, ten
times the events of the same people, and ten times the people. The last is built again over the same files (nothing is
read), and once more with one more file. Of every source of every build, rows read = kept + dropped + set aside. A tenth
of less than 10 GB does not fill what 4 GiB let a build take at once: then the peaks still grow with events.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl

PROJECT = """
[project]
name = "big"
timezone = "Europe/Berlin"
edition = 2026
[run]
memory = "4 GiB"
[identity]
keys = ["customer", "mail", "device"]
[identity.mail]
normalise = "email"
[channels]
web = {}
app = {}
store = {}
[[sources]]
name = "web"
kind = "events"
channel = "web"
event = { column = "action", map = { pv = "page_view", atc = "add_to_cart" } }
path = "web/*.ndjson"
id = "id"
time = { column = "ts", timezone = "UTC" }
keys = { device = "cookie", customer = "who" }
[sources.properties]
page = { type = "string" }
seconds = { type = "number" }
[[sources]]
name = "app"
kind = "events"
channel = "app"
event = "app_open"
path = "app/*.ndjson"
id = "id"
time = { column = "ts", timezone = "UTC" }
keys = { device = "cookie", customer = "who" }
[sources.properties]
page = { type = "string" }
seconds = { type = "number" }
[[sources]]
name = "orders"
kind = "events"
channel = "store"
event = "purchase"
path = "orders/*.csv"
id = "order_no"
time = { column = "bought", timezone = "UTC" }
keys = { customer = "customer", mail = "mail" }
[sources.properties]
amount = { type = "decimal" }
article = { type = "string" }
[sources.rows]
amount = { min = 0 }
[[sources]]
name = "crm"
kind = "profiles"
path = "crm.csv"
keys = { customer = "id", mail = "mail" }
updated_at = { column = "changed", timezone = "UTC" }
[sources.attributes]
city = { type = "string" }
birth_year = { type = "integer" }
"""
SHARES = {"web": 0.5, "app": 0.2, "orders": 0.3}
"""Of the bytes of all events."""
ROWS = 500_000
FILE_BYTES = 256 << 20
START, YEAR = 1_704_067_200, 31_536_000
COPIES, BROKEN = 0.02, 0.0005
MEMORY, GROWTH = 4, 1.15
"""The most that the highest peak may be, in GiB, and by how much ten times the events may raise it."""
MONEY = pl.format("{}.{}", pl.col("cents") // 100, (pl.col("cents") % 100).cast(pl.String).str.zfill(2))
RUN = """
import json, sys, time
from pathlib import Path
from xseg.diagnostics import Sink
from xseg.profiles import build
from xseg.project.load import load_project
from xseg.store import Store
root, sink, stages = Path(sys.argv[1]), Sink(), []
def progress(what, share):
    stages.append((what.split(":")[0], time.perf_counter()))
start = time.perf_counter()
report = build(load_project(root, sink), Store(root / ".xseg"), sink, progress=progress)
assert report is not None, [diagnostic.message for diagnostic in sink]
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
ends = [*(at for _, at in stages[1:]), time.perf_counter()]
told = {}
for (what, at), end in zip(stages, ends):
    told[what] = told.get(what, 0) + end - at
rows = {one.name: [one.read, one.kept, sum(one.dropped.values()), one.aside] for one in report.sources}
seconds, cpu, peak = time.perf_counter() - start, time.process_time(), int(peak.split()[1]) << 10
found = {"seconds": seconds, "cpu": cpu, "peak": peak, "people": report.people, "stages": told, "sources": rows}
print(json.dumps(found))
"""


def make(root: Path, gigabytes: float, people: int) -> int:
    """Writes the project and its files; returns the bytes of all files."""
    rng = np.random.default_rng(7)
    root.mkdir(parents=True, exist_ok=True)
    (root / "xseg.toml").write_text(PROJECT)
    _crm(people, rng).write_csv(root / "crm.csv")
    for name, share in SHARES.items():
        _write(root, name, int(gigabytes * share * 1e9), people, rng)
    return sum(file.stat().st_size for file in root.rglob("*") if file.suffix in (".csv", ".ndjson"))


def one_more(root: Path, people: int) -> int:
    """One more file of web events; returns its bytes."""
    rng = np.random.default_rng(8)
    file = root / "web" / "9999.ndjson"
    file.write_bytes(_lines("web", 10**12, 200_000, people, rng))
    return file.stat().st_size


def _write(root: Path, name: str, size: int, people: int, rng: np.random.Generator) -> None:
    folder = root / name
    folder.mkdir(exist_ok=True)
    written = place = first = 0
    while written < size:
        file = folder / f"{place:04d}.{'csv' if name == 'orders' else 'ndjson'}"
        with file.open("wb") as opened:
            if name == "orders":
                opened.write(b"order_no,bought,customer,mail,amount,article\n")
            while opened.tell() < FILE_BYTES and written + opened.tell() < size:
                rows = min(ROWS, max(1_000, int((size - written - opened.tell()) / 100)))
                opened.write(_lines(name, first, rows, people, rng))
                first += rows
            written += opened.tell()
        place += 1


def _lines(name: str, first: int, rows: int, people: int, rng: np.random.Generator) -> bytes:
    """Rows as text: numbered from `first` on, some copied from before, some lines broken."""
    numbers = np.arange(first, first + rows)
    copied = rng.random(rows) < COPIES
    numbers[copied] = numbers[copied] - rng.integers(0, max(first, 1) + 1, int(copied.sum()))
    person = rng.integers(0, people, rows)
    frame = pl.DataFrame({"n": numbers.clip(0), "p": person}).with_columns(
        at=pl.Series(rng.integers(START, START + YEAR, rows)) * 1_000_000,
        known=pl.Series(rng.random(rows) < 0.3),
        page=pl.Series(rng.integers(0, 5_000, rows)),
        cents=pl.Series(rng.integers(-20, 50_000, rows)),
    )
    time_ = pl.col("at").cast(pl.Datetime("us")).dt.strftime("%Y-%m-%dT%H:%M:%SZ")
    text = _order(time_) if name == "orders" else _visit(name, time_)
    lines = frame.select(text.alias("line")).to_series()
    broken = pl.Series(rng.random(rows) < BROKEN)
    lines = pl.select(pl.when(broken).then(lines.str.slice(0, 40)).otherwise(lines)).to_series()
    return str(lines.str.join("\n").item()).encode() + b"\n"


def _visit(name: str, at: pl.Expr) -> pl.Expr:
    letter = name[0]
    who = pl.when("known").then(pl.format('"c{}"', "p")).otherwise(pl.lit("null"))
    action = pl.when(pl.col("page") % 9 == 0).then(pl.lit("atc")).otherwise(pl.lit("pv"))
    ids: list[str | pl.Expr] = [f'{{"id":"{letter}', "n", '","ts":"', at, f'","cookie":"{letter}', "p", '","who":', who]
    done: list[str | pl.Expr] = [',"action":"', action, '","page":"/shop/', "page", '","seconds":', MONEY, "}"]
    columns = ("n", "p", "page")
    return pl.concat_str([pl.lit(one) if isinstance(one, str) and one not in columns else one for one in [*ids, *done]])


def _order(at: pl.Expr) -> pl.Expr:
    mail = pl.when("known").then(pl.format("p{}@example.org", "p")).otherwise(pl.lit(""))
    article = pl.when(pl.col("page") % 50 == 0).then(pl.lit('"shoe, left"')).otherwise(pl.format("article {}", "page"))
    return pl.format("{},{},c{},{},{},{}", "n", at, "p", mail, MONEY, article)


def _crm(people: int, rng: np.random.Generator) -> pl.DataFrame:
    number = pl.Series("n", np.arange(people))
    return pl.DataFrame(
        {
            "id": "c" + number.cast(pl.String),
            "mail": "p" + number.cast(pl.String) + "@example.org",
            "changed": pl.Series(["2024-01-01"]).new_from_index(0, people),
            "city": "town " + pl.Series(rng.integers(0, 900, people)).cast(pl.String),
            "birth_year": rng.integers(1930, 2010, people),
        }
    )


def built(root: Path) -> dict[str, object]:
    """Builds in a process of its own: seconds, peak (bytes), people, seconds by stage, rows by source."""
    done = subprocess.run([sys.executable, "-c", RUN, str(root)], check=True, capture_output=True, text=True)
    found: dict[str, object] = json.loads(done.stdout)
    return found


def main(gigabytes: str = "0.05", people: str = "20000", folder: str | None = None) -> None:
    """Makes and builds; prints what each build took, and how the peaks compare."""
    size, everybody = float(gigabytes), int(people)
    if folder is not None:
        Path(folder).mkdir(parents=True, exist_ok=True)
    few = _from_nothing(size / 10, everybody // 10, folder)
    many = _from_nothing(size, everybody // 10, folder)
    all_ = _from_nothing(size, everybody, folder, again=True)
    print(f"ten times the events of the same people: {_peak(many) / _peak(few):.2f} × the peak (at most {GROWTH})")
    each = (_peak(all_) - _peak(many)) / (everybody - everybody // 10)
    print(f"ten times the people: {_peak(all_) / _peak(many):.2f} × the peak, {each:,.0f} bytes a person more")
    print(f"the highest peak: {_peak(all_) / 2**30:.2f} GiB (at most {MEMORY} GiB)")


def _from_nothing(gigabytes: float, people: int, folder: str | None, *, again: bool = False) -> dict[str, object]:
    """Makes files and builds them; `again` and with one more file, too."""
    with tempfile.TemporaryDirectory(dir=folder) as made:
        root = Path(made) / "big"
        start = time.perf_counter()
        size = make(root, gigabytes, people)
        print(f"{size / 1e9:.2f} GB for {people:,} people made in {time.perf_counter() - start:.0f} s")
        found = built(root)
        _told("from nothing", size, found)
        if again:
            _told("again", size, built(root))
            more = one_more(root, people)
            _told(f"with {more / 1e6:.0f} MB more", more, built(root))
        return found


def _peak(found: dict[str, object]) -> int:
    peak = found["peak"]
    assert isinstance(peak, int)
    return peak


def _told(what: str, size: int, found: dict[str, object]) -> None:
    seconds, cpu, sources = found["seconds"], found["cpu"], found["sources"]
    assert isinstance(seconds, float)
    assert isinstance(cpu, float)
    assert isinstance(sources, dict)
    print(f"{what}: {seconds:.1f} s ({cpu:.1f} s of processors), {size / 1e6 / seconds:.0f} MB/s")
    print(f"   peak {_peak(found) / 2**30:.2f} GiB, {found['people']:,} people")
    print("  ", {stage: round(took, 1) for stage, took in found["stages"].items()})  # type: ignore[attr-defined]
    for name, (read, kept, dropped, aside) in sources.items():
        assert read == kept + dropped + aside, f"rows of {name} are lost"
        print(f"   {name}: {read:,} rows = {kept:,} kept + {dropped:,} dropped + {aside:,} set aside")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:4])
