"""[sessions]: what it means by itself, and each mistake in it told once with what to write."""

from pathlib import Path

import pytest

from tests.project.test_mistakes import found_in
from xseg.diagnostics import Sink, Source
from xseg.project.load import project_from
from xseg.project.project import Sessions
from xseg.project.types import CategoryType

HEAD = """
[project]
timezone = "UTC"
[identity]
keys = ["id"]
[channels]
web   = {}
app   = {}
email = {}
store = {}
"""
WEB = """
[[sources]]
name = "clicks"
kind = "events"
channel = "web"
path = "clicks.csv"
time = "at"
event = { column = "what", map = { look = "page_view", buy = "purchase" } }
keys = { id = "who" }
[sources.properties]
page = { type = "category", values = ["home", "shop"] }
url = "string"
amount = "decimal"
"""
APP = WEB.replace('"clicks"', '"taps"').replace('"web"', '"app"').replace('"shop"]', '"start"]')
LETTERS = """
[[sources]]
name = "letters"
kind = "events"
channel = "email"
event = "letter"
path = "letters.csv"
time = "at"
keys = { id = "who" }
"""
MIXED = LETTERS.replace('channel = "email"', 'channel = { column = "on" }') + '[sources.properties]\npage = "string"\n'


def sessions(said: str, *sources: str) -> Sessions:
    sink = Sink()
    project = project_from(Source("xseg.toml", HEAD + "[sessions]\n" + said + "".join(sources)), sink, root=Path())
    assert project is not None, [found.message for found in sink]
    assert project.sessions is not None
    assert project.events["session"] == project.sessions.kind
    return project.sessions


def test_by_itself_it_means_half_an_hour_on_the_channels_that_bring_pages() -> None:
    found = sessions("", WEB, APP, LETTERS)
    assert (found.gap, found.channels, found.kinds) == (30 * 60 * 10**6, ("web", "app"), ("page_view", "purchase"))
    assert (found.page, found.pages) == ("page", ("page_view", "purchase"))
    assert list(found.kind.properties) == ["duration", "seconds", "events", "pages", "entry", "exit"]
    assert found.kind.properties["entry"].type == CategoryType(("home", "shop", "start"))
    assert found.kind.channels == ("web", "app")
    assert found.kind.made


def test_each_part_can_be_said() -> None:
    said = 'gap = "2 hours"\nchannels = ["app"]\nevents = ["page_view"]\npage = "url"\npages = ["page_view"]\n'
    found = sessions(said, WEB, APP)
    assert (found.gap, found.channels, found.kinds) == (7200 * 10**6, ("app",), ("page_view",))
    assert (found.page, found.pages) == ("url", ("page_view",))


def test_where_nothing_is_a_page_nothing_is_said_about_pages() -> None:
    found = sessions('channels = ["email"]\n', LETTERS)
    assert list(found.kind.properties) == ["duration", "seconds", "events"]
    counted = sessions('channels = ["email"]\npages = ["letter"]\n', LETTERS)
    assert list(counted.kind.properties) == ["duration", "seconds", "events", "pages"]


@pytest.mark.parametrize(
    ("said", "sources", "code", "pointed", "help_"),
    [
        ("", LETTERS, "XS825", "sessions", 'page = "url"'),
        ("", WEB + MIXED, "XS825", "sessions", "channels = ["),
        ('gap = "1 month"', WEB, "XS804", '"1 month"', "`gap` is not a length of time"),
        ('channels = ["wbe"]', WEB, "XS807", '"wbe"', "did you mean `web`?"),
        ('channels = ["web", "store"]', WEB, "XS825", '"store"', "take it out"),
        ('events = ["page_veiw"]', WEB, "XS826", '"page_veiw"', "did you mean `page_view`?"),
        ('pages = ["purchase", "letter"]\nchannels = ["web"]', WEB + LETTERS, "XS826", '"letter"', "purchase"),
        ('events = ["letter"]\nchannels = ["web"]', WEB + LETTERS, "XS825", '"letter"', "add its channel"),
        ('page = "urll"', WEB, "XS827", '"urll"', "did you mean `url`?"),
        ('page = "amount"', WEB, "XS825", '"amount"', "name another"),
        ('page = "url"\nchannels = ["email"]', WEB + LETTERS, "XS825", '"url"', "name another property"),
        ("paeg = 'url'", WEB, "XS802", "paeg", "did you mean `page` or"),
        ("", WEB.replace('"page_view"', '"session"'), "XS811", '"session"', "another name"),
    ],
)
def test_a_mistake_is_told_once_with_what_to_write(
    said: str, sources: str, code: str, pointed: str, help_: str
) -> None:
    ((number, where, found),) = found_in(HEAD + "[sessions]\n" + said + "\n" + sources)
    assert (number, where) == (code, pointed)
    assert help_ in " ".join((found.message, *found.help))
