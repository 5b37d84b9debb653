"""What the names of columns and files usually mean, and how a name of the language is made of any word."""

import re
import unicodedata
from collections.abc import Collection
from pathlib import Path

from xseg.syntax import is_plain_name

CUSTOMER = frozenset(
    "customer_id customer customer_no customer_nr customer_number customer_key customer_code cust cust_id "
    "cust_no client client_id client_no client_number kunde kunden_id kunden_nr kundennr kundennummer buyer "
    "buyer_id shopper shopper_id".split()
)
"""One person of a shop; all of these are the key `customer_id`."""
PERSON = {
    "user": "user_id", "user_id": "user_id", "userid": "user_id", "uid": "user_id", "user_no": "user_id",
    "member": "member_id", "member_id": "member_id", "member_no": "member_id",
    "person": "person_id", "person_id": "person_id", "profile_id": "profile_id", "contact_id": "contact_id",
    "contact": "contact_id", "lead_id": "lead_id", "subscriber": "subscriber_id", "subscriber_id": "subscriber_id",
    "account": "account_id", "account_id": "account_id", "account_no": "account_id", "guest_id": "guest_id",
    "household": "household_id", "household_id": "household_id", "household_key": "household_id",
    "card": "card", "card_id": "card", "card_no": "card", "card_number": "card", "loyalty_card": "card",
    "loyalty_id": "loyalty_id", "passenger_id": "passenger_id", "patient_id": "patient_id", "player_id": "player_id",
    "student_id": "student_id", "employee_id": "employee_id", "donor_id": "donor_id",
}  # fmt: skip
"""Other words for one person, each with the key it is by itself."""
DEVICE = frozenset(
    "device_id deviceid cookie cookie_id anonymous_id anon_id visitor visitor_id install_id installation_id "
    "browser_id idfa gaid idfv advertising_id fingerprint ga_client_id".split()
)
HANDLES = frozenset("handle username user_name login nickname screen_name".split())
EMAIL_WORDS = ("email", "e_mail", "mail", "recipient", "email_address", "mail_address")
PHONE_WORDS = frozenset("phone tel telephone mobile cell msisdn telefon handy whatsapp".split())
PROFILE_FILES = frozenset(
    "customer customers user users crm profile profiles contact contacts member members people person persons "
    "client clients subscriber subscribers lead leads account accounts household households demographics "
    "passenger passengers".split()
)
EVENT_FILES = frozenset(
    "event events log logs click clicks clickstream visit visits order orders purchase purchases transaction "
    "transactions sale sales payment payments view views pageview pageviews session sessions open opens call "
    "calls ticket tickets receipt receipts invoice invoices activity activities tracking interaction "
    "interactions action actions redemption redemptions reaction reactions booking bookings stream hits "
    "message messages".split()
)
LIST_FILES = frozenset(
    "vip vips blocklist blacklist denylist allowlist whitelist suppression suppressions suppressed excluded exclusions "
    "employees staff testers invited winners".split()
)
"""Files that are lists of people, and tell nothing else of them."""
TYPE_FILES = frozenset(
    "event events log logs click clicks clickstream activity activities tracking email mail stream".split()
)
"""Files in which a column `type` says what happened."""
EVENT_COLUMNS = ("event", "event_name", "event_type", "event_kind", "action", "activity", "interaction", "type")
TIME_WORDS = (
    "ts", "timestamp", "event_time", "event_timestamp", "occurred_at", "happened_at", "time", "datetime", "date_time",
    "created_at", "created", "at", "event_date", "transaction_timestamp", "transaction_time", "order_date",
    "ordered_at", "purchase_date", "purchased_at", "transaction_date", "invoice_date", "sold_at", "called_at",
    "visited_at", "sent_at", "date", "day",
)  # fmt: skip
"""Names of the time of an event, the likeliest first."""
STRONG_TIMES = frozenset(TIME_WORDS[:9])
"""Those that stand in no list of customers."""
UPDATED_WORDS = frozenset(
    "updated updated_at changed changed_at modified modified_at last_modified last_updated last_changed "
    "update_time".split()
)
NOT_WHEN = re.compile(r"birth|born|dob|expir|valid|until|signup|sign_up|regist|joined")
"""Times that say something else than when the row happened."""
EVENT_IDS = frozenset("id event_id uuid guid event_uuid message_id transaction_id row_id".split())
GATHERED = frozenset("order basket invoice receipt transaction cart booking".split())
"""What often takes several rows: its number comes again."""
CHANNEL_COLUMNS = ("channel", "medium", "source_channel", "sales_channel")
CHANNEL_FILES = {
    "web": "web", "website": "web", "site": "web", "online": "web", "clickstream": "web", "pageviews": "web",
    "app": "app", "ios": "app", "android": "app", "mobile": "app", "email": "email", "mail": "email",
    "newsletter": "email", "sms": "sms", "push": "push", "social": "social", "facebook": "social",
    "instagram": "social", "store": "store", "pos": "store", "till": "store", "call": "call_centre",
    "calls": "call_centre", "phone": "call_centre",
}  # fmt: skip
SENSITIVE = {
    "age": "age", "birth": "age", "birthday": "age", "dob": "age", "born": "age",
    "gender": "gender", "sex": "gender", "religion": "religion", "ethnicity": "ethnicity",
}  # fmt: skip
IDENTIFIERS = frozenset(
    "id code zip zipcode postcode postal plz sku ean isbn nr no number ref reference uuid guid key".split()
)
"""Last words of columns whose digits are a name, not a quantity."""
PLACEHOLDER_ADDRESS = r"^(test|dummy|nobody|none|unknown|na|guest|anonymous|no-?reply|do-?not-?reply)@"
"""Addresses that belong to nobody."""
PLACEHOLDERS = frozenset(
    "0 -1 000000 999999 unknown n/a na none null nil nan guest anonymous anon test undefined unbekannt - ?".split()
)
"""What stands in a key where nobody is known."""
RESERVED_PROPERTIES = frozenset({"time", "channel", "event", "nth", "nth_last"})
ANSWERS = frozenset("0 1 true false yes no y n t f".split())
_NOISE = frozenset("export exports dump data all final table sample copy full new raw csv list file out latest".split())


