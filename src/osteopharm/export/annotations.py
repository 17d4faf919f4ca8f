"""Claims with a quote as W3C Web Annotations: the words, their place, and the claim made of them.

Only claims from a document are exported: the words of other sources do not ship with us.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from osteopharm._suggest import nearest
from osteopharm.attribution import NOT_ADVICE
from osteopharm.compendium import Compendium
from osteopharm.errors import UnknownIdError
from osteopharm.export._terms import BASE, LICENSE, newest_date
from osteopharm.model.claims import EvidenceClaim
from osteopharm.model.documents import Document, Passage

__all__ = ["web_annotations"]

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
AROUND = 32
"""How many characters before and after a quote help to find it."""


def web_annotations(compendium: Compendium, addresses: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Each claim with a quote as an annotation of its document, all in one collection of one page.

    The quote is a TextQuoteSelector and a TextPositionSelector; positions count the characters (code points) of
    ``document.text``. The classification of the claim is given as tags.

    Args:
        compendium: the records.
        addresses: for ids of documents, the address of the page to be annotated; by default a document has the address
            ``urn:osteopharm:`` and its id.

    Raises:
        UnknownIdError: there is no document with an id in ``addresses``.

    >>> import osteopharm
    >>> page = web_annotations(osteopharm.load())["first"]
    >>> page["items"][0]["target"]["selector"][1]
    {'type': 'TextPositionSelector', 'start': 0, 'end': 59}
    """
    addresses = dict(addresses or {})
    for id in addresses:
        if id not in compendium.documents:
            raise UnknownIdError(id, "document", nearest(id, compendium.documents))
    items = [
        _annotation(claim, claim.provenance, addresses)
        for claim in compendium.claims
        if isinstance(claim.provenance, Passage)
    ]
    collection = f"{BASE}annotations"
    date = newest_date(compendium, with_day=True)
    return {
        "@context": CONTEXT,
        "id": collection,
        "type": "AnnotationCollection",
        "label": ["Claims of documents in osteopharm", NOT_ADVICE],
        "creator": _creator(compendium),
        **({"created": f"{date}T00:00:00Z"} if date else {}),
        "rights": LICENSE,
        "total": len(items),
        "first": {
            "id": f"{collection}:1",
            "type": "AnnotationPage",
            "startIndex": 0,
            "items": items,
        },
    }


def _creator(compendium: Compendium) -> dict[str, str]:
    return {"type": "Software", "name": f"osteopharm {compendium.attribution().version}"}


def _annotation(claim: EvidenceClaim, passage: Passage, addresses: Mapping[str, str]) -> dict[str, Any]:
    context = [{**_target(each, addresses), "purpose": "linking"} for each in claim.context]
    return {
        "id": f"{BASE}{claim.id}",
        "type": "Annotation",
        "motivation": "classifying",
        "rights": LICENSE,
        "body": [
            _text(claim.statement, "describing"),
            *(_text(tag, "tagging") for tag in _tags(claim)),
            *([] if claim.note is None else [_text(claim.note, "commenting")]),
            *context,
        ],
        "target": _target(passage, addresses),
    }


def _text(value: str, purpose: str) -> dict[str, str]:
    return {"type": "TextualBody", "value": value, "format": "text/plain", "language": "en", "purpose": purpose}


def _tags(claim: EvidenceClaim) -> Iterable[str]:
    yield f"subject: {claim.subject.id}"
    yield f"relation: {claim.relation.value}"
    yield f"object: {claim.object.id}"
    for axis in ("polarity", "certainty", "held_by", "study_kind", "species", "scope"):
        yield f"{axis.replace('_', ' ')}: {getattr(claim, axis).value}"
    if claim.holder is not None:
        yield f"holder: {claim.holder.id}"
    yield from (f"setting: {each.id}" for each in claim.setting)


def _target(passage: Passage, addresses: Mapping[str, str]) -> dict[str, Any]:
    document, start, end = passage.source, passage.start, passage.end
    before, behind = document.text[max(0, start - AROUND) : start], document.text[end : end + AROUND]
    quote = {
        "type": "TextQuoteSelector",
        "exact": passage.quote,
        **({"prefix": before} if before else {}),
        **({"suffix": behind} if behind else {}),
    }
    position = {"type": "TextPositionSelector", "start": start, "end": end}
    return {"type": "SpecificResource", "source": _address(document, addresses), "selector": [quote, position]}


def _address(document: Document, addresses: Mapping[str, str]) -> str:
    return addresses.get(document.id, f"{BASE}{document.id}")
