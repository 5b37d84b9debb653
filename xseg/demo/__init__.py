"""A made-up shop with every channel and every mess of a real one: what `xseg demo` writes and runs."""

from xseg.demo.generate import generate
from xseg.demo.project import shop_files, write_project

__all__ = ["generate", "shop_files", "write_project"]
