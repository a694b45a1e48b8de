"""Submissions from folders, Moodle, Canvas and nbgrader; unsafe archives are refused whole."""

import datetime
import io
import os
import stat
import zipfile

import classroom
import pytest

from nnhelpers.classroom import ClassroomError, archives, collecting


@pytest.fixture
def course(tmp_path):
    return classroom.made_course(tmp_path / "nn")


@pytest.fixture
def good(course):
    """The bytes of a notebook that can be handed in, with a note that tells it from others."""
    one, notebook = classroom.released(course)

    def made(note="", **answers):
        notebook["metadata"]["note"] = note
        return classroom.solved(one, notebook, **answers)

    return made


def zipped(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            info = name if isinstance(name, zipfile.ZipInfo) else zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return path


def at(name, *moment):
    return zipfile.ZipInfo(name, (*moment, 0)[:6])


def taken(course):
    folder = course.folder / "submitted" / "2"
    return {path.stem: path.read_bytes() for path in folder.glob("*.ipynb")}


def put(path, data, when=None):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    if when:
        os.utime(path, (when.timestamp(),) * 2)
    return path


# ---- from where ----------------------------------------------------------------------------------


def test_a_folder_of_files_and_of_folders(course, good, tmp_path):
    put(tmp_path / "in" / "ada.ipynb", good("ada"))
    put(tmp_path / "in" / "alan" / "my homework.ipynb", good("alan"))
    put(tmp_path / "in" / "alan" / ".ipynb_checkpoints" / "my homework-checkpoint.ipynb", b"{}")
    found = collecting.collect(course, "2", tmp_path / "in")
    assert taken(course) == {"ada": good("ada"), "alan": good("alan")}
    assert (found.missing, found.strangers, found.unreadable) == (["grace"], [], [])


def test_the_newest_of_each_student(course, good, tmp_path):
    first, second = datetime.datetime(2026, 3, 1), datetime.datetime(2026, 3, 2)
    put(tmp_path / "in" / "ada" / "a.ipynb", good("new"), second)
    put(tmp_path / "in" / "ada" / "b.ipynb", good("old"), first)
    found = collecting.collect(course, "2", tmp_path / "in")
    assert taken(course)["ada"] == good("new")
    assert found.double == {"ada": 2}


def test_moodle_by_name_and_by_number(course, good, tmp_path):
    names = {
        "Ada Adason_991_assignsubmission_file_/anything.ipynb": good("ada"),
        "Some Body_1001_assignsubmission_file_/x.ipynb": good("alan by his number"),
        "Nobody Here_992_assignsubmission_file_/x.ipynb": good("nobody"),
    }
    found = collecting.collect(course, "2", zipped(tmp_path / "m.zip", names))
    assert taken(course) == {"ada": good("ada"), "alan": good("alan by his number")}
    assert len(found.strangers) == 1
    assert found.missing == ["grace"]


def test_canvas_late_and_again(course, good, tmp_path):
    names = {
        at("adasonada_1000_5001_hw.ipynb", 2026, 3, 1, 10, 0): good("first"),
        at("adasonada_LATE_1000_5002_hw-1.ipynb", 2026, 3, 2, 10, 0): good("second"),
        at("gracesongrace_77_5003_hw.ipynb", 2026, 3, 1, 10, 0): good("grace by her name"),
    }
    found = collecting.collect(course, "2", zipped(tmp_path / "c.zip", names))
    assert taken(course) == {"ada": good("second"), "grace": good("grace by her name")}
    assert found.double == {"ada": 2}


def test_nbgraders_exchange(course, good, tmp_path):
    inbound = tmp_path / "exchange" / "nn" / "inbound"
    for when, note in (("2026-03-02 09:00:00.000001", "new"), ("2026-03-01 23:00:00.5", "old")):
        put(inbound / f"ada+2+{when} UTC+x7f" / "2.ipynb", good(note))
    put(inbound / "eve+2+2026-03-01 08:00:00.000000 UTC+zz" / "2.ipynb", good())
    found = collecting.collect(course, "2", inbound)
    assert taken(course) == {"ada": good("new")}
    assert len(found.strangers) == 1


def test_nbgraders_submitted_folder(course, good, tmp_path):
    put(tmp_path / "submitted" / "grace" / "2" / "2.ipynb", good("grace"))
    collecting.collect(course, "2", tmp_path / "submitted")
    assert taken(course) == {"grace": good("grace")}


def test_two_of_one_name_are_nobodys(course, good, tmp_path):
    roster = course.folder / "roster.csv"
    roster.write_text(roster.read_text() + "ada2,Adason,Ada,,\n")
    again = classroom.course.Course(course.folder)
    names = {"Ada Adason_991_assignsubmission_file_/x.ipynb": good()}
    found = collecting.collect(again, "2", zipped(tmp_path / "m.zip", names))
    assert taken(course) == {}
    assert len(found.strangers) == 1


def test_an_unreadable_newer_one_does_not_hide_an_older_one(course, good, tmp_path):
    first, second = datetime.datetime(2026, 3, 1), datetime.datetime(2026, 3, 2)
    put(tmp_path / "in" / "ada" / "a.ipynb", good("old"), first)
    put(tmp_path / "in" / "ada" / "b.ipynb", b"half a noteb", second)
    found = collecting.collect(course, "2", tmp_path / "in")
    assert taken(course)["ada"] == good("old")
    assert found.unreadable == ["ada/b.ipynb: The file is not a notebook: it is not JSON."]


def test_another_assignments_notebook_is_not_taken(course, good, tmp_path):
    _, other = classroom.released(course, "3")
    put(tmp_path / "in" / "ada.ipynb", classroom.notebooks.written(other).encode())
    found = collecting.collect(course, "2", tmp_path / "in")
    assert "no answer cell of this assignment" in found.unreadable[0]
    assert found.missing == ["ada", "alan", "grace"]


@pytest.mark.parametrize("name", ["../ada", "a/b", ".hidden", "", "a b", "=cmd", "é"])
def test_ids_that_could_be_paths_or_formulas_are_refused(name):
    with pytest.raises(ClassroomError, match="an id needs letters"):
        classroom.course.read_roster([{"id": name}])


# ---- archives that are refused -------------------------------------------------------------------


def link(name):
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def device(name):
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFCHR | 0o600) << 16
    return info


