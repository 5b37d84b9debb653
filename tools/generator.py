"""Measures the programs that tests draw at random and asks both engines: `python tools/generator.py [PROGRAMS]`."""

import sys

from tests.strategies.measure import measure


def main() -> int:
    """Prints the figures; 1 where a row of the language is in fewer than a hundredth of the programs."""
    measured = measure(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
    print(measured.table())
    rare = measured.rare(0.01)
    print(f"too rare: {', '.join(rare)}" if rare else "every row is in at least 1.0% of the programs")
    return 1 if rare or not measured.balanced else 0


if __name__ == "__main__":
    sys.exit(main())
