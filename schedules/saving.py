"""A change of one file from a page: laid over the folder, checked with the other files, published, and written.

The version is published first and the file renamed into its place after, so that the watcher finds published already
what it then sees saved, and the version keeps the name of the person. What is to come into force later stays out of
the folder until then: what stands in the folder is what is in force.
"""

from __future__ import annotations

import asyncio
import hashlib
import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from schedules import rollback as back
from schedules import store
from schedules.bundle import CALENDAR, OPTIONAL, OVERRIDES, PEOPLE, ROSTERS, Bundle, is_ours, read_what_can_be_read
from schedules.document import parse
from schedules.finding import BadFiles, Bilingual, Finding
from schedules.publish import publish
from schedules.review.check import Checked, checked
from schedules.tree import decode
from schedules.version import PublishedVersion
from storage.database import Database

LONGEST = 200_000
"""Characters of a text from a page. Longer files are edited where they lie: pages must answer while they are typed."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a file is to hold. ``base``: the mark (:func:`mark_of`) of the text that it was written from."""

    name: str
    text: str
    base: str


@dataclass(frozen=True, slots=True)
class Publishing:
    """Who publishes, why, and when; ``active_from``: None, or when it comes into force."""

    who: str
    why: str
    now: datetime
    active_from: datetime | None = None

    @property
    def later(self) -> bool:
        return self.active_from is not None and self.active_from > self.now


