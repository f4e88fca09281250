"""What can be wrong with a string or with its translation: placeholders, tags, plural forms, space."""

import re
from collections import Counter
from functools import lru_cache
from gettext import GNUTranslations
from io import BytesIO

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo

PLACEHOLDER = re.compile(r"%\((\w+)\)([sd])")
TAG = re.compile(r"</?[A-Za-z][^>]*>")
ALLOWED_TAG = re.compile(r"</?(?:a|strong)(?: [^>]*)?>")


def examples(catalog: Catalog) -> list[list[int]]:
    """For each plural form of a language the numbers that take it."""
    return _examples(str(catalog.locale_identifier), catalog.plural_forms, catalog.num_plurals)


@lru_cache
def _examples(language: str, plural_forms: str, forms: int) -> list[list[int]]:
    # A message whose forms are their own numbers, read back as a program reads it.
    probe, compiled = Catalog(language), BytesIO()
    probe.mime_headers = [("Content-Type", "text/plain; charset=utf-8"), ("Plural-Forms", plural_forms)]
    probe.add(("one", "many"), tuple(str(form) for form in range(forms)))
    write_mo(compiled, probe)
    compiled.seek(0)
    translations = GNUTranslations(compiled)
    numbers: list[list[int]] = [[] for _form in range(forms)]
    for number in (*range(130), 1000):
        numbers[int(translations.ngettext("one", "many", number))].append(number)
    return numbers


def faults_of(message: Message, catalog: Catalog) -> list[str]:
    """What is wrong with the translation of a message; an untranslated one has no fault."""
    sources = message.id if isinstance(message.id, tuple) else (message.id,)
    strings = message.string if isinstance(message.string, tuple) else (message.string,)
    if not any(strings):
        return []
    faults = []
    if isinstance(message.id, tuple) and len(strings) != catalog.num_plurals:
        return [f"has {len(strings)} forms and needs {catalog.num_plurals}"]
    if not all(strings):
        faults.append("has an empty form")
    # A form for one or two numbers, such as the Arabic dual, may say the number in the word itself.
    is_for_few = [len(numbers) <= 2 for numbers in examples(catalog)] if isinstance(message.id, tuple) else [False]
    for string, may_drop_number in zip(strings, is_for_few, strict=True):
        faults += _faults_of_form(sources, string, may_drop_number)
    return faults


def _faults_of_form(sources: tuple[str, ...], string: str, may_drop_number: bool) -> list[str]:
    faults = []
    wanted = {name for source in sources for name, _kind in PLACEHOLDER.findall(source)}
    kinds = {found for source in sources for found in PLACEHOLDER.findall(source)}
    given = {name for name, _kind in PLACEHOLDER.findall(string)}
    may_drop = {"num"} if may_drop_number else set()
    faults += [f"unknown placeholder %({name})s" for name in sorted(given - wanted)]
    faults += [f"lost placeholder %({name})s" for name in sorted(wanted - given - may_drop)]
    if set(PLACEHOLDER.findall(string)) - kinds and not given - wanted:
        faults.append("a placeholder has another kind of value")
    if wanted and "%" in PLACEHOLDER.sub("", string).replace("%%", ""):
        faults.append("a bare % beside placeholders")
    if not wanted and re.search(r"%\(", string):
        faults.append("a placeholder where there is none")
    faults += _faults_of_shape(sources[-1], string)
    return faults


def _faults_of_shape(source: str, string: str) -> list[str]:
    faults = []
    if Counter(TAG.findall(source)) != Counter(TAG.findall(string)):
        faults.append(f"tags {TAG.findall(string)} instead of {TAG.findall(source)}")
    if string != string.strip() and source == source.strip():
        faults.append("space at an end")
    if ("\n" in source) != ("\n" in string):
        faults.append("line breaks differ")
    if set(re.findall(r"\{\w*\}", string)) != set(re.findall(r"\{\w*\}", source)):
        faults.append("braces differ")
    return faults


def faults_of_source(message: Message) -> list[str]:
    """What is wrong with a string in the code: placeholders without a name, or tags that no message may hold."""
    sources = message.id if isinstance(message.id, tuple) else (message.id,)
    faults = []
    for source in sources:
        faults += [f"tag {tag}" for tag in TAG.findall(source) if not ALLOWED_TAG.fullmatch(tag)]
        bare = PLACEHOLDER.sub("", source).replace("%%", "")
        if re.search(r"%[a-zA-Z(]", bare):
            faults.append("a placeholder without a name")
        if re.search(r"\{\w*\}", source):
            faults.append("a placeholder in braces")
        if source != source.strip() or "\n" in source:
            faults.append("space at an end or a line break")
    return faults
