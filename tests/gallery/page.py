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

OWN = Path(__file__).parent / "page"
SANDBOX = Path(sandbox.__file__).parent / "page"
# Of each kind on each side, as many as differ in their blocks, up to this many.
AT_MOST = 6
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
    return {"users": users, "channels": [], "app": {"name": "Throughline"}}


def _styles() -> str:
    return "\n".join(one.read_text() for one in [*sorted(SANDBOX.glob("*.css")), OWN / "gallery.css"])


def _modules() -> dict[str, str]:
    """The scripts inside the page: a browser takes none from files beside it."""
    files = {f"sandbox/{one.name}": one for one in SANDBOX.glob("*.js")}
    files["gallery/gallery.js"] = OWN / "gallery.js"
    return {name: _inside(one.read_text()) for name, one in files.items()}


def _inside(script: str) -> str:
    named = _RELATIVE.sub(r'\1 "sandbox/', script)
    return "data:text/javascript;base64," + base64.b64encode(named.encode()).decode()
