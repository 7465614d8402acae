"""A page's script is written in modules and goes over the line as one file."""

import re
from pathlib import Path

import pytest

from meeting.web.assets import STATIC
from meeting.web.scripts import joined

MODULES = {
    "page.js": "import { draw } from './dom.js';\nimport {\n  say,\n} from './saying.js';\n\ndraw(say());\n",
    "saying.js": "import { draw } from './dom.js';\nexport const say = () => draw;\n",
    "dom.js": "export function draw() {}\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in MODULES.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def test_what_is_imported_stands_once_and_before_who_imports_it(folder):
    assert joined(folder, "page.js") == "function draw() {}\nconst say = () => draw;\n\ndraw(say());\n"


def test_a_script_of_its_own_stays_as_it_is():
    assert joined(STATIC, "room.js") == (STATIC / "room.js").read_text()


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        (
            "dom.js",
            "import { say } from './saying.js';\nexport function draw() {}\n",
            "ring: page.js → dom.js → saying.js",
        ),
        ("saying.js", "const draw = 1;\nexport const say = 2;\n", "dom.js and saying.js both have a draw"),
        ("saying.js", "export default 1;\n", "saying.js is not made to be joined: export default"),
        ("saying.js", "import * as dom from './dom.js';\n", "saying.js is not made to be joined: import"),
    ],
)
def test_what_cannot_be_joined_is_found_when_the_server_starts(folder, name, text, complaint):
    (folder / name).write_text(text)
    with pytest.raises(ValueError, match=complaint):
        joined(folder, "page.js")


@pytest.mark.parametrize("name", ["phone.js", "host.js", "ordering.js"])
def test_a_light_page_asks_for_one_script(name):
    assert not re.search(r"^(import|export)\b", joined(STATIC, name), re.M)
