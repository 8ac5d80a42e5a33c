"""The tenants and members of the demo: plainly invented bodies and people, at least one member of each role.

No passwords live here: whoever loads the demo mints them. Roles are names; what a role may do is the
permission table's business.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

TenantKind = Literal["agency", "ngo", "company"]
Role = Literal[
    "investigator", "supervisor", "analyst", "advocate", "liaison", "trust_safety", "auditor", "administrator"
]


@dataclass(frozen=True, slots=True)
class DemoTenant:
    """`id` is a slug; `jurisdiction` is a USPS state code, or nothing for bodies without one."""

    id: str
    name: str
    kind: TenantKind
    jurisdiction: str


@dataclass(frozen=True, slots=True)
class DemoMember:
    """`login` is unique in the demo; `tenant` is a DemoTenant's id."""

    login: str
    name: str
    tenant: str
    role: Role
    title: str

    @property
    def email(self) -> str:
        return f"{self.login}@{self.tenant}.example"


TENANTS: tuple[DemoTenant, ...] = (
    DemoTenant("port-invented", "Port Invented Police Department", "agency", "CA"),
    DemoTenant("made-up-county", "Made-Up County Sheriff's Office", "agency", "NV"),
    DemoTenant("lantern-house", "Lantern House (demo NGO)", "ngo", ""),
    DemoTenant("harborboard", "Harborboard (demo company)", "company", ""),
)

MEMBERS: tuple[DemoMember, ...] = (
    DemoMember("ida", "Ida Inkwell", "port-invented", "investigator", "Detective"),
    DemoMember("sol", "Sol Stapler", "port-invented", "supervisor", "Sergeant"),
    DemoMember("ana", "Ana Abacus", "port-invented", "analyst", "Crime analyst"),
    DemoMember("lee", "Lee Lightswitch", "port-invented", "liaison", "Duty liaison"),
    DemoMember("uma", "Uma Umbrella", "port-invented", "auditor", "Records auditor"),
    DemoMember("kit", "Kit Keyring", "port-invented", "administrator", "Systems administrator"),
    DemoMember("ivo", "Ivo Inkpot", "made-up-county", "investigator", "Investigator"),
    DemoMember("sue", "Sue Spindle", "made-up-county", "supervisor", "Lieutenant"),
    DemoMember("abe", "Abe Almanac", "made-up-county", "analyst", "Analyst"),
    DemoMember("lou", "Lou Lamppost", "made-up-county", "liaison", "Duty liaison"),
    DemoMember("kai", "Kai Kettle", "made-up-county", "administrator", "Systems administrator"),
    DemoMember("ada", "Ada Armchair", "lantern-house", "advocate", "Survivor advocate"),
    DemoMember("ola", "Ola Oatmeal", "lantern-house", "supervisor", "Shift lead"),
    DemoMember("kim", "Kim Kerchief", "lantern-house", "administrator", "Office manager"),
    DemoMember("tam", "Tam Teaspoon", "harborboard", "trust_safety", "Trust and safety specialist"),
    DemoMember("liv", "Liv Lemonade", "harborboard", "liaison", "Law enforcement response"),
    DemoMember("ken", "Ken Kaleidoscope", "harborboard", "administrator", "Systems administrator"),
)
