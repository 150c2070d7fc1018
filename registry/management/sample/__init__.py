"""A registry that nobody concluded: as large as wanted, the same for the same seed."""

from registry.management.sample.records import Sizes, sample_records

SIZES: dict[str, Sizes] = {
    "small": Sizes(5_000, 60_000),
    "registry": Sizes(80_000, 1_000_000),
    "large": Sizes(500_000, 6_000_000),
}

__all__ = ["SIZES", "Sizes", "sample_records"]
