"""manifest.json: describes a generation, with the stage versions that made it and the digest of each file.

It has a digest of its own, which covers the generation's name and archive too. So a generation is refused in the folder
of another one, and in the index of another archive.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Self

from retrieval.errors import EncoderMismatch, IndexDamaged, IndexTooNew, IndexTooOld
from retrieval.index import stages

MANIFEST, CHECKSUM = "manifest.json", "sha256"


@dataclass(frozen=True, slots=True)
class Manifest:
    format: int  # stages.LAYOUT when it was built
    encoder: str
    dim: int
    built: str  # UTC, ISO 8601
    fingerprint: str  # digest of the archive and the settings that the generation was built from
    articles: int
    passages: int
    quotations: int
    skipped: int
    name: str = ""  # the generation's name, which its folder has as well
    archive: str = ""  # the id of the index that it was built for (generation.archive_id)
    parent: str = ""  # the name of the generation that was current when it was built; empty for the first
    stages: dict[str, int] = field(default_factory=lambda: dict(stages.VERSIONS))  # stages.VERSIONS when it was built
    encode_backend: str = ""  # how new passages were encoded; empty if there were none
    search: dict[str, Any] = field(default_factory=dict)  # how vectors are searched, with the measured recall
    files: dict[str, str] = field(default_factory=dict)  # path below the folder → sha256

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read the manifest of a generation whose layout this program knows. Its stages may be of other versions.

        Raises IndexTooOld or IndexTooNew if the layout is another one. Raises IndexDamaged if the file cannot be read,
        or is the manifest of another generation.
        """
        try:
            values: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            layout = values["format"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexDamaged(folder, f"{MANIFEST} cannot be read") from error
        if not isinstance(layout, int):
            raise IndexDamaged(folder, f"{MANIFEST} has format {layout!r}")
        if layout > stages.LAYOUT:
            raise IndexTooNew(folder, "format", layout, stages.LAYOUT)
        if layout < stages.LAYOUT:
            raise IndexTooOld(folder)
        if values.pop(CHECKSUM, None) != _checksum(values):
            raise IndexDamaged(folder, f"{MANIFEST} has changed since it was written")
        if values.keys() != {known.name for known in fields(cls)}:
            raise IndexDamaged(folder, f"{MANIFEST} lacks or adds a key")
        if not isinstance(values["files"], dict) or not isinstance(values["stages"], dict):
            raise IndexDamaged(folder, f"{MANIFEST} lacks its files or stages")
        if values["name"] != folder.name.partition(".")[0]:  # a draft's folder has a suffix
            raise IndexDamaged(folder, f"it is generation {values['name']!r} under another name")
        return cls(**values)

    @classmethod
    def read_for(cls, encoder: str, folder: Path) -> Self:
        """Read the manifest like `read`, but also refuse other stage versions (IndexTooOld, IndexTooNew) and encoders.

        Raises EncoderMismatch if another encoder than `encoder` made the generation.
        """
        manifest = cls.read(folder)
        manifest.require_current_stages(folder)
        if manifest.encoder != encoder:
            raise EncoderMismatch(folder, manifest.encoder, encoder)
        return manifest

    def require_current_stages(self, folder: Path) -> None:
        """Raise IndexTooOld or IndexTooNew if the generation in `folder` was made by another version of a stage."""
        for stage, version in stages.VERSIONS.items():
            built_by = self.stages.get(stage, 0)
            if built_by > version:
                raise IndexTooNew(folder, stage, built_by, version)
            if built_by < version:
                raise IndexTooOld(folder)

    def write(self, folder: Path) -> None:
        values = asdict(self)
        text = json.dumps(values | {CHECKSUM: _checksum(values)}, indent=2)
        (folder / MANIFEST).write_text(f"{text}\n", encoding="utf-8")


def _checksum(values: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()
