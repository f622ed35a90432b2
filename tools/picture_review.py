"""Takes the pictures of the review page that the READMEs show: `tools/picture_review.py PICTURE.png [--lang zh]`.

Needs the extra `browser`, chromium and chromedriver. The page is that of the issue in `seeds/`, made for the picture.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from digitize import words
from digitize.cli import main as digitize

SEEDS = Path(__file__).parents[1] / "seeds"
KEYS = "jaArJJJA"
"""Some decisions, so that the page shows what they look like."""


def picture(page: Path, path: Path) -> None:
    """The page as it looks after some decisions."""
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for switch in ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=1360,900"):
        options.add_argument(switch)
    browser = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    try:
        browser.get(page.as_uri())
        for key in KEYS:
            browser.find_element("tag name", "body").send_keys(key)
            time.sleep(0.2)
        browser.save_screenshot(path)
    finally:
        browser.quit()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", metavar="PICTURE", type=Path)
    parser.add_argument("--lang", choices=words.LANGUAGES, default="en", help="language of the page (default: en)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        digitize(["clean", str(SEEDS), "-o", f"{folder}/text", "--reports", folder, "--lang", arguments.lang])
        picture(Path(folder, "review.html"), arguments.path)


if __name__ == "__main__":
    main()
