"""The two integers that place a profile in every sample, made from its id alone."""

from hashlib import md5

SAMPLE_PRIME = 1_073_741_789
"""The largest prime below 2^30: products of two residues stay within 63 bits."""


def sample_integers(profile: str) -> tuple[int, int]:
    """Two integers below the prime, from the halves of the id's MD5 digest."""
    digest = md5(profile.encode(), usedforsecurity=False).digest()
    return int.from_bytes(digest[:8]) % SAMPLE_PRIME, int.from_bytes(digest[8:]) % SAMPLE_PRIME
