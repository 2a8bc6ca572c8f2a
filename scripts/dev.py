"""The one script behind `make`, run.cmd and test.cmd. Standard library only.

    python3 scripts/dev.py run [--port 8502 …]      the app
    python3 scripts/dev.py serve [--profile …]      the OGC API service, for QGIS and other programs
    python3 scripts/dev.py test [pytest's options]  all tests
    python3 scripts/dev.py bench [names]            the benchmarks
    python3 scripts/dev.py lint                     ruff, mypy, import-linter

Each first brings `.venv` to what the requirements say: made and filled the first time, repaired
after an interruption, left alone when nothing has changed, so that a later start needs no
network. The script itself keeps to what Python 3.6 understands, so that an older Python can
say which one is wanted.
"""

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STATE = VENV / "border-gis.json"
LOCK = ROOT / ".venv.lock"
WINDOWS = os.name == "nt"
VENV_PYTHON = VENV / "Scripts" / "python.exe" if WINDOWS else VENV / "bin" / "python"

MINIMUM = (3, 11)
TRIED = [(3, 13), (3, 12), (3, 11)]
RUN_FILES = ["requirements.txt", "pyproject.toml"]
SERVE_FILES = ["requirements-service.txt", *RUN_FILES]
TEST_FILES = ["requirements-dev.txt", *SERVE_FILES]
FILES = {"run": RUN_FILES, "serve": SERVE_FILES, "test": TEST_FILES}
ASK_PYTHON = (
    "import json, struct, sys, venv, ensurepip;"
    "print(json.dumps([list(sys.version_info[:3]), struct.calcsize('P') * 8, sys.executable]))"
)
ASK_VERSION = "import sys; print('%d.%d' % sys.version_info[:2])"


class RefusalError(Exception):
    """Something that a person has to do first, said in both languages."""


def say(vietnamese, english):
    """Print one message in Vietnamese and English."""
    print(f"{vietnamese}\n{english}")
    sys.stdout.flush()


def main(words):
    """Prepare the environment and do what the first word says."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    action, options = (words[0] if words else "run"), words[1:]
    actions = {
        "run": start_app,
        "serve": start_service,
        "test": run_tests,
        "bench": run_benchmarks,
        "lint": run_linters,
    }
    if action not in actions:
        print(__doc__)
        return 2
    os.chdir(ROOT)
    try:
        prepare(action if action in FILES else "test")
        return actions[action](options)
    except RefusalError as refusal:
        say(*refusal.args)
        return 3
    except KeyboardInterrupt:
        say("Đã dừng giữa chừng; chạy lại cùng lệnh để tiếp tục.", "Stopped; run the same command to go on.")
        return 130


# --- what each action does -------------------------------------------------------------------


def start_app(options):
    """Start the app; `PORT=8502 make run` chooses the port."""
    port = os.environ.get("PORT")
    if port and not any(word.startswith("--port") for word in options):
        options = ["--port", port, *options]
    return hand_over(["-m", "border_gis", "run", *options])


def start_service(options):
    """Start the OGC API service; its options are those of `border-gis serve`."""
    return hand_over(["-m", "border_gis", "serve", *options])


def run_tests(options):
    """Run all tests, or those that the options name.

    `-n 2 --dist loadfile` runs them in two processes, which is quicker, and harder on tests of pages.
    """
    return hand_over(["-m", "pytest", *options])


def run_benchmarks(options):
    """Run all benchmarks, or those that are named."""
    return hand_over(["-m", "benchmarks", *options])


def run_linters(options):
    """Check style, types and the direction of imports."""
    commands = [
        ["-m", "ruff", "check", *options],
        ["-m", "mypy"],
        ["-c", "from importlinter.cli import lint_imports_command as check; check()"],
    ]
    return max(subprocess.call([str(VENV_PYTHON), *words]) for words in commands)


def hand_over(words):
    """Let the environment's Python do the rest, in this process where the system can."""
    command = [str(VENV_PYTHON), *words]
    if not WINDOWS:
        os.execv(command[0], command)
    child = subprocess.Popen(command)
    while True:
        # Ctrl+C reaches the child as well, which ends in its own way.
        with contextlib.suppress(KeyboardInterrupt):
            return child.wait()


