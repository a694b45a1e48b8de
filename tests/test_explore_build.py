"""The committed bundle is what its source makes."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TOOLS = ROOT / "tools/explore"
BUNDLE = ROOT / "nnhelpers/explore/kit.js"


@pytest.mark.skipif(not shutil.which("node"), reason="node is not installed")
@pytest.mark.skipif(
    not (TOOLS / "node_modules/esbuild").exists(),
    reason="esbuild is not installed: npm install in tools/explore",
)
def test_bundle_is_rebuilt_byte_for_byte(tmp_path):
    subprocess.run(["node", "build.js", tmp_path / "kit.js"], cwd=TOOLS, check=True)
    assert (tmp_path / "kit.js").read_bytes() == BUNDLE.read_bytes()


def test_modules_stay_small():
    for path in BUNDLE.parent.glob("*.js"):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert path == BUNDLE or len(lines) <= 250
    assert BUNDLE.stat().st_size < 90_000


def test_no_host_is_named():
    for path in [*TOOLS.glob("*.js*"), *TOOLS.glob("kit/*.js"), *BUNDLE.parent.glob("*")]:
        if path.is_file() and path.suffix in {".js", ".json", ".css", ".py"}:
            assert "registry" not in path.read_text(encoding="utf-8")
