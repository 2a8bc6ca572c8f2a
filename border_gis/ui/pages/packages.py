"""Exchange reports with another office by signed packages: take one in, make one, trust an office."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from border_gis.boundary.dates import VIET_NAM_TIME
from border_gis.i18n import describe_value
from border_gis.incidents.packages import MadePackage, TakenPackage
from border_gis.services.office_cards import KnownOffice, list_offices, show_own_card
from border_gis.services.package_making import (
    DEFAULT_PROFILE,
    PackageOut,
    list_package_profiles,
    list_packages_made,
    make_package,
    name_package,
)
from border_gis.services.package_taking import (
    PackageIn,
    count_waiting,
    list_contradictions,
    list_packages_taken,
    take_package,
)
from border_gis.services.releasing import release_rules
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.contradictions import PART_KEY, show_contradictions
from border_gis.ui.components.evidence import MOST_UPLOAD_MB, say_in_uploader
from border_gis.ui.components.office_cards import ask_passphrase, show_offices
from border_gis.ui.components.table import Column, Row, show_table
from border_gis.ui.guard import guarded
from border_gis.ui.kept import kept
from border_gis.ui.look import capital, show_facts, show_heading, show_note, show_title
from border_gis.ui.session import Session

_LOOKED = "package_looked"
_MADE = "package_made"
_ONLY_BYTES = "application/octet-stream"
SUFFIX = "bgpack"
_PARTS = ("take", "make", "contradictions", "offices")


def show_packages(workspace: Workspace, session: Session) -> None:
    """Show what comes in, what goes out, what contradicts, and whom we trust."""
    show_title(session.say("ui.page_packages"), session.say("packages.under"))
    found = list_contradictions(workspace)
    part = st.segmented_control(
        session.say("ui.page_packages"),
        _PARTS,
        format_func=lambda name: session.say(f"packages.tab_{name}", count=len(found)),
        default="take",
        **kept(PART_KEY),
        label_visibility="collapsed",
        required=True,
    )
    with guarded(session.language, workspace.settings):
        if part == "contradictions":
            show_contradictions(workspace, session, found)
        elif part == "offices":
            show_offices(workspace, session)
        else:
            _exchange(workspace, session, part or "take")


def _exchange(workspace: Workspace, session: Session, part: str) -> None:
    has_card = show_own_card(workspace) is not None
    offices = [each for each in list_offices(workspace) if each.is_trusted]
    if not has_card or not offices:
        show_note(session.say("packages.no_offices" if has_card else "packages.no_card_yet"), "warning")
    elif part == "make":
        _make(workspace, session, offices)
    else:
        _take(workspace, session)
    _list_past(workspace, session)


def _take(workspace: Workspace, session: Session) -> None:
    with st.container(key="panel_take_package"), guarded(session.language, workspace.settings):
        say_in_uploader(session, MOST_UPLOAD_MB)
        upload = st.file_uploader(
            session.say("packages.package_file"),
            type=[SUFFIX],
            key="package_upload",
            max_upload_size=MOST_UPLOAD_MB,
        )
        passphrase = ask_passphrase(workspace, session, "take")
        if upload is None:
            st.session_state.pop(_LOOKED, None)
            return
        token = str(upload.file_id)
        if st.button(session.say("packages.look"), key="look_package", icon=":material/search:"):
            st.session_state.pop(_LOOKED, None)
            looked = _read(workspace, upload.getvalue(), passphrase, dry_run=True)
            st.session_state[_LOOKED] = (token, looked)
        looked_at = st.session_state.get(_LOOKED)
        if looked_at is None or looked_at[0] != token:
            return
        looked = looked_at[1]
        _show_found(looked, session)
        if looked.result.is_known:
            return
        if st.button(
            session.say("packages.take_button"), key="take_package", type="primary", icon=":material/login:"
        ):
            done = _read(workspace, upload.getvalue(), passphrase, dry_run=False)
            st.session_state.pop(_LOOKED, None)
            session.notice = (
                "packages.taken",
                {
                    "number": done.manifest.number,
                    "office": done.sender.code,
                    "reports": done.result.new_links,
                    "differences": len(done.result.differences),
                },
            )
            st.rerun()


def _read(workspace: Workspace, content: bytes, passphrase: str, *, dry_run: bool) -> PackageIn:
    with tempfile.TemporaryDirectory(prefix="border-gis-package-") as folder:
        path = Path(folder) / f"goi.{SUFFIX}"
        path.write_bytes(content)
        return take_package(workspace, path, passphrase=passphrase, dry_run=dry_run)


def _show_found(looked: PackageIn, session: Session) -> None:
    manifest, result = looked.manifest, looked.result
    show_heading(session.say("packages.found", number=manifest.number, name=looked.sender.name))
    if result.is_known:
        show_note(session.say("packages.known_already"))
    else:
        show_note(session.say("packages.signature_holds"), "good")
    counts = [
        ("packages.new_reports", result.new_links),
        ("packages.known_reports", result.known_links),
        ("packages.filled", result.filled),
        ("packages.gaps", manifest.gaps),
        ("packages.files", len(manifest.files)),
        ("packages.waiting", result.waiting),
        ("packages.contradictions", len(result.differences)),
    ]
    show_facts(
        [
            (session.say("packages.code"), looked.sender.code),
            (session.say("packages.made_at"), describe_value(manifest.made_at, session.language)),
            (session.say("packages.made_by"), manifest.made_by),
            *(
                (session.say(code), describe_value(count, session.language))
                for code, count in counts
                if count or code == "packages.new_reports"
            ),
        ]
    )


def _make(workspace: Workspace, session: Session, offices: Sequence[KnownOffice]) -> None:
    with st.container(key="panel_make_package"), guarded(session.language, workspace.settings):
        names = {each.card.code: f"{each.card.code} · {each.card.name}" for each in offices}
        first, second, third = st.columns(3, gap="small")
        code = first.selectbox(
            session.say("packages.receiver"), list(names), format_func=names.__getitem__, key="package_to"
        )
        fingerprint = next(each.card.fingerprint for each in offices if each.card.code == code)
        numbers = [each.number for each in list_packages_made(workspace) if each.fingerprint == fingerprint]
        since = second.selectbox(
            session.say("packages.since"),
            [*numbers, 0],
            format_func=lambda number: _say_since(number, numbers, session),
            key=f"package_since_{code}_{len(numbers)}",
        )
        profiles = list_package_profiles(workspace)
        rules = release_rules(workspace)
        profile = third.selectbox(
            session.say("packages.profile"),
            profiles,
            index=profiles.index(DEFAULT_PROFILE) if DEFAULT_PROFILE in profiles else 0,
            format_func=lambda each: capital(rules.profile(each).name(session.language)),
            key="package_profile",
        )
        passphrase = ask_passphrase(workspace, session, "make")
        show_note(session.say("packages.sealed_note"))
        if st.button(
            session.say("packages.make_button"), key="make_package", type="primary", icon=":material/logout:"
        ):
            st.session_state.pop(_MADE, None)
            name = name_package(workspace, code, session.now().astimezone(VIET_NAM_TIME))
            with tempfile.TemporaryDirectory(prefix="border-gis-package-") as folder:
                path = Path(folder) / name
                made = make_package(
                    workspace, code, path, profile=profile, since=since, passphrase=passphrase
                )
                st.session_state[_MADE] = (made, path.read_bytes())
            st.rerun()
        if _MADE in st.session_state:
            made_before, content = st.session_state[_MADE]
            _show_made(made_before, content, session)


def _say_since(number: int, numbers: Sequence[int], session: Session) -> str:
    if number == 0:
        return session.say("packages.since_start")
    is_last = number == max(numbers)
    return session.say("packages.since_last" if is_last else "packages.since_number", number=number)


def _show_made(made: PackageOut, content: bytes, session: Session) -> None:
    package = made.package
    said = session.say(
        "packages.made",
        number=package.number,
        office=made.receiver.code,
        reports=package.reports,
        files=package.files,
    )
    show_note(said, "good")
    if made.kept_back or made.files_kept_back:
        kept = session.say("packages.kept_back", incidents=len(made.kept_back), files=made.files_kept_back)
        show_note(kept, "warning")
    st.download_button(
        session.say("packages.save", size_kb=max(1, len(content) // 1000)),
        data=content,
        file_name=made.path.name,
        mime=_ONLY_BYTES,
        icon=":material/usb:",
        on_click="ignore",
        key="download_package",
    )


def _list_past(workspace: Workspace, session: Session) -> None:
    waiting = count_waiting(workspace)
    if waiting:
        show_note(session.say("packages.waiting_note", count=waiting), "warning")
    codes = {each.card.fingerprint: each.card.code for each in list_offices(workspace)}
    out, taken = list_packages_made(workspace), list_packages_taken(workspace)
    show_heading(session.say("packages.past"), len(out) + len(taken))
    if not out and not taken:
        show_note(session.say("packages.none_yet"))
        return
    language = session.language
    columns = [
        Column(session.say("packages.when"), "150px", "quiet"),
        Column(session.say("packages.which_way"), "110px"),
        Column(session.say("packages.office"), "120px", "strong"),
        Column(session.say("packages.number"), "90px"),
        Column(session.say("packages.reports"), "100px"),
        Column(session.say("packages.files"), "120px"),
        Column(session.say("packages.who"), "minmax(140px, 1fr)", "quiet"),
    ]
    exchanged: list[tuple[str, MadePackage | TakenPackage]] = [("packages.way_out", each) for each in out]
    exchanged += [("packages.way_in", each) for each in taken]
    exchanged.sort(key=lambda one: one[1].recorded_at, reverse=True)
    rows = [
        Row(
            each.id,
            (
                describe_value(each.recorded_at, language),
                session.say(way),
                codes.get(each.fingerprint, ""),
                str(each.number),
                describe_value(each.reports, language),
                describe_value(each.files, language),
                each.author,
            ),
            keys={0: each.recorded_at.timestamp(), 3: each.number, 4: each.reports, 5: each.files},
        )
        for way, each in exchanged
    ]
    show_table(columns, rows, name="packages", language=language)