class Stale(Exception):
    """The file is no longer what the draft was written from. Carries what it holds now."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(name)
        self.text = text


class UnknownFile(Exception):
    """A name that no page may edit."""


class Folder:
    """``config/`` as the pages see it. One change at a time: each is checked with all that went before it.

    What is replaced by going back is kept in ``replaced``; ``prompts``: the names that can be spoken, None: unknown.
    """

    def __init__(self, db: Database, config: Path, replaced: Path, prompts: Collection[str] | None = None) -> None:
        self._db = db
        self._config = config
        self._schemas = config / "schemas"
        self._replaced = replaced
        self._prompts = prompts
        self._changing = asyncio.Lock()

    @property
    def names(self) -> list[str]:
        """The files that may be edited, those that do not exist yet too: rosters first."""
        rosters = (path for path in sorted((self._config / ROSTERS).glob("*.yaml")) if is_ours(path, self._config))
        return [*(path.relative_to(self._config).as_posix() for path in rosters), CALENDAR, PEOPLE, *OPTIONAL]

    def text(self, name: str) -> str:
        """What the file holds; empty where it does not exist yet. ``BadFiles`` where it is no text as we allow it."""
        if name not in self.names:
            raise UnknownFile(name)
        try:
            return decode(name, (self._config / name).read_bytes())
        except FileNotFoundError:
            return ""

    def schema(self, name: str) -> str | None:
        """The text of a JSON Schema beside the files; None where there is none of that name."""
        return (self._schemas / name).read_text("utf-8") if name in self.schemas else None

    @property
    def schemas(self) -> list[str]:
        """The names of the JSON Schemas beside the files."""
        return sorted(path.name for path in self._schemas.glob("*.json"))

    def look(self, name: str, text: str, now: datetime) -> Checked:
        """Everything that is wrong, or probably not meant, with this text in the file's place."""
        return checked(*self._laid_over(name, text), now, self._prompts)

    async def save(self, draft: Draft, publishing: Publishing) -> PublishedVersion:
        """Publish the draft together with the other files, and write it.

        Raises :class:`Stale`, ``BadFiles`` with all findings, ``OSError`` where the folder cannot be written; then
        nothing has changed.
        """
        async with self._changing:
            return await self._save(draft, publishing)

    async def change(self, name: str, edit: Callable[[str], str], publishing: Publishing) -> PublishedVersion:
        """Publish what ``edit`` makes of the file as it is now; raises what that raises, and as :meth:`save`."""
        async with self._changing:
            now = await asyncio.to_thread(self.text, name)
            parse(name, now)
            return await self._save(Draft(name, await asyncio.to_thread(edit, now), mark_of(now)), publishing)

    async def order(self, edit: Callable[[str], str], publishing: Publishing) -> PublishedVersion:
        """The same of ``overrides.yaml``, whatever is wrong with other files: what is ordered in an emergency is
        then published over the version in force, whose texts are good."""
        async with self._changing:
            now = await asyncio.to_thread(self.text, OVERRIDES)
            parse(OVERRIDES, now)
            draft = Draft(OVERRIDES, await asyncio.to_thread(edit, now), mark_of(now))
            try:
                return await self._save(draft, publishing)
            except BadFiles:
                return await self._save(draft, publishing, over=await self._in_force(publishing.now))

    async def go_back(self, wanted: PublishedVersion, publishing: Publishing) -> PublishedVersion:
        """Publish an earlier version anew and bring its files back; what they replace is kept."""
        async with self._changing:
            what = publishing
            version, bundle = await back.rollback(self._db, wanted, who=what.who, why=what.why, now=what.now)
            await asyncio.to_thread(self._restore, bundle, what.now)
            return version

    def _laid_over(self, name: str, text: str) -> tuple[Bundle, list[Finding]]:
        """The folder's texts with this one in its place, and what cannot be read of them."""
        if name not in self.names:
            raise UnknownFile(name)
        bundle, findings = read_what_can_be_read(self._config, {})
        findings = [one for one in findings if one.file != name]
        try:
            return replace(bundle, files={**bundle.files, name: _short_enough(name, text)}), findings
        except BadFiles as bad:
            return bundle, [*findings, *bad.findings]

    def differing(self, bundle: Bundle) -> list[str]:
        """Names of the files that are not those of the version."""
        return back.differing(self._config, bundle)

    def _restore(self, bundle: Bundle, now: datetime) -> list[str]:
        return back.restore(self._config, bundle, self._replaced / f"{now:%Y%m%dT%H%M%S}")

    async def _in_force(self, now: datetime) -> Bundle:
        async with self._db.reading() as tx:
            active = await store.in_force(tx, now)
            return await store.load(tx, active.hash) if active else Bundle({})

    async def _save(self, draft: Draft, what: Publishing, over: Bundle | None = None) -> PublishedVersion:
        current = await asyncio.to_thread(self.text, draft.name)
        if mark_of(current) != draft.base:
            raise Stale(draft.name, current)
        bundle, findings = await asyncio.to_thread(self._laid_over, draft.name, draft.text)
        if over is not None:
            bundle, findings = replace(over, files={**over.files, draft.name: draft.text}), []
        if findings:
            raise BadFiles(findings)
        path = None if what.later else self._config / draft.name
        with _laid_beside(path, bundle.files[draft.name]) as put_in_place:
            version = await publish(
                self._db, bundle, who=what.who, why=what.why, now=what.now, active_from=what.active_from
            )
            put_in_place()
        return version


def mark_of(text: str) -> str:
    """By which a text is known again."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _short_enough(name: str, text: str) -> str:
    """The text, as a file of it would be read. ``BadFiles`` where it is too long, or cannot be written."""
    if len(text) > LONGEST:
        problem = Bilingual(f"超过 {LONGEST} 字符，网页中不能编辑", f"longer than {LONGEST} characters")
        remedy = Bilingual("请检查是否贴错了内容", "check that the right text was pasted")
        raise BadFiles([Finding(name, 1, 1, problem, remedy)])
    return text.removeprefix("\ufeff")


@contextmanager
def _laid_beside(path: Path | None, text: str) -> Iterator[Callable[[], object]]:
    """The text, written whole beside its place under a name that no watcher takes for ours; what is called puts it
    there, when only a rename is left that could fail."""
    if path is None:
        yield lambda: None
        return
    temporary = path.with_name(f".{path.name}.part")
    try:
        temporary.write_bytes(text.encode("utf-8", "surrogatepass"))  # what is no text is refused when published
        if path.exists():
            shutil.copymode(path, temporary)
        yield lambda: temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
