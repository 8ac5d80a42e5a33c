"""A seeded synthetic world for demonstration, tests and evaluation: ads with their truth, tenants, members.

Neutral ads of plainly invented adults; nothing explicit, nobody real. Start at `make_world`.
"""

from safelight.assembly.demo.members import MEMBERS, TENANTS, DemoMember, DemoTenant
from safelight.assembly.demo.poor import PoorRecord, poor_records
from safelight.assembly.demo.publish import AdTruth
from safelight.assembly.demo.shape import DEFAULT, PRESETS, Shape
from safelight.assembly.demo.voice import Planted
from safelight.assembly.demo.world import AdvertiserTruth, Reassigned, World, make_world, write_jsonl, write_truth

__all__ = [
    "DEFAULT",
    "MEMBERS",
    "PRESETS",
    "TENANTS",
    "AdTruth",
    "AdvertiserTruth",
    "DemoMember",
    "DemoTenant",
    "Planted",
    "PoorRecord",
    "Reassigned",
    "Shape",
    "World",
    "make_world",
    "poor_records",
    "write_jsonl",
    "write_truth",
]
