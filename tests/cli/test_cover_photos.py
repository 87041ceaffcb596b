"""`--cover-photos`: blank portraits and icons go as well."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw

from commandline import sealcase


def test_every_portrait_goes_on_demand_even_one_that_shows_nothing(tmp_path: Path) -> None:
    shot = tmp_path / "shot.png"
    picture = Image.new("RGB", (400, 800), (245, 245, 245))
    ImageDraw.Draw(picture).rectangle((40, 300, 100, 360), fill=(220, 90, 90))
    picture.save(shot)

    def photos(*options: str) -> list[str]:
        (exhibit,) = sealcase("scan", shot, "--json", *options).json["exhibits"]
        return [finding["action"] for finding in exhibit["findings"] if finding["entity"] == "PHOTO"]

    assert photos() == []
    assert photos("--cover-photos") == ["remove"]
    copies = tmp_path / "copies"
    assert sealcase("redact", shot, "-o", copies, "--cover-photos").status == 0
    (copy,) = copies.iterdir()
    assert (220, 90, 90) not in {colour for _, colour in Image.open(copy).convert("RGB").getcolors(1 << 20) or ()}
