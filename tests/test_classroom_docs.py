"""The teachers' pages, followed to the letter: each command prints what the page says."""

import os
import re
import shlex
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from traitlets.config import Config

from nnhelpers.classroom import command, limits

DOCS = Path(__file__).parents[1] / "docs"


def blocks(page, language):
    text = (DOCS / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def steps():
    """Return (command, what the page says it prints) in the order of the page."""
    text = "".join(blocks("teachers.md", "console"))
    parts = re.split(r"^\$ (.*)\n", text, flags=re.MULTILINE)[1:]
    return list(zip(parts[::2], parts[1::2], strict=True))


def without_times(text):
    return re.sub(r"in [\d.]+ s, [\d,]+ a minute", "in TIME", text)


@pytest.mark.skipif(bool(limits.why_no_sandbox()), reason="no sandbox here")
def test_the_first_assignment(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert len(steps()) == 9
    for typed, printed in steps():
        name, *words = shlex.split(typed)
        if name == "cd":
            monkeypatch.chdir(words[0])
            continue
        assert name == "nnhelpers-class"
        assert command.main(words) == 0, capsys.readouterr().err
        assert without_times(capsys.readouterr().out) == without_times(printed), typed
    assert len(os.listdir("reports/2.2")) == 31


def test_every_command_is_on_the_page():
    text = (DOCS / "teachers.md").read_text(encoding="utf-8")
    words = next(a for a in command.parser()._actions if a.choices and "grade" in a.choices).choices
    assert [word for word in words if f"nnhelpers-class {word}" not in text] == []
    for option in ("--trust", "--jobs", "--cluster", "--sample", "--from", "--to"):
        assert option in text


def test_the_hubs_settings_load():
    settings = {}
    for block in blocks("jupyterhub.md", "python"):
        config = Config()
        exec(block, {"c": config, "get_config": lambda config=config: config})
        for section, values in config.items():
            settings[section] = dict(values)
    assert settings["Exchange"]["root"] == "/srv/nbgrader/exchange"
    assert settings["LTI13Authenticator"].keys() == {
        "issuer", "client_id", "authorize_url", "jwks_endpoint", "username_key",
    }  # fmt: skip


def test_the_charts_values_say_the_same():
    yaml = pytest.importorskip("yaml")
    (text,) = blocks("jupyterhub.md", "yaml")
    values = yaml.safe_load(text)
    (mount,) = values["singleuser"]["storage"]["extraVolumeMounts"]
    (volume,) = values["singleuser"]["storage"]["extraVolumes"]
    assert mount["name"] == volume["name"]
    assert mount["mountPath"] == "/srv/nbgrader/exchange"
    config = Config()
    for block in blocks("jupyterhub.md", "python"):
        exec(block, {"c": config, "get_config": lambda: config})
    chart = values["hub"]["config"]["LTI13Authenticator"]
    chart["client_id"] = set(chart["client_id"])
    assert chart == dict(config.LTI13Authenticator)


def test_the_authenticator_knows_these_settings():
    module = pytest.importorskip("ltiauthenticator.lti13.auth", reason="ltiauthenticator missing")
    names = module.LTI13Authenticator.class_traits(config=True)
    assert {"issuer", "client_id", "authorize_url", "jwks_endpoint", "username_key"} <= names.keys()


def test_the_link_opens_the_assignment():
    (link,) = blocks("jupyterhub.md", "text")
    parts = urlsplit(link.strip())
    query = parse_qs(parts.query)
    assert parts.path == "/hub/user-redirect/git-pull"
    assert query["repo"] == ["https://git.example.edu/OWNER/REPOSITORY"]
    assert query["urlpath"] == ["lab/tree/REPOSITORY/2.ipynb"]
