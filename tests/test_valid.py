"""Every shipped template and every output of the example is a sound package by the validator."""

from __future__ import annotations

from tests.conftest import ROOT


def test_shipped_templates_are_sound(validate):
    validate(*sorted((ROOT / "templates").iterdir()))


def test_outputs_of_the_example_are_sound(validate, run_cli, workspace):
    assert run_cli("build", "--no-pdf", cwd=workspace).returncode == 0
    files = sorted((workspace / "outputs").rglob("*.??cx")) + sorted((workspace / "outputs").rglob("*.xlsx"))
    letters = [file for file in files if "03-责任书承诺书" in file.parts and file.name[:3].isdigit()]
    assert len(letters) == 12 + 8 + 58 + 42 + 8
    slips = [file for file in files if "06-整改通知单" in file.parts]
    assert len(slips) == 9 + 1, "a slip for each department and inspection, and their print set"
    singles = {file.name for file in (workspace / "outputs" / "2023").iterdir() if file.is_file()}
    assert {name[:2] for name in singles} == {"00", "01", "02", "04", "05", "07", "08", "09"}
    gaps = [file for file in files if "10-迎检档案" in file.parts]
    assert len(gaps) > 1, "a list of the unit and of each department"
    assert len(files) == len(letters) + len(slips) + len(singles) + 5 * 3 + len(gaps), (
        "a print set and two registers of each letter"
    )
    validate(*files)


def test_every_shape_of_document_is_sound(validate, tmp_path):
    from gongwen.word.render import render
    from tests.test_geometry import TEMPLATES, documents

    files = []
    for name, document in documents().items():
        if name.startswith("length") and name != "length-20":
            continue
        file = tmp_path / f"{name}.docx"
        file.write_bytes(render(document, TEMPLATES / "公文.docx"))
        files.append(file)
    validate(*files)
