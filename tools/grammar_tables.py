"""Writes `grammar/xseg.tables.json` anew from `grammar/xseg.lark`."""

import json
from pathlib import Path

from xseg.syntax.grammar import built, grammar_text
from xseg.syntax.packed import pack

TABLES = Path(__file__).resolve().parents[1] / "grammar" / "xseg.tables.json"

if __name__ == "__main__":
    tables = pack(built(), grammar_text())
    TABLES.write_text(json.dumps(tables, ensure_ascii=True, separators=(",", ":"), sort_keys=True) + "\n")
    print(f"{TABLES.name}: {TABLES.stat().st_size:,} bytes")
