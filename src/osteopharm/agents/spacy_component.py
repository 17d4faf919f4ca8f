"""The spaCy component ``osteopharm``: medications, classes and concepts as spans of a document.

spaCy finds it by its entry point: ``nlp.add_pipe("osteopharm")`` needs no import. Needs the extra ``spacy``.
"""

# spaCy with pydantic 1 reads the annotations of factories only where they are evaluated, so they are not postponed.
import re
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from importlib.util import find_spec
from typing import Any, cast

from attrs import field, frozen

from osteopharm.compendium import Compendium
from osteopharm.errors import MissingExtraError
from osteopharm.io import load, load_json
from osteopharm.model.entities import Combination, Concept, DrugClass, Medication
from osteopharm.model.enums import EntityKind
from osteopharm.model.products import Brand
from osteopharm.names.codes import system_of
from osteopharm.names.identification import Identification
from osteopharm.names.kinds import kinds_of

if find_spec("spacy") is None:
    raise MissingExtraError("spacy")

from spacy.language import Language
from spacy.tokens import Doc, Span

__all__ = ["OsteopharmComponent", "SpanData", "make_component"]

NAME = "osteopharm"
"""The name of the component, of the extension of spans, and of its part of ``doc.user_data``."""

_STRENGTH = re.compile(
    r"[®™\s(),:-]{0,3}\d{1,5}(?:[.,]\d{1,4})?\s?"
    r"(?:mg|mcg|µg|μg|ug|g|micrograms?|milligrams?|iu|units?)\b(?:\s?/\s?\d{0,4}(?:[.,]\d{1,3})?\s?ml\b)?",
    re.IGNORECASE,
)
"""A strength directly after a name. What is further away may belong to something else."""


@frozen(kw_only=True, repr=False)
class SpanData:
    """What a span names: ``span._.osteopharm``.

    The offsets are those of the name itself, where the tokens around it are longer: ``zoledronate5mg``.

    Attributes:
        start_char: the offset of the first character in the text of the document.
        end_char: the offset after the last character.
        text: the words.
        entity: the medication, combination, class or concept.
        brand: the brand by which it is named, or None.
        product_text: the words of a medication with the strength directly after them.
    """

    start_char: int
    end_char: int
    text: str
    entity: Medication | Combination | DrugClass | Concept
    brand: Brand | None
    product_text: str
    _compendium: Compendium = field(eq=False, alias="compendium")

    @cached_property
    def product(self) -> Identification | None:
        """The product that the name and its strength give: strength, products, interval; None for other entities."""
        is_drug = isinstance(self.entity, Medication | Combination)
        return self._compendium.identify(self.product_text) if is_drug else None

    @property
    def drug_classes(self) -> tuple[DrugClass, ...]:
        """The classes: those of the medications, or the class itself; none for a concept."""
        match self.entity:
            case Medication():
                return self.entity.classes
            case Combination():
                return tuple(dict.fromkeys(each for part in self.entity.components for each in part.classes))
            case DrugClass():
                return (self.entity,)
            case _:
                return ()

    @property
    def labeled_for_osteoporosis(self) -> bool | None:
        """Whether the product is labeled for osteoporosis; None where that does not follow."""
        return None if self.product is None else self.product.labeled_for_osteoporosis

    def __repr__(self) -> str:
        return f"<SpanData {self.text!r} ({self.start_char} to {self.end_char}): {self.entity.id}>"


