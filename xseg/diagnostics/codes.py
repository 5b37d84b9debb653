"""Every code of every diagnostic, once: number, name, severity. A number is never used again for another meaning.

1xx syntax, 2xx names, 3xx types, 4xx time, events and models, 5xx logic and lint, 6xx tests, 7xx changes and
activation, 8xx project file, sources and state, 9xx ours. Each stage keeps its own numbers in one block below.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Code:
    """A stable name of a kind of finding, such as `XS204 unknown-attribute`."""

    number: str
    name: str
    severity: Literal["error", "warning", "info"] = "error"


# --- 1xx syntax ---
UNEXPECTED = Code("XS101", "unexpected")
UNCLOSED = Code("XS102", "unclosed")
TOO_DEEP = Code("XS103", "too-deep")
TOO_LONG = Code("XS104", "too-long")
UNREADABLE = Code("XS105", "unreadable")
NO_DECLARATION = Code("XS106", "no-declaration")
WRONG_SIGN = Code("XS107", "wrong-sign")
WRONG_QUOTES = Code("XS108", "wrong-quotes")
WRONG_ESCAPE = Code("XS109", "wrong-escape")
WRONG_NUMBER = Code("XS110", "wrong-number")
WRONG_DATE = Code("XS111", "wrong-date")
WRONG_FORM = Code("XS112", "wrong-form")
WRONG_NAME = Code("XS113", "wrong-name")

# --- 2xx names ---
DUPLICATE_NAME = Code("XS201", "duplicate-name")
UNKNOWN_ATTRIBUTE = Code("XS204", "unknown-attribute")
UNKNOWN_EVENT = Code("XS205", "unknown-event")
UNKNOWN_PROPERTY = Code("XS206", "unknown-property")
UNKNOWN_CHANNEL = Code("XS207", "unknown-channel")
UNKNOWN_SEGMENT = Code("XS208", "unknown-segment")
UNKNOWN_LIST = Code("XS209", "unknown-list")
UNKNOWN_PURPOSE = Code("XS210", "unknown-purpose")
UNKNOWN_FUNCTION = Code("XS211", "unknown-function")
UNKNOWN_MODEL = Code("XS212", "unknown-model")
UNKNOWN_DESTINATION = Code("XS213", "unknown-destination")
CYCLE = Code("XS214", "cycle")
UNKNOWN_KEY = Code("XS215", "unknown-key")
KEY_FORM = Code("XS216", "key-form")
UNKNOWN_PROFILE = Code("XS217", "unknown-profile")
REPEATED_KEY = Code("XS218", "repeated-key")
UNKNOWN_STANDARD = Code("XS219", "unknown-standard")
ROLE_LACKING = Code("XS220", "role-lacking")

# --- 3xx types ---
NOT_COMPARABLE = Code("XS301", "not-comparable")
NOT_A_CONDITION = Code("XS302", "not-a-condition")
WRONG_OPERAND = Code("XS303", "wrong-operand")
WRONG_ARGUMENTS = Code("XS304", "wrong-arguments")
TOO_MANY_DIGITS = Code("XS305", "too-many-digits")
EMPTY_TEXT = Code("XS306", "empty-text")
NO_ORDER = Code("XS307", "no-order")
BRANCHES_DIFFER = Code("XS308", "branches-differ")
WRONG_LITERAL = Code("XS309", "wrong-literal")
PROPERTY_DIFFERS = Code("XS310", "property-differs")

# --- 4xx time, events, models ---
NOT_A_TIME = Code("XS401", "not-a-time")
WINDOW_ORDER = Code("XS402", "window-order")
SINCE_AGO = Code("XS403", "since-ago")
HOURS_ON_A_DATE = Code("XS404", "hours-on-a-date")
GAP_OUTSIDE_PATH = Code("XS405", "gap-outside-path")
PATH_STEP = Code("XS406", "path-step")
SAME_OUTSIDE_PATH = Code("XS407", "same-outside-path")
SHARE = Code("XS408", "share")
TIMES = Code("XS409", "times")
UNKNOWN_LABEL = Code("XS411", "unknown-label")
EVENT_NOT_ON_CHANNEL = Code("XS412", "event-not-on-channel")
MODEL_DECLARATION = Code("XS413", "model-declaration")
CALENDAR_IN_PATH = Code("XS414", "calendar-in-path")
TEST_DECLARATION = Code("XS415", "test-declaration")
SENSITIVE_PURPOSE = Code("XS416", "sensitive-purpose")
OUTSIDE_CALENDAR = Code("XS417", "outside-calendar")
NO_PROFILES = Code("XS480", "no-profiles")
FEATURE_ALL_MISSING = Code("XS481", "feature-all-missing")
NO_COMPLETE_PROFILE = Code("XS482", "no-complete-profile")
FEATURE_TOO_LARGE = Code("XS483", "feature-too-large")
TOO_FEW_DIFFERENT = Code("XS484", "too-few-different-profiles")
FEWER_CLUSTERS_TRIED = Code("XS485", "fewer-clusters-tried", "warning")
CONSTANT_FEATURE = Code("XS486", "constant-feature", "warning")
UNUSED_LABEL = Code("XS487", "unused-label", "warning")
MODEL_DAMAGED = Code("XS488", "model-damaged")
MODEL_SCHEMA = Code("XS489", "model-schema")
NOT_BUILT_YET = Code("XS490", "not-built-yet")
UNHEEDED = Code("XS491", "unheeded", "warning")

# --- 5xx logic and lint ---
ALWAYS_TRUE = Code("XS501", "always-true", "warning")
CHANGES_NOTHING = Code("XS502", "changes-nothing", "warning")
NEVER_TRUE = Code("XS503", "never-true", "warning")
SAME_MEANING = Code("XS504", "same-meaning", "warning")
LETS_IN_UNKNOWN = Code("XS505", "lets-in-unknown", "warning")
LETS_IN_NONE = Code("XS506", "lets-in-none", "warning")
OR_BESIDE_GUARD = Code("XS507", "or-beside-guard", "warning")
RANK_NOT_NARROWED = Code("XS508", "rank-not-narrowed", "warning")
AND_OR_WITHOUT_BRACKETS = Code("XS509", "and-or-without-brackets", "warning")
ONLY_LAST_STEP_BOUNDED = Code("XS510", "only-last-step-bounded", "warning")
NOT_BOTH_IS_NOT_NEITHER = Code("XS511", "not-both-is-not-neither", "warning")

# --- 6xx tests ---
NOT_STATED = Code("XS601", "not-stated")
GIVEN_FORM = Code("XS602", "given-form")
STATED_TWICE = Code("XS603", "stated-twice")
BECAUSE_NO_CLAUSE = Code("XS604", "because-no-clause")
BEFORE_ANY_PROFILE = Code("XS605", "before-any-profile")

# --- 7xx changes and activation ---
GUARD_BROKEN = Code("XS701", "guard-broken")

# --- 8xx project file ---
NO_PROJECT_FILE = Code("XS800", "no-project-file")
TOML_SYNTAX = Code("XS801", "toml-syntax")
UNKNOWN_PROJECT_KEY = Code("XS802", "unknown-project-key")
MISSING_PROJECT_KEY = Code("XS803", "missing-project-key")
PROJECT_VALUE = Code("XS804", "project-value")
NOT_A_NAME = Code("XS805", "not-a-name")
UNKNOWN_TIMEZONE = Code("XS806", "unknown-timezone")
UNDECLARED_CHANNEL = Code("XS807", "undeclared-channel")
DUPLICATE_SOURCE = Code("XS808", "duplicate-source")
ATTRIBUTE_CONFLICT = Code("XS809", "attribute-conflict")
PROPERTY_CONFLICT = Code("XS810", "property-conflict")
RESERVED_NAME = Code("XS811", "reserved-name")
UNKNOWN_TYPE = Code("XS812", "unknown-type")
TYPE_OPTION = Code("XS813", "type-option")
UNDECLARED_KEY = Code("XS814", "undeclared-key")
SOURCE_WITHOUT_KEY = Code("XS815", "source-without-key")
SOURCE_INCOMPLETE = Code("XS816", "source-incomplete")
KEY_OF_OTHER_KIND = Code("XS817", "key-of-other-kind")
UNDECLARED_PURPOSE = Code("XS818", "undeclared-purpose")
SOURCE_ROWS = Code("XS819", "source-rows")
UNKNOWN_FORMAT = Code("XS820", "unknown-format")
UNKNOWN_SOURCE = Code("XS821", "unknown-source")
KEY_WITHOUT_SOURCE = Code("XS822", "key-without-source", "warning")
UNKNOWN_EDITION = Code("XS823", "unknown-edition")
REPEATED_IN_PROJECT = Code("XS824", "repeated-in-project")
SESSIONS_UNCLEAR = Code("XS825", "sessions-unclear")
UNDECLARED_EVENT = Code("XS826", "undeclared-event")
UNDECLARED_PROPERTY = Code("XS827", "undeclared-property")
PROJECT_NOT_BUILT_YET = Code("XS828", "project-not-built-yet")
PROJECT_IGNORED_YET = Code("XS829", "project-ignored-yet", "info")

# --- 8xx sources, tables, state (from XS830) ---
MISSING_FILE = Code("XS830", "missing-file")
MISSING_COLUMN = Code("XS831", "missing-column")
UNREADABLE_FILE = Code("XS832", "unreadable-file")
NOT_UTF8 = Code("XS833", "not-utf8")
EMPTY_SOURCE = Code("XS834", "empty-source")
SELECT_REFUSED = Code("XS835", "select-refused")
SELECT_FAILED = Code("XS836", "select-failed")
COLUMN_TYPE = Code("XS837", "column-type")
COLUMN_TWICE = Code("XS838", "column-twice")
VALUE_JOINS_NOBODY = Code("XS839", "value-joins-nobody", "warning")
NOTHING_KEPT = Code("XS840", "nothing-kept")
COLUMN_NEVER_SEEN = Code("XS841", "column-never-seen", "warning")
EXPECTATION_BROKEN = Code("XS842", "expectation-broken")
LIST_OF_A_PART = Code("XS844", "list-of-a-part")
NEW_COLUMN = Code("XS845", "new-column", "warning")
COLUMN_GONE = Code("XS846", "column-gone", "warning")
COLUMN_RETYPED = Code("XS847", "column-retyped", "warning")
STATE_LOCKED = Code("XS850", "state-locked")
STATE_OF_OTHER_VERSION = Code("XS851", "state-of-other-version")
STATE_DAMAGED = Code("XS852", "state-damaged")
STATE_OPEN = Code("XS853", "state-open")

# --- 8xx guesses of `init` and `try` (XS870 to XS879) ---
NO_EXPORT = Code("XS870", "no-export")
EXPORT_FORMAT = Code("XS871", "export-format")
EMPTY_EXPORT = Code("XS872", "empty-export")
DAMAGED_EXPORT = Code("XS873", "damaged-export")
NO_KEY_COLUMN = Code("XS874", "no-key-column")
DAY_OR_MONTH = Code("XS875", "day-or-month")
ALREADY_THERE = Code("XS876", "already-there")
NO_HEADER = Code("XS877", "no-header")
FILES_APART = Code("XS878", "files-apart", "warning")
IGNORE_FILE_KEPT = Code("XS879", "ignore-file-kept", "warning")

# --- 8xx verbs (from XS885) ---
NO_SUCH_PERSON = Code("XS885", "no-such-person")
NO_RULES = Code("XS890", "no-rules", "warning")
NO_PROJECT = Code("XS891", "no-project")
BAD_TIME = Code("XS892", "bad-time")
NO_SUCH_SEGMENT = Code("XS893", "no-such-segment")
NO_SUCH_MODEL = Code("XS894", "no-such-model")
NOTHING_YET = Code("XS895", "nothing-yet")
NOT_IN_FORCE = Code("XS896", "not-in-force")
STALE_MODEL = Code("XS897", "stale-model")
OLD_EVENTS = Code("XS898", "old-events", "warning")
EMPTY_SEGMENT = Code("XS899", "empty-segment", "warning")
BAD_NUMBER = Code("XS889", "bad-number")
NO_SUCH_PATH = Code("XS884", "no-such-path")
RUN_AND_AT = Code("XS883", "run-and-at")
GATE_CLOSED = Code("XS886", "gate-closed")
BEYOND_A_ROW = Code("XS887", "beyond-a-row")
NO_SUCH_KEY = Code("XS888", "no-such-key")

# --- 9xx ours ---
NOT_FORMATTED = Code("XS901", "not-formatted")
