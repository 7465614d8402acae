"""An organisation's own look: every colour is readable or refused with one that is, and a logo is a whole picture."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meeting import brand, settings
from meeting.brand import NIGHT, PAPER, READABLE, Brand, Unusable, contrast
from meeting.settings import BadSetting
from meeting.web.assets import STATIC, Assets
from tests.logos import LOGOS, SVG, png

TOKENS = (STATIC / "tokens.css").read_text()
ANY_COLOUR = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def block(css, selector):
    """The custom properties of the first rule with this selector."""
    body = re.search(re.escape(selector) + r" \{(.*?)\}", css, re.DOTALL)[1]
    return dict(re.findall(r"--k-([\w-]+): ([^;]+);", body))


def test_contrast_is_that_of_the_guidelines():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert contrast("#0b5a6f", "#0b5a6f") == 1


@pytest.mark.parametrize(("selector", "grounds"), [(":root", PAPER), ('[data-theme="hall"]', NIGHT)])
def test_colours_are_measured_on_the_backgrounds_there_are(selector, grounds):
    tokens = block(TOKENS, selector)
    whole = [value if len(value) == 7 else "#" + value[1:] * 2 for value in tokens.values()]
    assert dict(zip(tokens, whole, strict=True))["bg"] == grounds[0]
    assert dict(zip(tokens, whole, strict=True))["surface"] == grounds[1]
    assert dict(zip(tokens, whole, strict=True))["surface-2"] == grounds[2]
    on_action = {":root": "#fff", '[data-theme="hall"]': NIGHT[0]}[selector]
    assert tokens["on-action"] == on_action


@given(ANY_COLOUR)
def test_every_colour_is_readable_or_refused_with_the_nearest_that_is(colour):
    try:
        usable = brand.readable_colour(colour)
        assert usable == colour
    except Unusable as refused:
        usable = brand.readable_colour(re.search(r"#[0-9a-f]{6}", str(refused))[0])
        assert usable != colour
    for ground in PAPER:
        assert contrast(usable, ground) >= READABLE


@given(ANY_COLOUR)
def test_by_night_every_colour_is_light_enough_to_read_and_to_write_on(colour):
    found = brand.in_the_dark(colour)
    for ground in NIGHT:
        assert contrast(found, ground) >= READABLE


@given(ANY_COLOUR)
def test_a_colour_is_for_what_people_press_and_never_for_a_vote(colour):
    css = Brand("G", colour).tokens()
    assert set(re.findall(r"--k-[\w-]+(?=:)", css)) == {"--k-action", "--k-action-hover"}
    day, night = block(css, ":root"), block(css, "[data-theme=hall]")
    assert day["action"] == colour
    assert contrast(day["action-hover"], "#ffffff") >= contrast(colour, "#ffffff") - 0.1
    assert contrast(night["action-hover"], NIGHT[0]) >= READABLE
    assert css.count(night["action"]) >= 2  # in the hall, and on a phone that follows a dark device


def test_a_refused_colour_says_what_would_do():
    with pytest.raises(BadSetting, match=r"#836900 \(lightness 26% instead of 50%\)\.\Z"):
        settings.read(colour="#FFCC00")
    assert settings.read(colour="#0B5A6F").brand.colour == "#0b5a6f"


@pytest.mark.parametrize("kind", LOGOS)
def test_a_logo_is_known_by_its_content(tmp_path, kind):
    path = tmp_path / "logo.txt"
    path.write_bytes(LOGOS[kind])
    chosen = settings.read(organisation="Gemeente Voorbeeld", logo=str(path))
    assert chosen.brand.logo.kind == kind
    assert chosen.brand.logo.body == LOGOS[kind]


ENTITY = b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>'


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"<html><body>hi</body></html>",
        b"<svg>no namespace</svg>",
        SVG[:-8],
        ENTITY,
        png()[:-6],
        png()[:40] + b"x" + png()[41:],
        png() + b"<script>",
        png()[:8],
        SVG + b" " * 200_000,
    ],
)
def test_what_is_no_whole_small_picture_is_refused_plainly(tmp_path, content):
    path = tmp_path / "logo.png"
    path.write_bytes(content)
    with pytest.raises(BadSetting, match="KRING_LOGO"):
        settings.read(organisation="Gemeente Voorbeeld", logo=str(path))


def test_a_logo_comes_with_a_name_for_who_cannot_see_it(tmp_path):
    (tmp_path / "logo.svg").write_bytes(SVG)
    with pytest.raises(BadSetting, match="KRING_ORGANISATION"):
        settings.read(logo=str(tmp_path / "logo.svg"))
    with pytest.raises(BadSetting, match="may read"):
        settings.read(organisation="G", logo=str(tmp_path / "none.svg"))


@pytest.mark.parametrize("name", ["two\nlines", "x" * 61, "tab\there"])
def test_a_name_is_one_short_line(name):
    with pytest.raises(BadSetting, match="KRING_ORGANISATION"):
        settings.read(organisation=name)


def test_the_colour_comes_with_the_style_phones_get_anyway():
    plain, own = Assets("1"), Assets("1", brand=Brand("G <b>", "#154273"))
    pages = [re.sub(r"\.[0-9a-f]{16}\.", ".", each.page.body.decode()) for each in (plain, own)]
    assert pages[1] == pages[0].replace('data-organisation=""', 'data-organisation="G &lt;b&gt;"')
    assert b"#154273" in own.named("tokens.css").body
    assert own.named("tokens.css").body.startswith(plain.named("tokens.css").body)
    assert plain.url("tokens.css") != own.url("tokens.css")
    assert plain.logo is None


def test_a_logo_stands_at_an_address_of_its_own_content():
    logos = [Assets("1", brand=Brand("G", logo=brand.Logo(body, kind))) for kind, body in LOGOS.items()]
    for (kind, body), assets in zip(LOGOS.items(), logos, strict=True):
        found = assets.find(Path(assets.logo).name)
        assert found.body == body
        assert found.media_type == {"png": "image/png", "svg": "image/svg+xml"}[kind]
        assert assets.logo == assets.logo
    assert logos[0].logo != logos[1].logo