# --- the environment -------------------------------------------------------------------------


def prepare(kind):
    """Bring `.venv` to what the requirements say; do nothing when it is there already."""
    if is_ready(kind):
        return
    with locked():
        if is_ready(kind):
            return
        state = read_state()
        if state is not None and state.get("state") == "creating":
            say(
                "Lần cài đặt trước bị ngắt; cài lại từ đầu.",
                "The last installation was interrupted; starting it again.",
            )
            shutil.rmtree(str(VENV))
            state = None
        if not runs():
            if VENV.is_dir():
                say(
                    "Môi trường .venv không dùng được nữa; tạo lại.",
                    "The environment .venv does not work any more; making it again.",
                )
                shutil.rmtree(str(VENV))
            create()
            install(kind)
        else:
            update(kind)
        write_state("ready", kind)


def create():
    """Make an empty environment with the best Python there is."""
    python, version = find_python()
    say(
        f"Cài đặt lần đầu với Python {version} vào .venv (cần mạng, vài phút).",
        f"Installing for the first time with Python {version} into .venv (needs the network, some minutes).",
    )
    VENV.mkdir()
    write_state("creating", None)
    if subprocess.call([*python, "-m", "venv", str(VENV)]) != 0:
        raise RefusalError("Không tạo được môi trường .venv.", "The environment .venv could not be made.")


def update(kind):
    """Install what has changed into an environment that works; make it anew if that fails."""
    state = read_state()
    if state is None:
        # Not made by this script: it has to do, or its owner has to take it away.
        version = ask([str(VENV_PYTHON)], ASK_VERSION)
        if version is None or tuple(map(int, version.split("."))) < MINIMUM:
            raise RefusalError(
                f"Thư mục .venv có sẵn dùng Python {version}; cần 3.11 trở lên. Xóa .venv rồi chạy lại.",
                f"The folder .venv that is there uses Python {version}; 3.11 or newer is needed. "
                "Delete .venv and run again.",
            )
    say("Cập nhật môi trường .venv.", "Updating the environment .venv.")
    write_state("updating", None)
    try:
        install(kind)
    except RefusalError:
        if runs("import pip, streamlit, geopandas"):
            raise
        shutil.rmtree(str(VENV))
        create()
        install(kind)


