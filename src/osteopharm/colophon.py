"""The colophon: what a compendium is made of, under which terms, and what it is not."""

from __future__ import annotations

from attrs import frozen

from osteopharm.model.documents import Document
from osteopharm.model.sources import Register, Source

__all__ = ["Colophon"]

NOT_ADVICE = "This is a record of what its sources say. It is no medical advice, and no clinician has reviewed it."
CODE_LICENCE = "MIT"
DATA_LICENCE = "CC0-1.0 for the records; the text of a document stays under its own terms"


@frozen(kw_only=True)
class Colophon:
    """Versions, digests, licences, and what a compendium is not.

    Attributes:
        version: the version of osteopharm.
        sources: the sources, each with its licence, attribution and digest.
        contents: how many records of each kind there are.
        code_licence: the licence of the code.
        data_licence: the licence of the records.
        not_advice: what this is not.

    >>> import osteopharm
    >>> osteopharm.load().colophon().data_licence
    'CC0-1.0 for the records; the text of a document stays under its own terms'
    """

    version: str
    sources: tuple[Source, ...]
    contents: str
    code_licence: str = CODE_LICENCE
    data_licence: str = DATA_LICENCE
    not_advice: str = NOT_ADVICE

    def __str__(self) -> str:
        lines = [
            f"osteopharm {self.version}",
            self.contents,
            self.not_advice,
            f"code: {self.code_licence}",
            f"data: {self.data_licence}",
        ]
        for source in self.sources:
            lines.append(f"source: {source.name if isinstance(source, Document) else source}")
            if isinstance(source, Document):
                lines += [f"  text: {source.attribution}", f"  sha256: {source.sha256}"]
            if isinstance(source, Document | Register):
                lines.append(f"  terms: {source.licence}")
        return "\n".join(lines)
