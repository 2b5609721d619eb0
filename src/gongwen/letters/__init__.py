"""Responsibility and commitment letters: a master for each letter of the plan, a file for each signer, print sets."""

from gongwen.letters.options import LetterOptions, LetterResult
from gongwen.letters.run import LetterRun, Progress, make_letters

__all__ = ["LetterOptions", "LetterResult", "LetterRun", "Progress", "make_letters"]
