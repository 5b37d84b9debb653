"""The lints, a file each; each looks at one rule, or at all segments together."""
