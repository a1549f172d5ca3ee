"""What reading a scan costs beside bare Tesseract: ten pages, the same pixels, start-up included.

Run `python benchmarks/ocr_cost.py`. Prints CPU seconds a page of both, each in a process of its own
so that start-up counts, and their ratio (goal: at most 1.15).
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

PAGES, DPI = 10, 200
_ITEMS = (
    "Sechskantschraube M8x40 verzinkt",
    "Hydraulic hose 2SN DN12, 4 m",
    "Dichtring 45x62x8 NBR",
    "Bearing unit UCP 205",
)


def page(seed: int) -> Image.Image:
    """An invoice as a scanner delivers it: a lean of up to 1.5 degrees, noise, uneven light."""
    noise = np.random.default_rng(seed)
    sheet = Image.new("L", (round(8.27 * DPI), round(11.69 * DPI)), 255)
    pen = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(size=26)
    pen.text(
        (130, 120), f"Nordwerk Hydraulik GmbH\nRechnung {4700 + seed}\nDatum 0{seed % 9 + 1}.03.2026", 0, font=font
    )
    for row in range(34):
        amount = noise.integers(100, 99_999) / 100
        line = f"{row + 1:>3}   {_ITEMS[row % 4]:<40}"
        pen.text((130, 320 + 46 * row), line, 0, font=font)
        pen.text((1150, 320 + 46 * row), f"{noise.integers(1, 90)} ST", 0, font=font)
        pen.text((1380, 320 + 46 * row), f"{amount:,.2f}", 0, font=font)
    leaned = sheet.rotate(float(noise.uniform(-1.5, 1.5)), Image.Resampling.BICUBIC, fillcolor=255)
    pixels = np.asarray(leaned, dtype=np.float32) * np.linspace(0.86, 0.97, sheet.height, dtype=np.float32)[:, None]
    return Image.fromarray(np.clip(pixels + noise.normal(0, 6, pixels.shape), 0, 255).astype(np.uint8))


def stack() -> bytes:
    """Ten pages as one TIFF."""
    frames = [page(seed) for seed in range(PAGES)]
    out = io.BytesIO()
    frames[0].save(out, "TIFF", save_all=True, append_images=frames[1:], dpi=(DPI, DPI), compression="tiff_lzw")
    return out.getvalue()


def bare(path: Path) -> None:
    """The pages by tesserocr alone: psm 3, eng+deu."""
    import tesserocr
    from PIL import ImageSequence

    from extractors.pages.tessdata import tessdata_folder

    api = tesserocr.PyTessBaseAPI(path=str(tessdata_folder()), lang="eng+deu", psm=tesserocr.PSM.AUTO)
    for frame in ImageSequence.Iterator(Image.open(path)):
        grey = frame.convert("L")
        api.SetImageBytes(grey.tobytes(), grey.width, grey.height, 1, grey.width)
        api.SetSourceResolution(DPI)
        api.GetTSVText(0)


def ours(path: Path) -> None:
    """The pages by our reader of pages."""
    from extractors.pages import pages_of

    pages_of(path.read_bytes(), "tiff")


def cost(mode: str, path: Path) -> float:
    """CPU seconds a page of a fresh process in one mode."""
    before = _spent()
    subprocess.run([sys.executable, __file__, mode, str(path)], check=True)
    return (_spent() - before) / PAGES


def _spent() -> float:
    import resource

    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Both, in turn, twice; the best of each counts."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "stack.tif"
        path.write_bytes(stack())
        start = time.perf_counter()
        rounds = [(cost("bare", path), cost("ours", path)) for _ in range(2)]
    alone, whole = (min(figures) for figures in zip(*rounds, strict=True))
    print(f"bare tesserocr {alone:.3f} s, our pages {whole:.3f} s of CPU a page, ratio {whole / alone:.3f}")
    print(f"({PAGES} pages at {DPI} dpi, best of 2, {time.perf_counter() - start:.0f} s)")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        {"bare": bare, "ours": ours}[sys.argv[1]](Path(sys.argv[2]))
    else:
        main()

__all__ = ["main"]
