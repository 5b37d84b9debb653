"""Samples: the two integers that place a profile, and the three that a sample's name gives; see `nodes.Sampled`."""

from hashlib import md5

SAMPLE_PRIME = 1_073_741_789
"""The largest prime below 2^30: products of two residues stay within 63 bits."""


def sample_integers(profile: str) -> tuple[int, int]:
    """Two integers below the prime, from the halves of the id's MD5 digest."""
    digest = md5(profile.encode(), usedforsecurity=False).digest()
    return int.from_bytes(digest[:8]) % SAMPLE_PRIME, int.from_bytes(digest[8:]) % SAMPLE_PRIME


def sample_numbers(name: str) -> tuple[int, int, int]:
    """The a, b and c of a sample, from its name: a and b are never 0."""
    digest = md5(name.encode(), usedforsecurity=False).digest()
    a, b, c = (int.from_bytes(digest[start : start + 5]) for start in (0, 5, 10))
    return a % (SAMPLE_PRIME - 1) + 1, b % (SAMPLE_PRIME - 1) + 1, c % SAMPLE_PRIME
