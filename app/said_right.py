"""Values that must be of some form, refused where they stand in the file."""

from __future__ import annotations

from collections.abc import Callable

from schedules.document import Bilingual, Section

_NAME = Bilingual(
    "用小写字母开头，只含小写字母、数字、连字符", "a small letter first, then small letters, digits, hyphens"
)


def refuse(
    section: Section, key: str, form: Callable[[str], object], problem: Bilingual, remedy: Bilingual
) -> tuple[str, ...]:
    """The texts of a key. Those that ``form`` raises ValueError for become findings; ``{}`` is where they are named."""
    said = section.texts(key)
    for place, text in enumerate(said):
        try:
            form(text)
        except ValueError:
            words = Bilingual(problem.zh.replace("{}", text), problem.en.replace("{}", text))
            section.fail(key, words, remedy, item=place)
    return said


def refuse_keys(section: Section, form: Callable[[str], object]) -> None:
    """The keys of a section are names, and Asterisk must be able to read them."""
    for key in section.names:
        try:
            form(key)
        except ValueError:
            section.fail_key(key, Bilingual(f"“{key}” 不能作为名称", f"“{key}” cannot be a name"), _NAME)
