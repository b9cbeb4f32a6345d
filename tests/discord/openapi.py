"""Checks payloads against Discord's own description of its API, the file named by DISCORD_OPENAPI.

The file is not part of this project. Without it, the other tests run without this check, and the tests of this module
are skipped.
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
BASE_URI = "urn:discord"
MIN_ID = 2**40  # Discord's ids are above this, and all other numbers below


def available() -> bool:
    return bool(os.environ.get(VARIABLE))


def problems(method: str, path: str, payload: object) -> list[str]:
    """The errors of a payload sent to a path; a path that is not described is an error, too."""
    validator = _validator(method.lower(), path)
    if validator is None:
        return [f"{method} {path} takes no payload"]
    return [
        f"{method} {path}: {error.json_path}: {error.message[:300]}"
        for error in validator.iter_errors(_ids_as_text(payload))
    ]


@cache
def _document() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(Path(os.environ[VARIABLE]).read_text(encoding="utf-8"))
    return document


@cache
def _registry() -> "Registry[Any]":
    resource: Resource[Any] = Resource.from_contents(_document(), default_specification=DRAFT202012)
    registry: Registry[Any] = Registry().with_resource(BASE_URI, resource)
    return registry


def _ids_as_text(payload: Any) -> Any:
    """The payload with ids as text: discord.py sends some as numbers, which Discord accepts but does not describe."""
    if isinstance(payload, dict):
        attached = "filename" in payload
        return {
            name: str(value) if attached and name == "id" else _ids_as_text(value) for name, value in payload.items()
        }
    if isinstance(payload, list):
        return [_ids_as_text(value) for value in payload]
    return str(payload) if isinstance(payload, int) and payload > MIN_ID else payload


def _validator(method: str, path: str) -> Draft202012Validator | None:
    for template, operations in _matching(path):
        body = operations.get(method, {}).get("requestBody", {}).get("content", {}).get("application/json")
        if body:
            place = f"{BASE_URI}#/paths/{_pointer(template)}/{method}/requestBody/content/application~1json/schema"
            return Draft202012Validator({"$ref": place}, registry=_registry())
    return None


def _matching(path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The described paths that match, those with the fewest parameters first."""
    for template, operations in sorted(_document()["paths"].items(), key=lambda item: item[0].count("{")):
        if re.fullmatch(re.sub(r"\\\{[^/]+?\\\}", "[^/]+", re.escape(template)), path):
            yield template, operations


def _pointer(template: str) -> str:
    escaped = template.replace("~", "~0").replace("/", "~1")
    return escaped.replace("{", "%7B").replace("}", "%7D").replace("@", "%40")
