"""The command line as a clerk meets it: Chinese everywhere, exit codes, nothing half written."""

from __future__ import annotations

import json
import os
import re

import pytest

from tests.conftest import ROOT

COMMANDS = ["build", "plan", "check", "init", "schema", "template", "doctor"]


def test_help_is_chinese_and_lists_every_command(run_cli, tmp_path):
    done = run_cli("--help", cwd=tmp_path)
    assert done.returncode == 0
    for word in ["用法", "选项", "命令", *COMMANDS]:
        assert word in done.stdout
    assert "Usage" not in done.stdout
    assert "Show this" not in done.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_chinese_help_that_a_gbk_console_prints(run_cli, tmp_path, command):
    done = run_cli(command, "--help", cwd=tmp_path)
    assert done.returncode == 0
    assert "用法" in done.stdout
    assert not re.search(r"Usage|Options|Show", done.stdout)
    done.stdout.encode("gbk")
    assert run_cli(command, "--help", cwd=tmp_path, PYTHONIOENCODING="gbk").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["bild"], "最接近的是 build"),
        (["build", "--fore"], "--force"),
        (["init"], "缺少参数"),
        (["template", "lst"], "list"),
    ],
)
def test_usage_errors_are_chinese_and_exit_2(run_cli, tmp_path, arguments, words):
    done = run_cli(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Error" not in done.stderr
    assert "Traceback" not in done.stderr


def test_build_writes_the_example_and_names_what_is_not_there_yet(run_cli, workspace):
    done = run_cli("build", cwd=workspace)
    assert done.returncode == 0
    assert done.stdout == ""
    assert "已生成：2023/01-实施方案.docx" in done.stderr
    assert "任务分工台账" in done.stderr
    again = run_cli("build", "--quiet", "--json", cwd=workspace)
    assert {file["outcome"] for file in json.loads(again.stdout)["files"]} == {"unchanged"}


def test_build_works_from_a_folder_inside_the_workspace_and_in_a_gbk_console(run_cli, workspace):
    (workspace / "inputs" / "下级").mkdir()
    done = run_cli("plan", cwd=workspace / "inputs" / "下级", PYTHONIOENCODING="gbk")
    assert done.returncode == 0
    assert (workspace / "outputs" / "2023" / "01-实施方案.docx").is_file()


def test_no_workspace_says_what_to_do(run_cli, tmp_path):
    done = run_cli("build", cwd=tmp_path)
    assert done.returncode == 3
    assert "gongwen init" in done.stderr


def test_a_plan_with_errors_writes_nothing(run_cli, workspace):
    plan = workspace / "inputs" / "plan.yaml"
    plan.write_text(plan.read_text(encoding="utf-8").replace("lead: office", "lead: offcie"), encoding="utf-8")
    done = run_cli("build", cwd=workspace)
    assert done.returncode == 3
    assert "最接近的是：office" in done.stderr
    assert "另有" in done.stderr
    assert not (workspace / "outputs").exists()
    listed = run_cli("check", cwd=workspace)
    assert listed.returncode == 3
    assert listed.stdout.count("错误:") == 22
    assert "错误22个" in listed.stderr


def test_check_of_the_example_finds_nothing(run_cli, workspace):
    done = run_cli("check", cwd=workspace)
    assert (done.returncode, done.stdout) == (0, "")
    assert "没有发现问题" in done.stderr


def test_init_builds_and_never_overwrites(run_cli, tmp_path):
    assert run_cli("init", "新单位", cwd=tmp_path).returncode == 0
    made = run_cli("build", cwd=tmp_path / "新单位")
    assert made.returncode == 0
    names = sorted(file.name for file in (tmp_path / "新单位" / "outputs").rglob("*.docx"))
    assert names == ["00-办理清单.docx", "01-实施方案.docx", "01-实施方案（印发稿）（送审稿）.docx"]
    again = run_cli("init", "新单位", cwd=tmp_path)
    assert again.returncode == 6
    assert "不覆盖" in again.stderr
    assert run_cli("check", cwd=tmp_path / "新单位").returncode == 0


def test_starter_plan_is_short(run_cli, tmp_path):
    run_cli("init", "a", cwd=tmp_path)
    assert len((tmp_path / "a" / "inputs" / "plan.yaml").read_text(encoding="utf-8").splitlines()) <= 52


def test_templates_are_listed_copied_checked(run_cli, workspace):
    assert "公文" in run_cli("template", "list", cwd=workspace).stdout
    assert "发文机关标志" in run_cli("template", "fields", "公文", cwd=workspace).stdout
    assert run_cli("template", "copy", "公文", cwd=workspace).returncode == 0
    assert run_cli("template", "check", cwd=workspace).returncode == 0
    assert run_cli("template", "copy", "公文", cwd=workspace).returncode == 6
    assert run_cli("template", "fields", "公函", cwd=workspace).returncode == 3


def test_doctor_lists_versions_and_fonts(run_cli, tmp_path):
    done = run_cli("doctor", cwd=tmp_path)
    assert done.returncode == 0
    assert "python-docx" in done.stdout
    assert "LibreOffice" in done.stdout


def test_a_fault_of_ours_has_no_traceback_and_names_its_log(run_cli, workspace):
    broken = workspace / "sitecustomize.py"
    broken.write_text("import gongwen.check\ngongwen.check.load_plan = None\n", encoding="utf-8")
    done = run_cli("check", cwd=workspace, PYTHONPATH=f"{workspace}:{ROOT / 'src'}")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    log = next((workspace / ".gongwen" / "log").iterdir())
    assert log.name in done.stderr
    assert "check.py" in log.read_text(encoding="utf-8")


def test_a_fault_below_the_workspace_is_logged_in_the_workspace(run_cli, workspace):
    (workspace / "sitecustomize.py").write_text("import gongwen.check\ngongwen.check.load_plan = None\n", "utf-8")
    path = f"{workspace}{os.pathsep}{ROOT / 'src'}"
    assert run_cli("check", cwd=workspace / "inputs", PYTHONPATH=path).returncode == 1
    assert list((workspace / ".gongwen" / "log").iterdir())
    assert not (workspace / "inputs" / ".gongwen").exists()
    shown = run_cli("check", "--debug", cwd=workspace, PYTHONPATH=path)
    assert "Traceback" in shown.stderr


def test_no_arguments_show_the_help(run_cli, tmp_path):
    done = run_cli(cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "命令:" in done.stderr


@pytest.mark.parametrize("arguments", [["doctor", "x"], ["template", "list", "x"], ["schema", "x"]])
def test_superfluous_words_are_named(run_cli, tmp_path, arguments):
    done = run_cli(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert "多余的参数：x" in done.stderr


def test_json_names_the_problems_of_a_refused_command(run_cli, tmp_path):
    for command in (["build"], ["check"], ["plan"]):
        done = run_cli(*command, "--json", cwd=tmp_path)
        answer = json.loads(done.stdout)
        assert answer["exit_code"] == done.returncode == 3
        assert [problem["code"] for problem in answer["problems"]] == ["workspace.missing"]


def test_json_of_check_has_places(run_cli, workspace):
    plan = workspace / "inputs" / "plan.yaml"
    plan.write_text(plan.read_text(encoding="utf-8").replace("lead: office", "lead: offcie", 1), encoding="utf-8")
    done = run_cli("check", "--json", "--quiet", cwd=workspace)
    problem = json.loads(done.stdout)["problems"][0]
    assert problem["place"].keys() == {"file", "line", "column"}
    assert done.stderr == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["build"], ["plan", "--dry-run"], ["check"], ["init", "新"], ["schema"], ["doctor"], ["bild"], ["build", "无"],
        ["template", "list"], ["template", "check"], ["template", "fields", "公文"], ["template", "copy", "公文"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_every_command_prints_what_a_gbk_console_can(run_cli, workspace, arguments):
    there = run_cli(*arguments, cwd=workspace, PYTHONIOENCODING="gbk", PYTHONUTF8="0")
    assert there.returncode in {0, 2, 3}
    assert "Traceback" not in there.stderr
    again = run_cli(*arguments, cwd=workspace)
    (again.stdout + again.stderr).encode("gbk")


def test_a_foreign_command_of_the_same_name_is_named(run_cli, tmp_path):
    foreign = tmp_path / "bin" / "gongwen"
    foreign.parent.mkdir()
    foreign.write_text("#!/bin/sh\n", encoding="utf-8")
    foreign.chmod(0o755)
    done = run_cli("doctor", cwd=tmp_path, PATH=f"{foreign.parent}{os.pathsep}{os.environ['PATH']}")
    assert str(foreign) in done.stdout
    assert "gw" in done.stdout


def test_an_interrupted_command_says_so_and_exits_130(run_cli, workspace):
    (workspace / "sitecustomize.py").write_text(
        "import gongwen.check\ndef stop(path): raise KeyboardInterrupt\ngongwen.check.load_plan = stop\n", "utf-8"
    )
    done = run_cli("check", cwd=workspace, PYTHONPATH=f"{workspace}{os.pathsep}{ROOT / 'src'}")
    assert done.returncode == 130
    assert "已中断" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_changed_by_hand_is_kept_until_forced(run_cli, workspace):
    run_cli("build", "--no-pdf", cwd=workspace)
    made = workspace / "outputs" / "2023" / "01-实施方案.docx"
    whole = made.read_bytes()
    made.write_bytes(whole + b"x")
    refused = run_cli("build", "--no-pdf", cwd=workspace)
    assert refused.returncode == 6
    assert "--force" in refused.stderr
    assert made.read_bytes() == whole + b"x"
    assert run_cli("build", "--no-pdf", "-f", cwd=workspace).returncode == 0
    assert made.read_bytes() == whole
    assert [path.read_bytes() for path in (workspace / ".gongwen" / "backup").iterdir()] == [whole + b"x"]


def test_ids_dry_run_and_other_outputs(run_cli, workspace):
    dry = run_cli("build", "--dry-run", "notice", cwd=workspace)
    assert dry.returncode == 0
    assert "将生成" in dry.stderr
    assert not (workspace / "outputs").exists()
    assert not (workspace / ".gongwen").exists()
    assert run_cli("build", "notice", "-k", "-o", "别处", cwd=workspace).returncode == 0
    assert [path.name for path in (workspace / "别处").rglob("*.docx")] == ["01-实施方案（印发稿）.docx"]
    unknown = run_cli("build", "notise", cwd=workspace)
    assert unknown.returncode == 3
    assert "notice" in unknown.stderr


def test_strict_turns_warnings_into_findings(run_cli, workspace):
    plan = workspace / "inputs" / "plan.yaml"
    plan.write_text(plan.read_text(encoding="utf-8").replace("gender: 性别", "gender: 性 别 列"), encoding="utf-8")
    for command in (["check"], ["build", "--no-pdf"]):
        assert run_cli(*command, cwd=workspace).returncode == 0
        done = run_cli(*command, "--strict", cwd=workspace)
        assert done.returncode == 4
        assert "警告:" in done.stdout + done.stderr
