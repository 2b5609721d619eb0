"""Drawn photographs for the demo evidence: equal arguments give equal bytes."""

from __future__ import annotations

import io
import random
import re
from functools import cache
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFont

from gongwen.pdf.fonts.places import standard_places

SONG = (
    "GongwenFangSong-Regular.ttf", "simfang.ttf", "NotoSerifSC-Regular.ttf", "simsun.ttc", "Songti.ttc",
)  # fmt: skip
HEI = (
    "GongwenHei-Regular.ttf", "NotoSansSC-Bold.ttf", "simhei.ttf", "GongwenTitle-Regular.ttf", "STHeiti Medium.ttc",
)  # fmt: skip
KAI = ("gkai00mp.ttf", "simkai.ttf", "Kaiti.ttc")
"""Files of fonts, the free set first: machines that have it make the same pictures."""
SKIN = ((241, 205, 175), (228, 186, 153), (214, 168, 132))
HAIR = ((28, 24, 22), (45, 36, 30), (70, 66, 64))
SHIRTS = ((62, 84, 122), (236, 236, 232), (96, 108, 96), (142, 60, 60), (120, 136, 158), (52, 54, 60), (184, 150, 110))
VEST, RED, YELLOW = (206, 34, 34), (192, 22, 28), (255, 226, 92)


@cache
def font_file(names: tuple[str, ...]) -> Path | None:
    """The first font of these names on this machine, else any other font for Chinese that the lists here name."""
    for wanted in (names, (*SONG, *HEI, *KAI)):
        for name in wanted:
            for folder in standard_places().folders:
                found = sorted(folder.rglob(name)) if folder.is_dir() else []
                if found:
                    return found[0]
    return None


@cache
def font(names: tuple[str, ...], size: int) -> ImageFont.FreeTypeFont | None:
    """The font at a size in pixels; None where the machine has none, and pictures are drawn without words."""
    file = font_file(names)
    if file is None:
        return None
    return ImageFont.truetype(str(file), size, layout_engine=ImageFont.Layout.BASIC)


def words(
    draw: ImageDraw.ImageDraw, place: tuple[float, float], text: str, names: tuple[str, ...], size: int, **more
) -> None:
    """Draw a text if there is a font for it."""
    face = font(names, size)
    if face is not None:
        draw.text(place, text, font=face, **more)


def wrapped(text: str, fits: int, first: int = 0) -> list[str]:
    """A paragraph in lines of so many Han characters, `first` less in the first; none begins with a closing mark."""
    lines, room = [""], fits - first
    for sign in re.findall(r"[!-~]+|.", text):
        takes = len(sign) / 2 if sign.isascii() else 1
        if takes > room and sign not in "，。；：、！？）》”％":
            lines, room = [*lines, ""], fits
        lines[-1] += sign
        room -= takes
    return lines


# ------------------------------------------------ photographs


def photo(
    scene: str,
    title: str,
    place: str,
    taken: str,
    seed: str,
    *,
    size=(1200, 900),
    turn: int = 1,
    mark: bool = False,
    quality: int = 45,
) -> bytes:
    """A photograph as a phone stores it.

    `scene` is hall, room, street, ground or desk; `taken` is `2023:03:08 09:30:05`, empty without Exif; `size` is that
    of the picture held upright; `turn` is the Exif orientation (1, 3, 6 or 8); `mark` prints date and place in a corner.
    """
    chance = random.Random(seed)
    tall = size[1] > size[0]
    image = Image.new("RGB", (1200, 1600) if tall else (1600, 1200))
    _SCENES[scene](ImageDraw.Draw(image), image.size, title, chance)
    image = image.resize(size, Image.Resampling.BILINEAR)
    image = _light(image, chance)
    if mark:
        draw, unit = ImageDraw.Draw(image), size[0] // 40
        line = f"{taken[:10].replace(':', '-')} {taken[11:16]}  {place}"
        words(draw, (unit + 2, size[1] - 3 * unit + 2), line, HEI, round(unit * 1.4), fill=(0, 0, 0))
        words(draw, (unit, size[1] - 3 * unit), line, HEI, round(unit * 1.4), fill=(255, 255, 255))
    stored = {1: None, 3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}[turn]
    return jpeg(image.transpose(stored) if stored is not None else image, quality, _exif(taken, turn))


