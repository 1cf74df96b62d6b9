"""Uploaded images in blocks: named by id or address, shown from here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.sandbox.blockkit.engine import Json, Problem
from bot.sandbox.blockkit.payloads import every_block
from bot.sandbox.items import File


def fill_in(files: Mapping[str, File], blocks: list[Json]) -> list[Problem]:
    """Gives each uploaded image in the blocks its address; returns a problem for each that isn't there."""
    problems = []
    for pointer, image in _images(blocks):
        named = image["slack_file"]
        file = files.get(named.get("id", "")) or _at(files, named.get("url"))
        if file is None or not file.mimetype.startswith("image/"):
            problems.append(Problem("invalid slack file", pointer=f"{pointer}/slack_file"))
        else:
            image["slack_file"] = {"id": file.id, "url": file.url}
    return problems


def _at(files: Mapping[str, File], url: str | None) -> File | None:
    return next((file for file in files.values() if file.url == url), None)


def _images(blocks: list[Json]) -> Iterator[tuple[str, Json]]:
    for pointer, block in every_block(blocks):
        kind = block["type"]
        if kind == "image" and "slack_file" in block:
            yield pointer, block
        elif kind == "section" and "slack_file" in block.get("accessory", ()):
            yield f"{pointer}/accessory", block["accessory"]
        elif kind == "context":
            for place, element in enumerate(block["elements"]):
                if "slack_file" in element:
                    yield f"{pointer}/elements/{place}", element