@frozen(kw_only=True)
class OsteopharmComponent:
    """Puts what a text mentions into ``doc.spans`` and, where nothing overlaps, into ``doc.ents``.

    Each span has the kind as its label (``MEDICATION``, ``DRUG_CLASS``, ``OUTCOME`` ...), the id or a code in
    ``kb_id_``, and a `SpanData` in ``span._.osteopharm``.

    Attributes:
        kinds: the kinds to find.
        span_key: the key in ``doc.spans``.
        system: the system of the codes in ``kb_id_``; the ids of osteopharm if None.
        set_ents: whether to add the spans to ``doc.ents``.
        overwrite_ents: whether they replace entities with which they overlap.
        data: a file that `osteopharm.dump_json` wrote, in place of the bundled records.

    >>> import spacy
    >>> nlp = spacy.blank("en")
    >>> component = nlp.add_pipe("osteopharm", config={"system": "atc"})
    >>> [(span.text, span.label_, span.kb_id_) for span in nlp("She took Fosamax 70 mg weekly.").ents]
    [('Fosamax', 'MEDICATION', 'M05BA04')]
    """

    kinds: frozenset[EntityKind]
    span_key: str
    system: str | None
    set_ents: bool
    overwrite_ents: bool
    data: str | None

    def __call__(self, doc: Doc) -> Doc:
        """The document with its spans."""
        mentions = _compendium(self.data).find_mentions(doc.text, kinds=self.kinds)
        stored = doc.user_data.setdefault(NAME, {})
        spans: list[Span] = []
        for mention in mentions:
            id = f"{self.span_key}:{mention.start}-{mention.end}"
            stored[id] = [self.data, mention.entity.id, mention.brand.name if mention.brand else None]
            # Where tokens are longer than the name, the span has whole tokens, and its id the exact place. Expanded to
            # tokens there is always a span.
            span = doc.char_span(
                mention.start,
                mention.end,
                label=_label(mention.entity),
                kb_id=self._kb_id(mention.entity),
                span_id=id,
                alignment_mode="expand",
            )
            spans.append(cast("Span", span))
        doc.spans[self.span_key] = spans
        if self.set_ents and spans:
            first, then = (spans, doc.ents) if self.overwrite_ents else (doc.ents, spans)
            doc.ents = [*_apart([*first, *then])]
        return doc

    def _kb_id(self, entity: Medication | Combination | DrugClass | Concept) -> str:
        if self.system is None:
            return entity.id
        identifiers = entity.xrefs if isinstance(entity, Concept) else entity.identifiers
        return next((each.local for each in identifiers if each.prefix == self.system), "")


def _apart(spans: Iterable[Span]) -> Iterator[Span]:
    """The spans that share no token with an earlier one."""
    taken: set[int] = set()
    for span in spans:
        tokens = range(span.start, span.end)
        if taken.isdisjoint(tokens):
            taken.update(tokens)
            yield span


def _label(entity: Medication | Combination | DrugClass | Concept) -> str:
    kind = EntityKind.MEDICATION if isinstance(entity, Combination) else entity.kind
    return kind.name


@cache
def _compendium(data: str | None) -> Compendium:
    return load() if data is None else load_json(data)


@Language.factory(
    NAME,
    assigns=["doc.spans", "doc.ents"],
    default_config={
        "kinds": [EntityKind.MEDICATION.value, EntityKind.DRUG_CLASS.value],
        "span_key": NAME,
        "system": None,
        "set_ents": True,
        "overwrite_ents": False,
        "data": None,
    },
)
def make_component(
    nlp: Language,
    name: str,
    kinds: list[str],
    span_key: str,
    system: str | None,
    set_ents: bool,
    overwrite_ents: bool,
    data: str | None,
) -> OsteopharmComponent:
    """The component; spaCy calls it with the options that ``nlp.add_pipe("osteopharm", config={...})`` gives.

    Args:
        nlp: the pipeline.
        name: the name of the component in it.
        kinds: the kinds to find: values of `EntityKind`.
        span_key: the key in ``doc.spans``.
        system: the system of the codes in ``kb_id_``, such as ``atc`` or ``rxnorm``; ids if None.
        set_ents: whether to add the spans to ``doc.ents``.
        overwrite_ents: whether they replace entities with which they overlap.
        data: a file that `dump_json` wrote, in place of the bundled records.

    Raises:
        DataError: the file cannot be read.
        UnknownValueError: there is no such kind or system.

    >>> import spacy
    >>> component = make_component(spacy.blank("en"), "drugs", ["outcome"], "found", None, False, False, None)
    >>> component.span_key
    'found'
    """
    del nlp, name
    _compendium(data)
    return OsteopharmComponent(
        kinds=kinds_of(kinds),
        span_key=span_key,
        system=None if system is None else system_of(system),
        set_ents=set_ents,
        overwrite_ents=overwrite_ents,
        data=data,
    )


def _span_data(span: Span) -> SpanData | None:
    """What a span of the component names; None for any other span."""
    stored = span.doc.user_data.get(NAME, {}).get(span.id_)
    if stored is None:
        return None
    data, id, brand = stored
    start, end = map(int, span.id_.rpartition(":")[2].split("-"))
    text, compendium = span.doc.text, _compendium(data)
    entity: Any = compendium[id]
    strength = _STRENGTH.match(text, end)
    return SpanData(
        start_char=start,
        end_char=end,
        text=text[start:end],
        entity=entity,
        brand=next((each for each in entity.brands if each.name == brand), None) if brand is not None else None,
        product_text=text[start : strength.end() if strength else end],
        compendium=compendium,
    )


Span.set_extension(NAME, getter=_span_data, force=True)
