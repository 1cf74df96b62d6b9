"""One file to open in a browser: everything that is shown, drawn by the sandbox's own page."""

import base64
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bot import sandbox
from tests.gallery.company import PEOPLE, Company
from tests.gallery.shown import Shown
from tests.support.world import TEAMS

OWN = Path(__file__).parent / "page"
SANDBOX = Path(sandbox.__file__).parent / "page"
# Of each kind on each side, as many as differ in their blocks, up to this many.
AT_MOST = 6
_SERVED = re.compile(r'url\("/static/([^"]+\.woff2)"\)')
_RELATIVE = re.compile(r'(from|import) "\./')


def write(target: Path, ordinary: Company, worst: Company, problems: Mapping[int, Sequence[str]]) -> None:
    """`problems` by the id() of what is shown."""
    names = sorted({one.name for company in (ordinary, worst) for one in company.shown})
    kinds = [
        {"name": name, "ordinary": _cases(ordinary, name, problems), "worst": _cases(worst, name, problems)}
        for name in names
    ]
    data = {"workspace": _workspace(ordinary), "now": ordinary.now_is.isoformat(), "kinds": kinds}
    page = (OWN / "index.html").read_text()
    for mark, text in {
        "/*styles*/": _styles(),
        "/*modules*/": json.dumps({"imports": _modules()}),
        "/*data*/": json.dumps(data).replace("<", "\\u003c"),
    }.items():
        page = page.replace(mark, text)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(page)


def _cases(company: Company, name: str, problems: Mapping[int, Sequence[str]]) -> list[dict[str, Any]]:
    """Those with problems first, then those that are least like what is chosen already."""
    found = [one for one in company.shown if one.name == name]
    chosen: dict[str, Shown] = {}
    for one in sorted(found, key=lambda one: not problems.get(id(one))):
        chosen.setdefault(_form(one), one)
    return [
        {
            "surface": one.surface,
            "how": one.how,
            "text": one.text,
            "blocks": one.blocks,
            "view": {key: one.view[key] for key in ("title", "submit", "close") if key in one.view},
            "problems": list(problems.get(id(one), ())),
        }
        for one in [*chosen.values()][:AT_MOST]
    ]


def _form(shown: Shown) -> str:
    """What it looks like, whatever it says."""
    return " ".join(block["type"] + str(len(block.get("elements", ()))) for block in shown.blocks)


def _workspace(company: Company) -> dict[str, Any]:
    users = [
        {"id": company.slack(name), "name": name, "real_name": company.texts.person(name), "tz": zone}
        for name, zone in PEOPLE.items()
    ]
    channels = [
        {"id": "C" + name.upper(), "name": name, "members": [one["id"] for one in users]} for name in TEAMS
    ]
    return {"users": users, "channels": channels, "app": {"name": "Throughline"}}


def _styles() -> str:
    """With the fonts inside: there is no server beside the file, and not every machine has every emoji."""
    styles = "\n".join(one.read_text() for one in [*sorted(SANDBOX.glob("*.css")), OWN / "gallery.css"])
    return _SERVED.sub(lambda found: f'url("{_font(SANDBOX / found[1])}")', styles)


def _font(file: Path) -> str:
    return "data:font/woff2;base64," + base64.b64encode(file.read_bytes()).decode()


def _modules() -> dict[str, str]:
    """The scripts inside the page: a browser takes none from files beside it."""
    files = {f"sandbox/{one.name}": one for one in SANDBOX.glob("*.js")}
    files["gallery/gallery.js"] = OWN / "gallery.js"
    return {name: _inside(one.read_text()) for name, one in files.items()}


def _inside(script: str) -> str:
    named = _RELATIVE.sub(r'\1 "sandbox/', script)
    return "data:text/javascript;base64," + base64.b64encode(named.encode()).decode()
