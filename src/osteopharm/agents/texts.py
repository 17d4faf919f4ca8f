"""Answers in short, as lines of text: what a model reads where its host does not show it the structured answer.

Made of the answer alone. Every quote is followed by the place where it is, and every list says what it lacks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from osteopharm.agents.answers import (
    ClaimAnswer,
    ClaimsAnswer,
    CodeAnswer,
    CodelistAnswer,
    EntityAnswer,
    EvidenceAnswer,
    ExceptionAnswer,
    FiguresAnswer,
    LookUpAnswer,
    MechanismAnswer,
    MedicationAnswer,
    MentionsAnswer,
    Page,
    ProductsAnswer,
    QuoteAnswer,
    QuoteCheckAnswer,
    Ref,
    StepAnswer,
)

LABELED = {True: "labeled for osteoporosis", False: "not labeled for osteoporosis", None: "label not known"}
SIGNS = {1: "+1", -1: "-1", None: "sign not known"}


def _rest(page: Page) -> Iterator[str]:
    """Where the list goes on."""
    if page["left_out"]:
        yield f"{page['left_out']} more of {page['total']}: ask again with offset={page['next_offset']}"


def _names(refs: Iterable[Ref]) -> str:
    return ", ".join(each["id"] for each in refs)


def products(answer: ProductsAnswer) -> Iterator[str]:
    """A line for each product string."""
    for product in answer["products"]:
        if not product["medications"]:
            similar = product["similar_names"]
            yield f"{product['text']}: nothing found" + (f"; similar: {'; '.join(similar)}" if similar else "")
            continue
        facts = [
            _names(product["medications"]),
            f"classes: {_names(product['drug_classes'])}",
            f"action: {product['action']}" if product["action"] else "",
            f"brand: {', '.join(product['brands'])}" if product["brands"] else "",
            LABELED[product["labeled_for_osteoporosis"]],
        ]
        yield f"{product['text']}: {'; '.join(filter(None, facts))}"


def mentions(answer: MentionsAnswer) -> Iterator[str]:
    """A line for each mention."""
    yield f"{answer['page']['total']} mentions"
    for each in answer["mentions"]:
        yield f"{each['start']}-{each['end']} {each['text']}: {each['entity']['id']} ({each['entity']['kind']})"
    yield from _rest(answer["page"])


def look_up(answer: LookUpAnswer) -> Iterator[str]:
    """The entity, or what the code means."""
    if answer["brand"]:
        yield f"{answer['brand']} is a brand, {LABELED[answer['brand_labeled_for_osteoporosis']]}"
    if answer["entity"]:
        yield from _entity(answer["entity"])
    if answer["code"]:
        yield from _code(answer["code"])


def _entity(entity: EntityAnswer) -> Iterator[str]:
    yield f"{entity['id']}: {entity['name']} ({entity['kind']})"
    rows: list[tuple[str, Any]] = [
        ("role", entity["role"]),
        ("action", entity["action"]),
        ("belongs to", _names(entity["belongs_to"])),
        ("members", _names(entity["members"])),
        ("other names", ", ".join(entity["other_names"])),
        ("brands", ", ".join(entity["brands"])),
        ("codes", ", ".join(entity["codes"])),
        ("other uses", entity["other_uses"]),
        ("claims", entity["claims"]),
        ("note", entity["note"]),
    ]
    yield from (f"{label}: {value}" for label, value in rows if value)
    yield from _lacking(entity["left_out"])


def _lacking(left_out: Mapping[str, int]) -> Iterator[str]:
    if left_out:
        yield f"left out: {', '.join(f'{count} {name}' for name, count in left_out.items())}"


def _code(code: CodeAnswer) -> Iterator[str]:
    facts = [
        _names(code["medications"]),
        f"brand: {', '.join(code['brands'])}" if code["brands"] else "",
        LABELED[code["labeled_for_osteoporosis"]],
        code["undecided"] or "",
    ]
    yield f"{code['code']}: {'; '.join(filter(None, facts))}"
    for entry in code["registers"]:
        ended = f", ended {entry['valid_until']}" if entry["valid_until"] else ""
        yield f"  {entry['term']} [{entry['source']}{ended}]"
    yield from _lacking(code["left_out"])


def medication(answer: MedicationAnswer) -> Iterator[str]:
    """The sections, one after the other."""
    yield f"{answer['id']}: {answer['name']}"
    if "summary" in answer:
        yield from _entity(answer["summary"])
    for name, write in _SECTIONS.items():
        if name in answer:
            page = answer["pages"][name]
            yield f"{name}: {page['total']}"
            items: list[Any] = answer[name]  # type: ignore[literal-required]
            yield from (f"  {write(item)}" for item in items)
            yield from _rest(page)


def _label(label: Any) -> str:
    regimens = "; ".join(label["regimens"])
    warned = f"; boxed warning: {label['boxed_warning']}" if label["boxed_warning"] else ""
    against = f"; contraindications recorded: {'; '.join(label['contraindications'])}"
    return f"{label['label']} ({label['region']}): {regimens}{against if label['contraindications'] else ''}{warned}"


_SECTIONS: Mapping[str, Callable[[Any], str]] = {
    "names": lambda name: f"{name['name']} ({name['kind']})",
    "brands": lambda brand: f"{brand['name']}: {LABELED[brand['labeled_for_osteoporosis']]}",
    "codes": str,
    "labels": _label,
    "products": lambda product: f"{product['product']}: {'; '.join(product['labels']) or 'no label read'}",
}


def claims(answer: ClaimsAnswer) -> Iterator[str]:
    """The claims, each with its quote or its figures."""
    yield f"{answer['page']['total']} claims"
    for claim in answer["claims"]:
        yield from _claim(claim)
    yield from _exceptions(answer["exceptions"])
    yield from filter(None, [answer["hint"]])
    yield from _rest(answer["page"])


def _claim(claim: ClaimAnswer) -> Iterator[str]:
    axes = [claim["polarity"], claim["certainty"], f"held by {claim['holder'] or claim['held_by']}"]
    axes += [each for each in (claim["study_kind"], claim["species"]) if each not in ("not-given", "not-applicable")]
    about = f" (about {claim['subject']['name']}, inherited)" if claim["inherited"] else ""
    yield f"{claim['id']}: {claim['statement']}{about} [{', '.join(axes)}]"
    if claim["quote"]:
        yield f"  {_quote(claim['quote'])}"
    else:
        source = claim["source"]
        pmid = f", PMID {source['pmid']}" if source["pmid"] else ""
        yield f"  source: {source['citation'] or source['name']} ({source['id']}{pmid}, {source['locator']})"
    if claim["figures"]:
        yield f"  {_figures(claim['figures'])}"


def _figures(figures: FiguresAnswer) -> str:
    shown = [figures["study"], figures["design"], figures["timepoint"], figures["intervention"]]
    shown += [f"against {figures['comparator_arm'] or figures['comparator']}", figures["finding"], figures["effect"]]
    return "; ".join(filter(None, shown))


def _quote(quote: QuoteAnswer) -> str:
    place = f"{quote['document']}, {quote['start']} to {quote['end']}, SHA-256 {quote['sha256']}"
    return f"“{quote['text']}” ({place})"


def _exceptions(answers: Iterable[ExceptionAnswer]) -> Iterator[str]:
    for each in answers:
        yield f"does not apply: {each['statement']} ({each['claim']}: {each['reason']})"


def evidence(answer: EvidenceAnswer) -> Iterator[str]:
    """The claim, and what speaks for and against it."""
    yield from _claim(answer["claim"])
    yield ", ".join(f"{count} {kind}" for kind, count in answer["counts"].items())
    for link in answer["links"]:
        yield f"{link['kind']}: {link['reason']}"
        yield from (f"  {line}" for line in _claim(link["claim"]))
    yield from _rest(answer["page"])


def mechanism(answer: MechanismAnswer) -> Iterator[str]:
    """The paths, a line for each step."""
    yield f"{answer['agent']['name']} and {answer['outcome']['name']}: {answer['in_words']}"
    for path in answer["paths"]:
        above = f", inherited from {path['inherited_from']}" if path["inherited_from"] else ""
        yield f"path ({SIGNS[path['sign']]}, {path['certainty']}{above})"
        yield from (f"  {_step(step)}" for step in path["steps"])
    yield from (f"isolated, never chained: {_step(step)}" for step in answer["isolated_steps"])
    yield from _exceptions(answer["exceptions"])
    if answer["gaps"]:
        yield f"no sourced step continues from: {_names(answer['gaps'])}"
    if answer["contradicting"]:
        yield f"contradicting claims: {', '.join(answer['contradicting'])}"
    yield from _rest(answer["page"])


def _step(step: StepAnswer) -> str:
    marks = [SIGNS[step["sign"]], step["certainty"], *(["disputed"] if step["disputed"] else [])]
    sources = ", ".join(step["sources"])
    return f"{step['subject']} {step['relation']} {step['object']} ({', '.join(marks)}) [{sources}]"


def codelist(answer: CodelistAnswer) -> Iterator[str]:
    """A line for each code."""
    yield f"{answer['title']}: {answer['page']['total']} codes, {answer['undecided']} undecided"
    for row in answer["codes"]:
        units = f", billed units {' or '.join(row['billed_units'])}" if row["billed_units"] else ""
        undecided = f"; {row['undecided']}" if row["undecided"] else ""
        label = LABELED[row["labeled_for_osteoporosis"]]
        yield f"{row['system']}:{row['code']} {row['term']} ({label}{units}){undecided}"
    yield from _rest(answer["page"])


def quote_check(answer: QuoteCheckAnswer) -> Iterator[str]:
    """Whether the words are there, and what rests on them."""
    found = {
        "exact": "exact: the words are in the document, letter for letter",
        "white-space": "only white space differs: quote the words below",
        "none": f"not found in {', '.join(answer['documents'])}: this is not a quote",
    }
    yield found[answer["match"]]
    yield from (_quote(quote) for quote in answer["quotes"])
    if answer["nearest"]:
        yield f"nearest words: “{answer['nearest']}”"
    for each in answer["claims"]:
        claim = each["claim"]
        axes = f"{claim['polarity']}, {claim['certainty']}, held by {claim['holder'] or claim['held_by']}"
        yield f"{claim['id']} ({each['overlap']}): {claim['statement']} [{axes}]"
    yield from _lacking(answer["left_out"])


TEXTS: Mapping[str, Callable[[Any], Iterator[str]]] = {
    "identify_products": products,
    "find_mentions": mentions,
    "look_up": look_up,
    "get_medication": medication,
    "search_claims": claims,
    "evidence_for": evidence,
    "explain_mechanism": mechanism,
    "codelist": codelist,
    "verify_quote": quote_check,
}
"""How the answer of each tool is written."""
