"""Run the comparison: `compare FILE.docx…` prints every line that differs, `corpus NAME… [PART]` those of a corpus.

`python -m tests.typesetting` compares all corpora and writes `docs/typesetting.md`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.typesetting import office, ours
from tests.typesetting.compare import compare
from tests.typesetting.corpora import CORPORA, corpus
from tests.typesetting.result import Result, together


def main() -> int:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m tests.typesetting", description=__doc__)
    commands = parser.add_subparsers(dest="command")
    one = commands.add_parser("compare", help="compare LibreOffice's PDF of files with ours")
    one.add_argument("files", nargs="+", type=Path)
    one.add_argument("--pdf", type=Path, help="compare with this PDF instead of ours")
    one.add_argument("--keep", type=Path, help="a folder to put both PDFs into")
    many = commands.add_parser("corpus", help="compare all documents of a corpus")
    many.add_argument("name", choices=CORPORA)
    many.add_argument("part", nargs="?", default="", help="only documents whose name contains this")
    many.add_argument("--keep", type=Path, help="a folder to put the .docx and both PDFs of what differs into")
    known = commands.add_parser("features", help="hold LibreOffice's prints and ours to what each feature demands")
    known.add_argument("part", nargs="?", default="", help="only features whose name contains this")
    known.add_argument("--keep", type=Path, help="a folder to put the .docx and both PDFs of what is wrong into")
    commands.add_parser("fixtures", help="remake tests/data/foreign")
    commands.add_parser("report", help="compare everything and write docs/typesetting.md")
    asked = parser.parse_args()
    if asked.command == "compare":
        documents = {str(path): path.read_bytes() for path in asked.files}
        return show(documents, asked.keep, asked.pdf.read_bytes() if asked.pdf else None)
    if asked.command == "corpus":
        return show({name: data for name, data in corpus(asked.name).items() if asked.part in name}, asked.keep)
    if asked.command == "features":
        return features(asked.part, asked.keep)
    if asked.command == "fixtures":
        from tests.typesetting.fixtures import remake

        return remake()
    from tests.typesetting.report import write

    return write()


def features(part: str, keep: Path | None) -> int:
    """Print what is wrong with the print of each feature."""
    from tests.typesetting.features import FEATURES
    from tests.typesetting.wants import Shown, wrongs

    chosen = {feature.name: feature for feature in FEATURES if part in feature.name}
    documents = {name: feature.make() for name, feature in chosen.items()}
    theirs = office.pdfs_of(documents)
    bad = 0
    for name, feature in chosen.items():
        pdf = theirs[name]
        faults = ["no PDF"] if pdf is None else wrongs(feature.wants, Shown(pdf))
        if faults and not feature.office:
            print(f"{name}: LibreOffice: {'; '.join(faults)}")
        made = b""
        try:
            printed = ours.printed(documents[name])
            made = printed.data
            faults = wrongs(feature.wants, Shown(made, printed.unknown))
        except Exception as fault:  # noqa: BLE001 - one that cannot be printed must not hide the others
            faults = [f"{type(fault).__name__}: {fault}"]
        bad += bool(faults)
        print(f"{name}: {'; '.join(faults) or 'right'}")
        if keep and faults:
            _keep(keep, name, documents[name], pdf or b"", made)
    print(f"{len(chosen) - bad} of {len(chosen)} features right")
    return int(bad > 0)


def _keep(folder: Path, name: str, docx: bytes, theirs: bytes, mine: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for suffix, data in ((".docx", docx), (".office.pdf", theirs), (".ours.pdf", mine)):
        (folder / (name.replace("/", "_").removesuffix(".docx") + suffix)).write_bytes(data)


def show(documents: Mapping[str, bytes], keep: Path | None = None, other: bytes | None = None) -> int:
    """Print the figures and differences of each document, then the sum."""
    theirs = office.pdfs_of(documents)
    results: list[Result] = []
    for name, docx in documents.items():
        pdf = theirs[name]
        if pdf is None:
            print(f"{name}: LibreOffice made no PDF")
            continue
        try:
            mine = other or ours.pdf_of(docx)
        except Exception as fault:  # noqa: BLE001 - one that cannot be printed must not hide the others
            print(f"{name}: ours failed: {type(fault).__name__}: {fault}")
            continue
        result = compare(name, docx, pdf, mine, None if other else ours.pdf_of)
        results.append(result)
        print(result)
        for difference in result.differences:
            print(f"    {difference}")
        if keep and result.differences:
            _keep(keep, name, docx, pdf, mine)
    if len(results) > 1:
        print(f"{len(results)} documents, {sum(each.pages_same for each in results)} with the same number of pages")
        print(together("all together", results))
    return int(any(result.differences for result in results))


if __name__ == "__main__":
    sys.exit(main())
