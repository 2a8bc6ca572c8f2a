"""Every service is asked as every role: it is refused or not as it says, and none says nothing."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from typing import Any

import pytest

import border_gis.services
from border_gis.access import Actor, Role, Secrecy
from border_gis.errors import ForbiddenError
from border_gis.services.cleared import WITHOUT_LEVELS, ClearedStore
from border_gis.services.permissions import needs
from border_gis.services.workspaces import Workspace
from border_gis.settings import Settings
from border_gis.stores import Store

MACHINERY = {"permissions", "cleared"}
PERSON = Actor("Cán bộ 1", Role.VIEWER, Secrecy.NONE, "p1")
REACHES_DATA = ("Workspace", "Settings", "Store")


def list_public_functions() -> dict[str, Callable[..., Any]]:
    found = {}
    for module in pkgutil.iter_modules(border_gis.services.__path__):
        if module.name in MACHINERY:
            continue
        loaded = importlib.import_module(f"border_gis.services.{module.name}")
        for name, function in inspect.getmembers(loaded, inspect.isfunction):
            if not name.startswith("_") and function.__module__ == loaded.__name__:
                found[f"{module.name}.{name}"] = function
    return found


FUNCTIONS = list_public_functions()
SERVICES = {name: function for name, function in FUNCTIONS.items() if hasattr(function, "needed_role")}


def says_something(function):
    return hasattr(function, "needed_role") or hasattr(function, "why_open")


def reaches_data(function):
    annotations = [str(each.annotation) for each in inspect.signature(function).parameters.values()]
    return any(kind in annotation for annotation in annotations for kind in REACHES_DATA)


class RecordingStore:
    """A store in which only a refusal can be written down; anything else was not refused."""

    location = "nowhere"

    def __init__(self):
        self.entries = []

    def append_audit_entry(self, entry):
        self.entries.append(entry)


def ask(service, role):
    """Ask a service for a thing as a role; return whether it was refused, and what was written down."""
    store = RecordingStore()
    workspace = Workspace(Settings.__new__(Settings), store, Actor("Cán bộ 1", role, Secrecy.NONE, "p1"))
    needed = [
        each
        for each in list(inspect.signature(service).parameters.values())[1:]
        if each.default is inspect.Parameter.empty
        and each.kind not in (inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL)
    ]
    by_position = [None for each in needed if each.kind is not inspect.Parameter.KEYWORD_ONLY]
    by_name = {each.name: None for each in needed if each.kind is inspect.Parameter.KEYWORD_ONLY}
    try:
        service(workspace, *by_position, **by_name)
    except ForbiddenError as error:
        return error.code == "access.role_needed", store.entries
    except Exception:  # noqa: BLE001 - it was let in, and found neither a store nor sense in the question
        return False, store.entries
    return False, store.entries


def test_there_are_services_and_they_are_found():
    assert len(SERVICES) > 40
    assert {"incidents.record_incident", "markers.change_marker", "people.add_person"} <= set(SERVICES)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_service_says_which_role_it_needs_or_why_none(name):
    function = FUNCTIONS[name]
    assert says_something(function) or not reaches_data(function), (
        "say @needs(Role.…) or @without_actor('why')"
    )


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_takes_the_workspace_of_whoever_asks_first(name):
    first = next(iter(inspect.signature(SERVICES[name]).parameters.values()))
    assert "Workspace" in str(first.annotation)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_reason_why_nobody_is_asked_for_is_a_sentence(name):
    reason = getattr(FUNCTIONS[name], "why_open", None)
    assert reason is None or len(reason.split()) >= 4


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("name", SERVICES)
def test_a_role_is_refused_what_it_may_not_do_and_the_refusal_is_written_down(name, role):
    service = SERVICES[name]
    refused, entries = ask(service, role)
    assert refused is not role.includes(service.needed_role)
    if refused:
        (entry,) = entries
        assert (entry.kind, entry.what, entry.actor) == ("refused", service.__name__, "Cán bộ 1")
        assert entry.role == role.value


WRITING = ("record_", "add_", "change_", "keep_", "set_", "undo_", "plan_", "close_", "approve_", "import_")
OWN_AFFAIR = {"people.change_own_password", "releasing.record_export"}


@pytest.mark.parametrize("name", [name for name in SERVICES if name.split(".")[1].startswith(WRITING)])
def test_nobody_who_only_looks_may_change_anything(name):
    assert name in OWN_AFFAIR or SERVICES[name].needed_role is not Role.VIEWER


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("markers.change_marker", Role.APPROVER),
        ("releasing.approve_release", Role.APPROVER),
        *((f"people.{name}", Role.ADMINISTRATOR) for name in ("list_people", "add_person", "change_person")),
        ("people.set_password", Role.ADMINISTRATOR),
        ("audit.list_audit_entries", Role.ADMINISTRATOR),
    ],
)
def test_what_changes_the_register_releases_and_accounts_needs_more_than_recording(name, role):
    assert SERVICES[name].needed_role is role


@pytest.mark.parametrize("role", Role)
def test_a_role_includes_itself_and_those_before_it(role):
    order = list(Role)
    assert [other for other in Role if role.includes(other)] == order[: order.index(role) + 1]


def test_a_service_without_a_declaration_would_be_found():
    """The twin: what the tests above look for is really found."""

    def silent(workspace: "Workspace") -> None: ...

    assert not says_something(silent)
    assert reaches_data(silent)
    assert says_something(needs(Role.VIEWER)(silent))


def test_a_refusal_inside_another_is_written_down_once():
    @needs(Role.VIEWER)
    def outer(workspace: "Workspace") -> None:
        inner(workspace)

    @needs(Role.ADMINISTRATOR)
    def inner(workspace: "Workspace") -> None: ...

    _, entries = ask(outer, Role.RECORDER)
    assert [entry.what for entry in entries] == ["inner"]


# --- the cleared store -------------------------------------------------------------------------


def test_every_method_of_the_store_is_held_to_levels_or_said_to_have_none():
    methods = {name for name in dir(Store) if not name.startswith("_")}
    held = {name for name in dir(ClearedStore) if not name.startswith("_")}
    assert methods - held - WITHOUT_LEVELS - {"incidents_above", "files_of_incidents"} == set()
    assert held & WITHOUT_LEVELS == set()
    assert WITHOUT_LEVELS - methods - {"location"} == set()


def test_a_method_that_nobody_spoke_of_cannot_be_reached():
    with pytest.raises(AttributeError, match=r"cleared\.py"):
        ClearedStore(RecordingStore(), PERSON).entries  # noqa: B018
