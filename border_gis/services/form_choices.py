"""What becomes of the parts of a form: as a person chose, as for its last export, or as is most likely."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from border_gis.access import Role
from border_gis.exchange.incoming.form_model import FormRepeat
from border_gis.exchange.incoming.targets import Target
from border_gis.services.import_previews import ImportPreview, signature_of
from border_gis.services.permissions import needs
from border_gis.services.workspaces import Workspace

KEPT_USES = "import_repeat_uses"
"""Setting that keeps what became of the parts of forms."""

_MOST_KEPT = 50


class RepeatUse(StrEnum):
    """What becomes of the parts of which a submission can have several."""

    REPORTS = "reports"
    WITH_PARENT = "with_parent"
    OWN = "own"
    LEAVE = "leave"


@needs(Role.RECORDER)
def list_kept_uses(workspace: Workspace, preview: ImportPreview) -> Mapping[str, RepeatUse]:
    """Return what became of the parts of a form when it came in last, by their layer."""
    kept = workspace.store.setting(KEPT_USES, {}).get(_key(preview), {})
    return {layer: RepeatUse(use) for layer, use in kept.items() if use in set(RepeatUse)}


@needs(Role.APPROVER)
def keep_uses(workspace: Workspace, preview: ImportPreview, uses: Mapping[str, RepeatUse]) -> None:
    """Keep what became of the parts of a form, for its next export."""
    if not uses:
        return
    kept = dict(workspace.store.setting(KEPT_USES, {}))
    kept.pop(_key(preview), None)
    kept[_key(preview)] = {layer: use.value for layer, use in uses.items()}
    workspace.store.set_setting(KEPT_USES, dict(list(kept.items())[-_MOST_KEPT:]))


def _key(preview: ImportPreview) -> str:
    return f"{signature_of(preview.layer)}:{preview.target.value}"


def propose_use(repeat: FormRepeat, target: Target) -> RepeatUse:
    """Return what parts most likely are: things with a place of their own, photos, or what was said since."""
    if repeat.has_place:
        return RepeatUse.OWN
    if target is not Target.INCIDENTS:
        return RepeatUse.LEAVE
    return RepeatUse.REPORTS if repeat.has_text else RepeatUse.WITH_PARENT
