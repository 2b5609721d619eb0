"""`gongwen letters --missing`: which signed letters have come back, by the names of the files in a folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongwen.letters.compose import plain_title
from gongwen.letters.options import LetterOptions
from gongwen.letters.returned import Returned, returned
from gongwen.letters.run import signings
from gongwen.plan.load import load_plan
from gongwen.plan.references import References
from gongwen.plan.signer_values import seq_text
from gongwen.problems import Place, Problem, UserError
from gongwen.store import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gongwen.plan.schema import Letter
    from gongwen.plan.signing import Pair, Signing

_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Scans:
    """What has come back of one letter."""

    letter: Letter
    title: str
    pairs: dict[int, Pair]
    folder: Path
    found: Returned

    @property
    def open(self) -> bool:
        """Whether anything is missing, doubtful or unknown."""
        return bool(self.found.missing or self.found.doubtful or self.found.unknown)

    def lines(self, *, everything: bool = False) -> Iterator[str]:
        """The state as a clerk reads it."""
        found = self.found
        yield f"{self.letter.id}\t{self.title}\t{self.folder}"
        yield f"  已交 {len(found.handed_in)} 份，未交 {len(found.missing)} 份"
        missing = found.missing if everything else found.missing[:_SHOWN]
        for pair in missing:
            yield f"  未交\t{_who(pair)}"
        if len(found.missing) > len(missing):
            yield f"  另有 {len(found.missing) - len(missing)} 份未交，加 --verbose 全部列出"
        for file, pairs in found.doubtful.items():
            yield f"  重名\t{file}\t可能是：{'、'.join(map(_who, pairs))}；请在文件名中加上科室、工号或序号"
        for number, files in found.handed_in.items():
            if len(files) > 1:
                yield f"  多份\t{_who(self.pairs[number])}\t{'、'.join(files)}"
        for file in found.unknown:
            yield f"  认不出\t{file}\t请在文件名中写上姓名"

    def data(self) -> dict[str, Any]:
        """The state for programs."""
        return {
            "id": self.letter.id,
            "folder": str(self.folder),
            "handed_in": {seq_text(number): files for number, files in self.found.handed_in.items()},
            "missing": [seq_text(pair.seq) for pair in self.found.missing],
            "doubtful": {file: [seq_text(pair.seq) for pair in pairs] for file, pairs in self.found.doubtful.items()},
            "unknown": list(self.found.unknown),
        }


def list_scans(options: LetterOptions, folder: str | None) -> list[Scans]:
    """The state of each letter that is wanted; without `folder`, `evidence/签收/<id>` of the workspace.

    A folder that is named like a letter is that letter. Raises UserError (exit 3) for a folder that is not there, or
    one folder for several letters.
    """
    workspace = Workspace.find(options.plan, options.outputs)
    loaded = load_plan(workspace.plan)
    plan = loaded.usable()
    if folder is not None and folder in {letter.id for letter in plan.letters} and not Path(folder).is_dir():
        options, folder = options.with_id(folder), None
    wanted = signings(plan, loaded, options)
    if folder is not None:
        _check_folder(folder, wanted)
    evidence = workspace.root / (
        plan.dossier.evidence_root if plan.dossier and plan.dossier.evidence_root else "evidence"
    )
    references = References(plan, loaded.people)
    found = []
    for signing in wanted:
        place = Path(folder) if folder else evidence / "签收" / signing.letter.id
        found.append(_scans(signing, plain_title(signing.letter, references), place, options))
    return found


def _check_folder(folder: str, wanted: list[Signing]) -> None:
    if len(wanted) > 1:
        what = "一个文件夹只能核对一种责任书或承诺书"
        remedy = f"请在命令中写出编号，如 gongwen letters {wanted[0].letter.id} --missing 文件夹。"
        raise UserError(Problem("letter.folder", what, remedy, Place(folder)))
    if not Path(folder).is_dir():
        raise UserError(Problem("letter.folder", "没有这个文件夹", "请核对收回扫描件的文件夹。", Place(folder)))


def _scans(signing: Signing, title: str, folder: Path, options: LetterOptions) -> Scans:
    pairs = [pair for pair in signing.pairs if options.means(pair)]
    return Scans(signing.letter, title, {pair.seq: pair for pair in pairs}, folder, returned(pairs, folder))


def _who(pair: Pair) -> str:
    signer = pair.signer
    return f"{seq_text(pair.seq)} {signer.dept_name} {signer.name}".replace("  ", " ")
