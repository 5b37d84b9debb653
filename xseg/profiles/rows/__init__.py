"""Chunks → parts: rows checked and kept on disk, copies settled, outliers told, the rest set aside."""