def jpeg(image: Image.Image, quality: int, exif: Image.Exif | None = None, dpi: int = 72) -> bytes:
    """A picture as JPEG."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality, dpi=(dpi, dpi), **({"exif": exif} if exif else {}))
    return buffer.getvalue()


def _exif(taken: str, turn: int) -> Image.Exif | None:
    if not taken:
        return None
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0112], exif[0x0132] = "DEMO", "Phone 1", turn, taken
    times = exif.get_ifd(0x8769)
    times[0x9003] = times[0x9004] = taken
    return exif


def _light(image: Image.Image, chance: random.Random) -> Image.Image:
    """Grain and uneven light, so that it is no flat drawing."""
    width, height = image.size
    grain = Image.frombytes("L", (width // 4, height // 4), chance.randbytes((width // 4) * (height // 4)))
    grain = grain.point(lambda value: 255 - value * 9 // 255).resize(image.size, Image.Resampling.BILINEAR)
    return ImageChops.multiply(image, Image.merge("RGB", (ImageChops.multiply(grain, _glow(image.size)),) * 3))


@cache
def _glow(size: tuple[int, int]) -> Image.Image:
    return Image.radial_gradient("L").point(lambda value: 255 - value // 4).resize(size)


def fade(draw: ImageDraw.ImageDraw, box, top, bottom) -> None:
    """A surface whose colour changes from top to bottom."""
    left, first, right, last = box
    for y in range(first, last):
        part = (y - first) / max(1, last - first)
        draw.line((left, y, right, y), fill=tuple(round(a + (b - a) * part) for a, b in zip(top, bottom, strict=True)))


def _banner(draw, box, text: str, *, ink=YELLOW, cloth=RED) -> None:
    """A cloth with a line of text in its middle, as large as there is room."""
    left, top, right, bottom = box
    draw.rectangle(box, fill=cloth, outline=tuple(value * 3 // 4 for value in cloth), width=3)
    size = max(14, min(round((bottom - top) * 0.62), round((right - left) * 0.94 / max(1, len(text)))))
    words(draw, ((left + right) / 2, (top + bottom) / 2), text, HEI, size, fill=ink, anchor="mm")


def _person(draw, x: float, feet: float, tall: float, chance, *, shirt=None, back: bool = False) -> None:
    """Somebody standing, or seen from behind."""
    head, shirt = tall * 0.075, shirt or chance.choice(SHIRTS)
    skin, hair = chance.choice(SKIN), chance.choice(HAIR)
    trousers = chance.choice(((44, 48, 60), (60, 58, 54), (36, 40, 46)))
    neck, waist = feet - tall + head * 2.1, feet - tall * 0.46
    draw.rectangle((x - head * 1.1, waist, x - head * 0.1, feet), fill=trousers)
    draw.rectangle((x + head * 0.1, waist, x + head * 1.1, feet), fill=trousers)
    draw.rounded_rectangle((x - head * 1.6, neck, x + head * 1.6, waist + head * 0.4), head * 0.7, fill=shirt)
    draw.line((x - head * 1.5, neck + head, x - head * 1.9, waist), fill=shirt, width=max(2, round(head * 0.7)))
    draw.line((x + head * 1.5, neck + head, x + head * 1.9, waist), fill=shirt, width=max(2, round(head * 0.7)))
    draw.ellipse((x - head, neck - head * 2.2, x + head, neck + head * 0.1), fill=hair if back else skin)
    if not back:
        draw.pieslice((x - head * 1.05, neck - head * 2.3, x + head * 1.05, neck - head * 0.3), 175, 365, fill=hair)
        draw.ellipse((x - head * 0.45, neck - head * 1.15, x - head * 0.25, neck - head * 0.95), fill=(30, 26, 24))
        draw.ellipse((x + head * 0.25, neck - head * 1.15, x + head * 0.45, neck - head * 0.95), fill=(30, 26, 24))


def _hall(draw, size, title: str, chance) -> None:
    """A hall from its last rows: banner, rostrum, heads."""
    width, height = size
    fade(draw, (0, 0, width, round(height * 0.62)), (222, 214, 200), (196, 180, 158))
    fade(draw, (0, round(height * 0.62), width, height), (120, 84, 60), (78, 54, 40))
    draw.rectangle((width * 0.08, height * 0.2, width * 0.92, height * 0.56), fill=(132, 32, 36))
    for x in range(round(width * 0.08), round(width * 0.92), 34):
        draw.line((x, height * 0.2, x, height * 0.56), fill=(114, 26, 30), width=7)
    _banner(draw, (width * 0.1, height * 0.09, width * 0.9, height * 0.18), title)
    for number in range(5):
        _person(draw, width * (0.28 + 0.11 * number), height * 0.66, height * 0.34, chance)
    draw.rectangle((width * 0.2, height * 0.5, width * 0.8, height * 0.67), fill=(150, 44, 40))
    for number in range(5):
        x = width * (0.28 + 0.11 * number)
        draw.polygon(
            ((x - 36, height * 0.5), (x + 36, height * 0.5), (x + 28, height * 0.47), (x - 28, height * 0.47)),
            fill=(250, 250, 246),
        )
    for line in range(4):
        feet, tall = height * (0.84 + 0.13 * line), height * (0.2 + 0.06 * line)
        step = width * (0.085 + 0.018 * line)
        for seat in range(-1, round(width / step) + 1):
            if chance.random() < 0.9:
                _person(draw, step * (seat + 0.5 * (line % 2)) + chance.randint(-8, 8), feet, tall, chance, back=True)


def _room(draw, size, title: str, chance) -> None:
    """A meeting room: a long table, people on both sides, a screen."""
    width, height = size
    fade(draw, (0, 0, width, round(height * 0.55)), (232, 230, 222), (212, 208, 196))
    fade(draw, (0, round(height * 0.55), width, height), (150, 136, 118), (106, 94, 80))
    for part in (0.03, 0.84):
        fade(
            draw,
            (round(width * part), round(height * 0.1), round(width * (part + 0.13)), round(height * 0.45)),
            (186, 216, 240),
            (232, 240, 240),
        )
        draw.rectangle(
            (width * part, height * 0.1, width * (part + 0.13), height * 0.45), outline=(250, 250, 250), width=10
        )
    _banner(
        draw, (width * 0.2, height * 0.12, width * 0.8, height * 0.34), title, ink=(250, 250, 250), cloth=(28, 70, 130)
    )
    for number in range(6):
        _person(draw, width * (0.16 + 0.135 * number), height * 0.8, height * 0.42, chance)
    draw.polygon(
        ((width * 0.06, height * 0.66), (width * 0.94, height * 0.66), (width, height * 0.82), (0, height * 0.82)),
        fill=(122, 78, 48),
    )
    draw.rectangle((0, height * 0.82, width, height * 0.86), fill=(92, 56, 34))
    for number in range(6):
        x, y = width * (0.16 + 0.135 * number), height * 0.7
        draw.polygon(((x - 40, y), (x + 30, y), (x + 42, y + 34), (x - 52, y + 34)), fill=(248, 248, 244))
        draw.ellipse((x + 50, y + 4, x + 74, y + 22), fill=(235, 238, 242), outline=(160, 160, 170))
    for number in range(4):
        _person(draw, width * (0.14 + 0.24 * number), height * 1.25, height * 0.62, chance, back=True)


def _outside(draw, size, chance) -> None:
    """Sky, hills or houses, trees, ground."""
    width, height = size
    fade(draw, (0, 0, width, round(height * 0.6)), (112, 168, 222), (222, 234, 240))
    for _ in range(7):
        x, y = chance.randint(0, width), chance.randint(20, round(height * 0.25))
        for _ in range(5):
            draw.ellipse((x - 70, y - 20, x + 70, y + 24), fill=(244, 247, 250))
            x, y = x + chance.randint(-80, 80), y + chance.randint(-14, 14)
    if chance.random() < 0.5:
        for x in range(0, width, 210):
            top = chance.randint(round(height * 0.22), round(height * 0.4))
            tone = chance.randint(176, 214)
            draw.rectangle((x, top, x + 180, height * 0.62), fill=(tone, tone - 12, tone - 28))
            for floor in range(top + 24, round(height * 0.58), 52):
                for window in range(x + 16, x + 160, 42):
                    draw.rectangle((window, floor, window + 26, floor + 30), fill=(120, 146, 168))
    else:
        for number, tone in enumerate(((120, 150, 140), (96, 136, 110))):
            points = [(x, height * (0.4 + 0.06 * number) + chance.randint(-60, 40)) for x in range(0, width + 200, 200)]
            draw.polygon([*points, (width, height * 0.65), (0, height * 0.65)], fill=tone)
    for _ in range(6):
        x, base = chance.randint(0, width), height * 0.62
        draw.rectangle((x - 9, base - 120, x + 9, base), fill=(96, 72, 50))
        for _ in range(9):
            a, b = x + chance.randint(-56, 56), base - 150 + chance.randint(-64, 44)
            draw.ellipse((a - 44, b - 38, a + 44, b + 38), fill=(chance.randint(44, 84), chance.randint(110, 146), 60))


def _street(draw, size, title: str, chance) -> None:
    """Volunteers in red with a banner."""
    width, height = size
    _outside(draw, size, chance)
    fade(draw, (0, round(height * 0.61), width, height), (176, 172, 164), (142, 138, 130))
    _group(draw, size, title, chance, lambda: VEST)


def _ground(draw, size, title: str, chance) -> None:
    """A sports ground or a park with people in sports shirts."""
    width, height = size
    _outside(draw, size, chance)
    fade(draw, (0, round(height * 0.61), width, height), (104, 152, 84), (76, 120, 62))
    for x in (0.1, 0.4, 0.7):
        draw.line((width * x, height * 0.61, width * (x * 1.6 - 0.3), height), fill=(238, 238, 230), width=8)
    _group(draw, size, title, chance, lambda: chance.choice(((40, 110, 190), (236, 236, 236), (230, 140, 40))))


def _group(draw, size, title: str, chance, shirt) -> None:
    width, height = size
    count = 5 if height > width else 8
    for line in range(2):
        for number in range(count + line):
            x = width * (number + 0.5) / (count + line) + chance.randint(-12, 12)
            _person(draw, x, height * (0.84 + 0.08 * line), height * 0.36, chance, shirt=shirt())
    _banner(draw, (width * 0.1, height * 0.76, width * 0.9, height * 0.86), title)


def _desk(draw, size, title: str, chance) -> None:
    """Papers on a desk, looked through at an inspection."""
    width, height = size
    fade(draw, (0, 0, width, height), (176, 132, 92), (142, 100, 66))
    for number in range(3):
        x, y = width * (0.06 + 0.3 * number), height * (0.12 + 0.05 * chance.randint(0, 3))
        wide, high = width * 0.3, height * 0.7
        draw.rectangle((x + 10, y + 12, x + wide + 10, y + high + 12), fill=(104, 72, 48))
        draw.rectangle((x, y, x + wide, y + high), fill=(250, 249, 244))
        words(draw, (x + wide / 2, y + high * 0.08), title[:12], HEI, round(wide / 15), fill=(150, 20, 24), anchor="mm")
        for line in range(14):
            across = wide * (0.84 if line % 5 != 4 else chance.uniform(0.3, 0.7))
            draw.line(
                (
                    x + wide * 0.08,
                    y + high * (0.16 + 0.055 * line),
                    x + wide * 0.08 + across,
                    y + high * (0.16 + 0.055 * line),
                ),
                fill=(90, 92, 98),
                width=5,
            )
    draw.line((width * 0.55, height * 0.95, width * 0.8, height * 0.5), fill=(24, 26, 40), width=22)
    draw.ellipse((width * 0.72, height * 0.7, width * 1.05, height * 1.1), fill=SKIN[1])


_SCENES = {"hall": _hall, "room": _room, "street": _street, "ground": _ground, "desk": _desk}
