"""Scans, screenshots and posters for the demo evidence: equal arguments give equal bytes."""

from __future__ import annotations

import io
import random

from PIL import Image, ImageChops, ImageDraw

from tools.demo_pictures import HEI, KAI, SONG, YELLOW, fade, words, wrapped

A4 = (827, 1169)
"""A page at 100 dots an inch."""


def page(
    title: str, lines: list[str], seed: str, *, signature: str = "", seal: str = "", grid: bool = False
) -> Image.Image:
    """A paper as a scanner sees it: A4 at 100 dots an inch, a little aslant, signed and sealed where asked."""
    chance = random.Random(seed)
    width, height = A4
    image = Image.new("RGB", A4, (253, 253, 251))
    draw = ImageDraw.Draw(image)
    words(draw, (width / 2, 110), title, HEI, min(34, 660 // max(1, len(title))), fill=(20, 20, 22), anchor="mm")
    y = 170
    for line in lines:
        for index, part in enumerate(wrapped(line, 30, 0 if grid else 2)):
            words(draw, (96 if index or grid else 138, y), part, SONG, 21, fill=(34, 34, 38))
            y += 34
        if grid:
            draw.line((84, y + 2, width - 84, y + 2), fill=(70, 70, 74))
            y += 8
    if signature:
        words(draw, (470, y + 40), "签字：", SONG, 21, fill=(34, 34, 38))
        written = Image.new("L", (240, 90))
        words(ImageDraw.Draw(written), (10, 14), signature, KAI, 46, fill=255)
        written = written.rotate(chance.uniform(2, 9), resample=Image.Resampling.BICUBIC)
        image.paste((24, 34, 96), (530, y + 8), written)
    if seal:
        _seal(image, (620, min(height - 150, y + 90)), seal)
    image = image.rotate(chance.uniform(-0.7, 0.7), resample=Image.Resampling.BILINEAR, fillcolor=(246, 246, 243))
    speck = ImageDraw.Draw(image)
    for _ in range(60):
        x, y = chance.randint(0, width), chance.randint(0, height)
        speck.point((x, y), fill=(170, 170, 168))
    return image


def _seal(image: Image.Image, middle: tuple[int, int], text: str) -> None:
    """A round red seal, its words along the rim, a star in it; it says that it is a specimen."""
    side = 190
    ink = Image.new("L", (side, side))
    draw = ImageDraw.Draw(ink)
    draw.ellipse((4, 4, side - 4, side - 4), outline=235, width=6)
    words(draw, (side / 2, side / 2), "★", HEI, 54, fill=235, anchor="mm")
    words(draw, (side / 2, side * 0.76), "示例章", HEI, 20, fill=235, anchor="mm")
    for number, sign in enumerate(text):
        turned = Image.new("L", (side, side))
        words(ImageDraw.Draw(turned), (side / 2, 28), sign, HEI, 22, fill=235, anchor="mm")
        angle = 110 - 220 * number / max(1, len(text) - 1)
        ink = ImageChops.lighter(ink, turned.rotate(angle, resample=Image.Resampling.BICUBIC))
    image.paste((206, 30, 36), (middle[0] - side // 2, middle[1] - side // 2), ink)


def screen(title: str, lines: list[str]) -> bytes:
    """A screenshot of a web page, as PNG."""
    image = Image.new("RGB", (1280, 760), (245, 246, 248))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 1280, 44), fill=(222, 225, 230))
    draw.rounded_rectangle((120, 8, 1100, 36), 12, fill=(255, 255, 255))
    words(draw, (140, 12), "http://example.invalid/wmcj/", SONG, 18, fill=(90, 90, 96))
    draw.rectangle((0, 44, 1280, 150), fill=(178, 24, 30))
    words(draw, (60, 74), "澜州省药品检查中心", HEI, 44, fill=(255, 244, 214))
    draw.rectangle((60, 180, 1220, 730), fill=(255, 255, 255), outline=(226, 228, 232))
    words(draw, (640, 226), title, HEI, min(34, 1080 // max(1, len(title))), fill=(24, 26, 30), anchor="mm")
    for number, line in enumerate(lines):
        words(draw, (96, 290 + 46 * number), line, SONG, 24, fill=(60, 62, 68))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def poster(title: str, line: str, form: str, *, size=(900, 1200)) -> bytes:
    """A poster as GIF or WebP."""
    width, height = size
    image = Image.new("RGB", size)
    draw = ImageDraw.Draw(image)
    fade(draw, (0, 0, width, height), (188, 20, 26), (238, 130, 60))
    for number in range(9):
        draw.ellipse(
            (width * (number / 8) - 90, height - 150, width * (number / 8) + 90, height + 60), fill=(250, 214, 120)
        )
    words(
        draw, (width / 2, height * 0.3), title, HEI, min(110, round(width * 0.9 / len(title))), fill=YELLOW, anchor="mm"
    )
    words(
        draw,
        (width / 2, height * 0.48),
        line,
        HEI,
        min(46, round(width * 0.9 / len(line))),
        fill=(255, 250, 236),
        anchor="mm",
    )
    buffer = io.BytesIO()
    if form == "GIF":
        image.quantize(64, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(buffer, "GIF")
    else:
        image.save(buffer, form, quality=80)
    return buffer.getvalue()


def fax(pages: list[Image.Image]) -> bytes:
    """Pages as a scanner stores black and white ones: one TIFF, one bit a dot, 200 dots an inch."""
    large = [
        each.convert("L").resize((each.width * 2, each.height * 2)).point(lambda value: 255 if value > 150 else 0)
        for each in pages
    ]
    black = [each.convert("1", dither=Image.Dither.NONE) for each in large]
    buffer = io.BytesIO()
    black[0].save(buffer, "TIFF", save_all=True, append_images=black[1:], compression="group4", dpi=(200, 200))
    return buffer.getvalue()
