"""The attribution: what a compendium is made of, under which licenses, and what it is not: medical advice."""

from __future__ import annotations

from attrs import frozen

from osteopharm._words import counted
from osteopharm.model.documents import Document
from osteopharm.model.sources import Registry, Source

__all__ = ["Attribution"]

NOT_ADVICE = (
    "The records report what their sources say. They are not medical advice, and no clinician has reviewed them."
)
CODE_LICENSE = "MIT"
DATA_LICENSE = "CC0-1.0 for the records; the text of a document stays under its own terms"


@frozen(kw_only=True, repr=False)
class Attribution:
    """The version, the sources and the licenses of a compendium. `str` gives all of it.

    >>> import osteopharm
    >>> osteopharm.load().attribution().data_license
    'CC0-1.0 for the records; the text of a document stays under its own terms'
    """

    version: str
    """The version of osteopharm."""
    sources: tuple[Source, ...]
    """The sources, each with its license, attribution and digest if it has them."""
    contents: str
    """The number of records of each type, in words."""
    code_license: str = CODE_LICENSE
    """The license of the code."""
    data_license: str = DATA_LICENSE
    """The license of the records."""
    not_advice: str = NOT_ADVICE
    """What the records are not."""

    def __repr__(self) -> str:
        return f"<Attribution: osteopharm {self.version}, {counted(len(self.sources), 'source')}>"

    def __str__(self) -> str:
        lines = [
            f"osteopharm {self.version}",
            self.contents,
            self.not_advice,
            f"code: {self.code_license}",
            f"data: {self.data_license}",
        ]
        for source in self.sources:
            lines.append(f"source: {source.name if isinstance(source, Document) else source}")
            if isinstance(source, Document):
                lines += [f"  text: {source.attribution}", f"  sha256: {source.sha256}"]
            if isinstance(source, Document | Registry):
                lines.append(f"  terms: {source.license}")
        return "\n".join(lines)
