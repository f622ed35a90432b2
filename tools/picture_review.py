"""Takes the picture of the review page that the README shows: `tools/picture_review.py REPORTS PICTURE.png`.

Needs the extra `browser`, chromium and chromedriver. REPORTS are those of the issue in `seeds/`.
"""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

KEYS = "jaArAj"
"""Some decisions, so that the page shows what they look like."""


def main(reports: str, picture: str) -> None:
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for switch in ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=1360,900"):
        options.add_argument(switch)
    browser = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    try:
        browser.get((Path(reports).resolve() / "review.html").as_uri())
        for key in KEYS:
            browser.find_element("tag name", "body").send_keys(key)
            time.sleep(0.2)
        browser.save_screenshot(picture)
    finally:
        browser.quit()


if __name__ == "__main__":
    main(*sys.argv[1:])
