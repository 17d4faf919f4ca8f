"""The attribution: what a compendium is made of, under which terms, and what it is not."""

from __future__ import annotations

from attrs import frozen

from osteopharm.model.documents import Document
from osteopharm.model.sources import Registry, Source

__all__ = ["Attribution"]

NOT_ADVICE = "This is a record of what its sources say. It is no medical advice, and no clinician has reviewed it."
CODE_LICENSE = "MIT"
DATA_LICENSE = "CC0-1.0 for the records; the text of a document stays under its own terms"


@frozen(kw_only=True)
class Attribution:
    """Versions, digests, licenses, and what a compendium is not.

    Attributes:
        version: the version of osteopharm.
        sources: the sources, each with its license, attribution and digest.
        contents: how many records of each kind there are.
        code_license: the license of the code.
        data_license: the license of the records.
        not_advice: what this is not.

    >>> import osteopharm
    >>> osteopharm.load().attribution().data_license
    'CC0-1.0 for the records; the text of a document stays under its own terms'
    """

    version: str
    sources: tuple[Source, ...]
    contents: str
    code_license: str = CODE_LICENSE
    data_license: str = DATA_LICENSE
    not_advice: str = NOT_ADVICE

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
