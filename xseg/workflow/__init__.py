"""The verbs: each composes the rooms below into one value; nothing here prints, and the clock comes in from outside."""
