"""Claims about what is read from files: built by the real build, then asked of every engine."""

from datetime import datetime
from typing import Any

import pytest
import yaml

from tests.conformance.corpus import HERE
from xseg.diagnostics import Sink, Source
from xseg.engines import polars, reference
from xseg.engines.polars import Snapshot
from xseg.plan import bind, lower
from xseg.plan.bind import wall_instant
from xseg.profiles import build, people, snapshot
from xseg.project.load import project_from
from xseg.project.project import Project
from xseg.semantics import check
from xseg.store import Store
from xseg.syntax import parse_rule

WORLDS = {
    path.stem: yaml.load(path.read_text("utf-8"), Loader=yaml.CBaseLoader)
    for path in sorted((HERE / "files").glob("*.yaml"))
}
CASES = [(name, case) for name, world in WORLDS.items() for case in world["cases"]]
Built = tuple[Project, Snapshot, int]


@pytest.fixture(scope="module")
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    world, root = WORLDS[request.param], tmp_path_factory.mktemp("files")
    for name, text in world["files"].items():
        (root / name).write_text(text, encoding="utf-8")
    sink = Sink()
    project = project_from(Source("xseg.toml", world["project"]), sink, root=root)
    assert project is not None, [finding.message for finding in sink]
    store = Store(root / "state")
    assert build(project, store, sink, progress=lambda *_: None) is not None, [finding.message for finding in sink]
    now = wall_instant(datetime.fromisoformat(world["now"]), project.timezone)
    return project, snapshot(project, store, now=now), now


@pytest.mark.parametrize(("built", "case"), CASES, ids=[case["claim"] for _, case in CASES], indirect=["built"])
def test_what_is_read_is_asked(case: dict[str, Any], built: Built) -> None:
    project, tables, now = built
    sink = Sink()
    rule = parse_rule(Source("rule", case["rule"]), sink)
    assert rule is not None
    program = check(project, [], sink, rules={"rule": rule})
    assert not sink.failed, [finding.message for finding in sink]
    plan = lower(program)
    bound, outputs = bind(plan, now=now, zone=project.timezone), {"asked": plan.segments["rule"]}
    crowd = people(project, tables)
    answers = {
        "reference": [row["asked"] for row in reference.evaluate(bound, outputs, crowd, models={})],
        "polars": polars.evaluate(bound, outputs, tables, models={}).get_column("asked").to_list(),
    }
    for engine, found in answers.items():
        members = [person.attributes["name"] for person, answer in zip(crowd, found, strict=True) if answer]
        assert sorted(map(str, members)) == sorted(case["members"]), f"on {engine}: {case['rule']}"
