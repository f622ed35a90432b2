"""How quick the pages are on which findings are decided, in headless Chromium.

    python tests/bench/review.py [COPIES]

Cleans so many copies of the seed issue (33: ten thousand findings), once as files of their own, once as a single file,
and opens the page over all of them and the page of the single one. Loading is the time until the scripts have run; a
key's time is that until its consequences are laid out, the worst and the median of five presses. Needs chromium,
chromedriver and the extra `browser`.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from digitize.cli import main as digitize

SEED = next((Path(__file__).parents[2] / "seeds").glob("*.txt"))
KEYS = {"next": "j", "accept": "a", "reject": "r", "undo": "u", "next correction": "J"}
LOADED = "const t = performance.getEntriesByType('navigation')[0]; return t.domContentLoadedEventEnd - t.startTime"
PRESS = """
    const began = performance.now();
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: arguments[0], bubbles: true }));
    document.body.offsetHeight;
    return performance.now() - began;
"""


def reports(folder: Path, copies: int) -> dict[str, Path]:
    """The pages of the two runs."""
    seed = SEED.read_text("utf-8")
    many, one = folder / "many", folder / "one"
    for home in (many, one):
        home.mkdir()
    for number in range(copies):
        (many / f"{number}.txt").write_text(seed, "utf-8")
    (one / "one.txt").write_text(seed * copies, "utf-8")
    for home in (many, one):
        digitize(["clean", str(home), "-o", f"{home}-cleaned", "--reports", f"{home}-reports"])
    return {f"{copies} files": Path(f"{many}-reports/review.html"), "one file": Path(f"{one}-reports/one.html")}


def measure(browser: Any, page: Path) -> list[tuple[str, float, float]]:
    browser.get(page.as_uri())
    time.sleep(1)
    figures = [("load", loaded := browser.execute_script(LOADED), loaded)]
    for name, key in (*KEYS.items(), ("accept all alike", "A"), ("undo that", "u")):
        times = []
        for _ in range(5 if name in KEYS else 1):
            times.append(browser.execute_script(PRESS, key))
            time.sleep(0.1)
        figures.append((name, statistics.median(times), max(times)))
    return figures


def main() -> None:
    copies = int(sys.argv[1]) if len(sys.argv) > 1 else 33
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for switch in ("--headless", "--no-sandbox", "--disable-gpu", "--window-size=1440,900"):
        options.add_argument(switch)
    with tempfile.TemporaryDirectory() as folder:
        pages = reports(Path(folder), copies)
        browser = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
        try:
            for name, page in pages.items():
                size = page.stat().st_size / 1e6
                print(f"\n{name}, page of {size:.1f} MB: median and worst, ms")
                for what, median, worst in measure(browser, page):
                    print(f"  {what:18} {median:6.0f} {worst:6.0f}")
                print(f"  {browser.execute_script('return findings.length'):,} findings")
        finally:
            browser.quit()


if __name__ == "__main__":
    main()
