"""Whether a folder may hold the office's file: on a disk of this machine, and writable.

SQLite's write-ahead log needs memory that all processes share, which no network share
gives: the file would be damaged without a word.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from border_gis.errors import StoreError

NETWORK_FILE_SYSTEMS = frozenset(
    {"9p", "afs", "afpfs", "beegfs", "ceph", "cifs", "davfs", "gfs2", "glusterfs", "lustre", "ncpfs"}
    | {"nfs", "nfs4", "ocfs2", "smb2", "smb3", "smbfs", "vboxsf", "vmhgfs"}
    | {f"fuse.{name}" for name in ("cifs", "davfs", "gvfsd-fuse", "glusterfs", "rclone", "s3fs")}
    | {f"fuse.{name}" for name in ("smbnetfs", "sshfs", "vmhgfs-fuse")}
)
_MOUNTS = Path("/proc/self/mounts")
_WINDOWS_REMOTE_DRIVE = 4


def check_folder(path: Path) -> None:
    """Raise StoreError if a store at this path would lie on a network share or cannot be written."""
    file_system = find_file_system(path)
    if file_system in NETWORK_FILE_SYSTEMS:
        raise StoreError("store.network_share", path=str(path), file_system=file_system)
    if not os.access(path.parent, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
        raise StoreError("store.read_only", path=str(path))


def find_file_system(path: Path) -> str:
    """Return the kind of file system that a path lies on; empty if that cannot be told."""
    if sys.platform == "win32":
        return _find_on_windows(path)
    try:
        mounts = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    return find_in_mounts(path.resolve(), mounts)


def find_in_mounts(path: Path, mounts: Sequence[str]) -> str:
    """Return the kind of the mount nearest above a path, from lines of ``/proc/self/mounts``."""
    best, kind = -1, ""
    for line in mounts:
        parts = line.split(" ")
        if len(parts) < 3:
            continue
        point = Path(parts[1].replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\"))
        # The later of two mounts on one point hides the earlier.
        if (path == point or point in path.parents) and len(point.parts) >= best:
            best, kind = len(point.parts), parts[2]
    return kind


def _find_on_windows(path: Path) -> str:
    import ctypes

    resolved = path.resolve()
    if str(resolved).startswith("\\\\"):
        return "cifs"
    windll = getattr(ctypes, "windll")  # noqa: B009 - the name exists on Windows only
    return "cifs" if windll.kernel32.GetDriveTypeW(resolved.anchor) == _WINDOWS_REMOTE_DRIVE else ""