def tokens(name: str) -> tuple[str, ...]:
    """The words of a name: `customerID`, `Customer Id` and `customer_id` are (customer, id)."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    return tuple(word for word in re.split(r"[\W_]+", spaced.casefold()) if word)


def usual(name: str) -> str:
    """A name in the one way in which the tables here write it."""
    return "_".join(tokens(name))


def legal(word: str, *, otherwise: str = "column") -> str:
    """The word if rules can say it as it stands, else the nearest name that they can."""
    if is_plain_name(word) and unicodedata.is_normalized("NFC", word):
        return word
    folded = unicodedata.normalize("NFC", word).casefold()
    tidy = re.sub(r"[^\w\u0300-\u036f]+", "_", folded).strip("_0123456789")
    tidy = re.sub(r"_+", "_", tidy)
    for name in (tidy, f"{tidy}_value"):
        if is_plain_name(name):
            return name
    return otherwise


def fresh(name: str, taken: Collection[str]) -> str:
    """The name, with a number where it is taken."""
    number, found = 2, name
    while found in taken:
        found, number = f"{name}_{number}", number + 1
    return found


def stem_of(file: Path) -> str:
    """A file's name without what its endings say."""
    name = file.name.removesuffix(".gz").removesuffix(".zst")
    return Path(name).stem


def stem_words(file: Path) -> tuple[str, ...]:
    """The words of a file's name that say what it holds."""
    words = tuple(word for word in tokens(stem_of(file)) if not word.isdigit())
    return tuple(word for word in words if word not in _NOISE) or words


def singular(word: str) -> str:
    """One of what an English plural names."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is", "ews")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    return word[:-1]


def visible(words: str) -> str:
    """Any text on one line, with a dot for each sign that cannot be seen."""
    return "".join(sign if sign.isprintable() else "·" for sign in " ".join(words.split()))
