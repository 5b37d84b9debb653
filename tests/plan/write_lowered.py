"""Writes lowered.txt anew; read its diff before you keep it. `python -m tests.plan.write_lowered`"""

from tests.plan.lowered import HERE, lowered, rules

if __name__ == "__main__":
    text = "\n".join(f"> {rule}\n{lowered(rule)}" for rule in rules())
    (HERE / "lowered.txt").write_text(text, "utf-8")