BAD = {
    "climbs": ({"../../grace.ipynb": b"{}"}, "leads out"),
    "climbs in the middle": ({"ada/../../x/ada.ipynb": b"{}"}, "leads out"),
    "starts at the root": ({"/ada.ipynb": b"{}"}, "leads out"),
    "climbs as on Windows": ({"..\\ada.ipynb": b"{}"}, "leads out"),
    "names a drive": ({"C:/ada.ipynb": b"{}"}, "leads out"),
    "holds a link": ({link("ada.ipynb"): b"/etc/passwd"}, "link or a device"),
    "holds a device": ({device("ada.ipynb"): b""}, "link or a device"),
    "is a bomb of size": ({"ada.ipynb": bytes(60 * 2**20)}, "times when unpacked"),
}


@pytest.mark.parametrize("name", BAD)
def test_an_unsafe_archive_is_refused_whole(name, course, good, tmp_path):
    members, reason = BAD[name]
    path = zipped(tmp_path / "bad.zip", {"alan.ipynb": good()} | members)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(ClassroomError, match=reason):
        collecting.collect(course, "2", path)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_bomb_of_count(course, tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MOST_FILES", 100)
    path = zipped(tmp_path / "many.zip", {f"{i}.ipynb": b"" for i in range(101)})
    with pytest.raises(ClassroomError, match="holds 101 files"):
        collecting.collect(course, "2", path)


def test_a_bomb_of_many_middling_files(course, tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MOST_BYTES", 2**20)
    path = zipped(tmp_path / "big.zip", {f"{i}.ipynb": os.urandom(2**17) for i in range(9)})
    with pytest.raises(ClassroomError, match="unpack to"):
        collecting.collect(course, "2", path)


def test_a_zip_inside_a_zip_is_not_opened(course, good, tmp_path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("../../x.ipynb", good())
    found = collecting.collect(
        course, "2", zipped(tmp_path / "o.zip", {"ada.zip": inner.getvalue()})
    )
    assert taken(course) == {}
    assert found.missing == ["ada", "alan", "grace"]


def test_a_member_whose_size_is_forged(course, good, tmp_path):
    path = zipped(tmp_path / "forged.zip", {"ada.ipynb": bytes(3 * 2**20)})
    data = bytearray(path.read_bytes())
    size = (3 * 2**20).to_bytes(4, "little")
    while (place := data.find(size)) >= 0:
        data[place : place + 4] = (1000).to_bytes(4, "little")
    path.write_bytes(data)
    found = collecting.collect(course, "2", path)
    assert "ada.ipynb: The" in found.unreadable[0]
    assert taken(course) == {}


def test_neither_folder_nor_zip(course, tmp_path):
    put(tmp_path / "x.rar", b"Rar!")
    with pytest.raises(ClassroomError, match="neither a folder nor a zip"):
        collecting.collect(course, "2", tmp_path / "x.rar")
