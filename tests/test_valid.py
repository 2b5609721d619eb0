"""Every shipped template and every output of the example is a sound package by the validator."""

from __future__ import annotations

from tests.conftest import ROOT


def test_shipped_templates_are_sound(validate):
    validate(*sorted((ROOT / "templates").iterdir()))


def test_outputs_of_the_example_are_sound(validate, run_cli, workspace):
    assert run_cli("build", cwd=workspace).returncode == 0
    files = sorted((workspace / "outputs").rglob("*.??cx")) + sorted((workspace / "outputs").rglob("*.xlsx"))
    letters = [file for file in files if file.name[:3].isdigit()]
    assert len(letters) == 12 + 8 + 58 + 42 + 8
    assert len(files) == len(letters) + 3 + 5 + 10, (
        "plan, notice and ledger, a print set and two registers of each letter"
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
