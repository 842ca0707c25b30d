"""Lambda layers: libraries that one function needs and that would weigh on the start of every other.

`infra up` builds them and names them in the stage's part of `.chalice/config.json`, so that `chalice deploy` and
`chalice package` attach them. A layer is built of `infra/layered/<name>`: the wheels of its requirements.txt, without
what those depend on, and the files beside it. Its version is found again by the digest in its description.

The layer `printing` is reportlab, pure Python, without its charts and its own fonts. Pillow, a binary of seven MB that
reportlab asks for, is for images, of which slips have none; a stand-in takes its place.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from infra import slim
from infra.clients import client
from infra.stacks import Say
from infra.trouble import Trouble

FUNCTIONS = {"slips_print": "printing"}
"""The layer of each function that has one."""
RECIPES = Path(__file__).resolve().parent / "layered"
BUILT = Path(__file__).resolve().parent.parent / ".local" / "layers"
LEFT_OUT = {"printing": ("reportlab/graphics", "reportlab/fonts")}
"""What is not needed of the wheels, by layer."""


def publish(stage: str, say: Say) -> dict[str, str]:
    """Makes the stage's layers what this checkout says; the ARN of each function's layer. Safe to repeat."""
    arns = {name: _publish(f"motcua-{stage}-{name}", build(name, say), say) for name in set(FUNCTIONS.values())}
    return {function: arns[name] for function, name in FUNCTIONS.items()}


def _publish(name: str, package: Path, say: Say) -> str:
    content = package.read_bytes()
    mark = hashlib.sha256(content).hexdigest()
    api = client("lambda")
    known = api.get_paginator("list_layer_versions").paginate(LayerName=name)
    for page in known:
        for version in page["LayerVersions"]:
            if version.get("Description") == mark:
                return str(version["LayerVersionArn"])
    made = api.publish_layer_version(
        LayerName=name,
        Description=mark,
        Content={"ZipFile": content},
        CompatibleRuntimes=[f"python{sys.version_info.major}.{sys.version_info.minor}"],
    )
    say(f"layer {name}: published, {len(content) / 1e6:.1f} MB")
    return str(made["LayerVersionArn"])


def build(name: str, say: Say) -> Path:
    """The layer's zip; built once for each recipe and Python, then taken from this machine."""
    target = BUILT / f"{name}-{_recipe_digest(name)[:16]}.zip"
    if target.exists():
        return target
    say(f"building the layer {name}")
    BUILT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BUILT) as folder:
        content = Path(folder) / "content"
        _install(RECIPES / name / "requirements.txt", content / "python")
        for part in LEFT_OUT[name]:
            shutil.rmtree(content / "python" / part)
        shutil.copytree(RECIPES / name / "python", content / "python", dirs_exist_ok=True, ignore=_compiled)
        made = Path(folder) / "layer.zip"
        slim.write_compiled(content, made, "/opt")
        with contextlib.suppress(OSError):
            made.rename(target)
    return target


def _install(requirements: Path, target: Path) -> None:
    """The wheels' files: any platform will do, because only pure Python is let in."""
    words = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    words += ["--no-deps", "--no-compile", "--only-binary", ":all:", "--target", str(target), "-r", str(requirements)]
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Trouble(f"pip could not get the libraries of the layer:\n{done.stdout}{done.stderr}")
    binary = [path.name for path in target.rglob("*.so")]
    if binary:
        raise Trouble(f"a layer is for every platform and holds pure Python only, not {', '.join(binary)}")


def _compiled(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name == "__pycache__"]


def _recipe_digest(name: str) -> str:
    total = hashlib.sha256(sys.version.encode())
    for path in _sources(name):
        total.update(f"\0{path.name}\0".encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def _sources(name: str) -> Iterator[Path]:
    """All that decides what is in a layer."""
    yield from (Path(__file__).resolve(), Path(slim.__file__).resolve())
    yield from sorted(path for path in (RECIPES / name).rglob("*") if path.is_file() and path.suffix != ".pyc")
