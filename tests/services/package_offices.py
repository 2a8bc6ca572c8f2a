"""Offices with keys of their own that exchange packages, for tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from border_gis.access import office_actor
from border_gis.boundary.dates import PartialDate
from border_gis.services.incidents import IncidentDraft, add_report, record_incident
from border_gis.services.office_cards import make_own_card, trust_office, write_own_card
from border_gis.services.package_making import PackageOut, make_package
from border_gis.services.package_taking import PackageIn, take_package
from border_gis.services.workspaces import Workspace
from border_gis.settings import build_settings
from border_gis.stores import create_store
from border_gis.stores.care import verify_store
from tests.actors import OFFICER

LETTERS = ("CB", "LS", "QN")
PROVINCES = {"CB": "Cao Bằng", "LS": "Lạng Sơn", "QN": "Quảng Ninh"}


@dataclass
class Office:
    """One office: its workspace, and the folder in which its packages lie."""

    workspace: Workspace
    folder: Path
    letters: str
    code: str = ""
    card: str = ""
    fingerprint: str = ""
    packages: list[PackageOut] = field(default_factory=list)

    def open_incident(self, title: str = "Sạt lở bờ sông", **values):
        draft = IncidentDraft(
            **{
                "title": title,
                "category": "landslide",
                "date": PartialDate(2026, 5, 11),
                "province": PROVINCES[self.letters],
                **values,
            }
        )
        return record_incident(self.workspace, draft)

    def report(self, incident_id: str, text: str = "Đã khảo sát", **values):
        return add_report(self.workspace, incident_id, text, **values)

    def send(self, other: Office, **values) -> PackageOut:
        path = self.folder / f"goi-{len(self.packages) + 1}-{other.code}.bgpack"
        made = make_package(self.workspace, other.code, path, **values)
        self.packages.append(made)
        return made

    def take(self, made: PackageOut, **values) -> PackageIn:
        return take_package(self.workspace, made.path, **values)

    def state_of(self, incident_id: str) -> str:
        return self.workspace.store.incident(incident_id).state.value

    def histories(self) -> dict[str, list[str]]:
        store = self.workspace.whole_store
        return {
            incident.id: [report.id for report in store.reports(incident.id)]
            for incident in store.incidents()
        }

    def report_ids(self) -> set[str]:
        """The reports that are here, a report that stands here twice once."""
        return {report_id for reports in self.histories().values() for report_id in reports} - set(
            self.second_copies()
        )

    def second_copies(self) -> dict[str, str]:
        """The reports that stand here once more where they came to count, with what they repeat."""
        store = self.workspace.whole_store
        return {
            report.id: report.particulars.repeats
            for incident in store.incidents()
            for report in store.reports(incident.id)
            if report.is_repeated
        }

    def assert_sound(self) -> None:
        assert verify_store(self.workspace.whole_store.location).findings == ()


def make_offices(folder: Path, locate: Callable[[], str], count: int = 2) -> list[Office]:
    """Make offices that all trust each other."""
    offices = []
    for letters in LETTERS[:count]:
        own = folder / letters
        own.mkdir()
        settings = build_settings({}, workspace_folder=own)
        workspace = Workspace(settings, create_store(locate()), office_actor(OFFICER))
        office = Office(workspace, own, letters)
        card = make_own_card(workspace, f"Biên phòng {PROVINCES[letters]}", letters)
        office.code, office.fingerprint = card.code, card.fingerprint
        office.card = write_own_card(workspace)
        offices.append(office)
    for office in offices:
        for other in offices:
            if other is not office:
                trust_office(office.workspace, other.card, other.fingerprint, "Đã đọc qua điện thoại")
    return offices


def assert_sound(*offices: Office) -> None:
    """Verify the store of every office."""
    for office in offices:
        office.assert_sound()
