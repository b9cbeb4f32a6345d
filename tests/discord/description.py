"""Discord's own description of its API, to hold against what the bot sends; read from where DISCORD_OPENAPI points.

It is not part of this project: without it the tests run all the same, and one of them says what it left out.
"""

import json
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

VARIABLE = "DISCORD_OPENAPI"
AT = "urn:discord"
SNOWFLAKE = 2**40  # ids are above, whatever else is a number below


def given() -> bool:
    return bool(os.environ.get(VARIABLE))


def problems(method: str, path: str, payload: object) -> list[str]:
    """What is wrong with a payload sent to a path; a path that is not described is a problem, too."""
    validator = _validator(method.lower(), path)
    if validator is None:
        return [f"{method} {path} takes no payload"]
    return [
        f"{method} {path}: {error.json_path}: {error.message[:300]}" for error in validator.iter_errors(_spelt(payload))
    ]


@cache
def _document() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(Path(os.environ[VARIABLE]).read_text(encoding="utf-8"))
    return document


@cache
def _registry() -> "Registry[Any]":
    resource: Resource[Any] = Resource.from_contents(_document(), default_specification=DRAFT202012)
    registry: Registry[Any] = Registry().with_resource(AT, resource)
    return registry


def _spelt(payload: Any) -> Any:
    """Ids as text: discord.py sends some as numbers, which Discord takes, though it describes them as text."""
    if isinstance(payload, dict):
        attached = "filename" in payload
        return {name: str(value) if attached and name == "id" else _spelt(value) for name, value in payload.items()}
    if isinstance(payload, list):
        return [_spelt(value) for value in payload]
    return str(payload) if isinstance(payload, int) and payload > SNOWFLAKE else payload


def _validator(method: str, path: str) -> Draft202012Validator | None:
    for template, operations in _matching(path):
        body = operations.get(method, {}).get("requestBody", {}).get("content", {}).get("application/json")
        if body:
            place = f"{AT}#/paths/{_pointer(template)}/{method}/requestBody/content/application~1json/schema"
            return Draft202012Validator({"$ref": place}, registry=_registry())
    return None


def _matching(path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The described paths that fit, those with the fewest blanks first."""
    for template, operations in sorted(_document()["paths"].items(), key=lambda each: each[0].count("{")):
        if re.fullmatch(re.sub(r"\\\{[^/]+?\\\}", "[^/]+", re.escape(template)), path):
            yield template, operations


def _pointer(template: str) -> str:
    escaped = template.replace("~", "~0").replace("/", "~1")
    return escaped.replace("{", "%7B").replace("}", "%7D").replace("@", "%40")