def install(kind):
    """Install the pinned requirements, and the program itself in place."""
    pip = [str(VENV_PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    wanted = FILES[kind][0]
    itself = ["--quiet", "--no-deps", "--no-build-isolation", "--editable", "."]
    if subprocess.call([*pip, "-r", wanted]) == 0 and subprocess.call([*pip, *itself]) == 0:
        point_home()
        return
    version = ask([str(VENV_PYTHON)], ASK_VERSION) or "?"
    if version != "?" and tuple(map(int, version.split("."))) > TRIED[0]:
        raise RefusalError(
            f"Không cài được với Python {version}: có thể chưa có gói dựng sẵn cho phiên bản này. "
            "Hãy cài thêm Python 3.13 (64-bit), xóa thư mục .venv rồi chạy lại.",
            f"Could not install with Python {version}: there may be no ready-made packages for it yet. "
            "Install Python 3.13 (64-bit) beside it, delete the folder .venv and run again.",
        )
    raise RefusalError(
        "Không cài đủ các gói: xem thông báo ở trên. Lần đầu cần mạng; chạy lại cùng lệnh để tiếp tục.",
        "Not everything could be installed: see above. The first start needs the network; "
        "run the same command to go on.",
    )


def point_home():
    """Name the project's folder relative to the environment, in ASCII.

    pip writes the full path, which Python 3.11 on Windows reads in the machine's code page: in a
    folder with Vietnamese letters it would not start any more. It also survives a move.
    """
    for pattern in ("lib/python*/site-packages/border_gis.pth", "Lib/site-packages/border_gis.pth"):
        for path in VENV.glob(pattern):
            path.write_text(os.path.relpath(str(ROOT), str(path.parent)) + "\n", encoding="ascii")


def is_ready(kind):
    """Return whether the environment is what the files say, without starting anything."""
    state = read_state() or {}
    return (
        state.get("state") == "ready"
        and state.get("root") == str(ROOT)
        and state.get(kind) == fingerprint(kind)
        and VENV_PYTHON.exists()
    )


def read_state():
    """Return what is known of the environment; None when this script knows nothing of it."""
    try:
        return json.loads(STATE.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def write_state(state, kind):
    """Write down how far the environment has come, all at once."""
    known = {"state": state, "root": str(ROOT)}
    if kind is not None:
        known["run"] = fingerprint("run")
        if kind in ("serve", "test"):
            known["serve"] = fingerprint("serve")
        if kind == "test":
            known["test"] = fingerprint("test")
    fresh = STATE.with_name(STATE.name + ".new")
    fresh.write_text(json.dumps(known, indent=2), encoding="utf-8")
    fresh.replace(STATE)


def fingerprint(kind):
    """Return a hash of everything that decides what is installed."""
    found = hashlib.sha256()
    for name in FILES[kind]:
        found.update((ROOT / name).read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return found.hexdigest()


@contextlib.contextmanager
def locked():
    """Let one start at a time install; the system gives the lock back if we are killed."""
    with LOCK.open("a+b") as file:
        try:
            take_lock(file, wait=False)
        except OSError:
            say("Một lần chạy khác đang cài đặt; đang chờ.", "Another start is installing; waiting for it.")
            take_lock(file, wait=True)
        yield


def take_lock(file, wait):
    """Lock the first byte of a file, until it is closed."""
    if WINDOWS:
        import msvcrt

        file.seek(0)
        while True:
            try:
                # LK_LOCK gives up after ten seconds.
                return msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
            except OSError:
                if not wait:
                    raise
    import fcntl

    return fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))


# --- finding a Python ------------------------------------------------------------------------


def find_python():
    """Return the command of the best Python there is, and its version."""
    newest = (0, 0, 0)
    lacking = None
    for command in list_pythons():
        answer = ask(command, ASK_PYTHON)
        if answer is None:
            version = ask(command, ASK_VERSION)
            if version and tuple(map(int, version.split("."))) >= MINIMUM:
                lacking = lacking or version
            continue
        version, bits, path = json.loads(answer)
        newest = max(newest, tuple(version))
        if tuple(version[:2]) >= MINIMUM and bits == 64:
            return [path], ".".join(map(str, version))
    if lacking:
        package = f"python{lacking}-venv"
        raise RefusalError(
            f"Python {lacking} trên máy này thiếu phần venv. Hãy chạy: sudo apt-get install {package}",
            f"Python {lacking} on this machine lacks venv. Run: sudo apt-get install {package}",
        )
    found = ".".join(map(str, newest)) if newest > (0, 0, 0) else "?"
    raise RefusalError(
        f"Cần Python 3.11 trở lên (bản 64-bit); trên máy này chỉ thấy Python {found}. "
        "Hãy cài Python 3.13 từ python.org hoặc bằng trình quản lý gói của hệ điều hành, rồi chạy lại.",
        f"Python 3.11 or newer (64-bit) is needed; this machine has only Python {found}. "
        "Install Python 3.13 from python.org or with the system's package manager, and run again.",
    )


def list_pythons():
    """Return the commands that may start a Python, the best first."""
    running = [sys.executable]
    commands = [running] if sys.version_info[:2] in TRIED else []
    for major, minor in TRIED:
        name = f"{major}.{minor}"
        commands += [["py", "-" + name]] if WINDOWS else []
        commands += [["python" + name]]
        versions = Path("~/.pyenv/versions").expanduser()
        commands += [[str(path)] for path in sorted(versions.glob(name + ".*/bin/python"), reverse=True)]
    return [*commands, running, ["python3"], ["python"]]


def ask(command, question):
    """Return what a Python prints in answer, or None where it does not start or fails."""
    try:
        answer = subprocess.run(
            [*command, "-c", question],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=60,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return answer.stdout.decode("utf-8", "replace").strip()


def runs(question="import pip"):
    """Return whether the environment's Python starts and has what is asked for."""
    return ask([str(VENV_PYTHON)], question) is not None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
