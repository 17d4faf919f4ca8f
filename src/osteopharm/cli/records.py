"""What the command prints of one record: each of its fields beside a label, every kind of record in its own order."""

from __future__ import annotations

from collections.abc import Iterator

from osteopharm.claims.export import comparator_name
from osteopharm.cli.terminal import Fields, as_json, fields
from osteopharm.compendium import Compendium
from osteopharm.io.structure import unstructure
from osteopharm.model.claims import ClaimLink, Disclosure, EvidenceClaim
from osteopharm.model.companies import Company
from osteopharm.model.documents import Document
from osteopharm.model.entities import Combination, Concept, DrugClass, Medication, Synonym
from osteopharm.model.enums import NameKind, OsteoporosisIndication, Role, SynonymMatch
from osteopharm.model.kinds import KINDS, Record
from osteopharm.model.lookalikes import LookAlike, SpellingRule
from osteopharm.model.mechanisms import Mechanism
from osteopharm.model.products import Brand, LabelFacts, Market, Name, Regimen
from osteopharm.model.sources import Label, Publication, Reference, Registry, Source
from osteopharm.model.studies import Overlap

LABELED = {
    OsteoporosisIndication.YES: "for osteoporosis",
    OsteoporosisIndication.MIXED: "for osteoporosis and more",
    OsteoporosisIndication.NO: "not for osteoporosis",
    OsteoporosisIndication.UNKNOWN: "indication not read",
}
"""How it is told whether a brand is labeled for osteoporosis."""
NO_FORM_OF_IT = ("none",)
"""The indications of a label that was read to have none for osteoporosis."""


def record(compendium: Compendium, shown: Record, *, json: bool) -> None:
    """Print one record."""
    if json:
        kind = next(kind for kind, cls in KINDS.items() if type(shown) is cls)
        as_json(unstructure(kind, shown))
    else:
        fields(_fields(compendium, shown))


def _fields(compendium: Compendium, shown: Record) -> Fields:
    match shown:
        case Document():
            return _document_fields(compendium, shown)
        case DrugClass() | Medication() | Concept():
            return _entity_fields(compendium, shown)
        case Combination():
            return _combination_fields(shown)
        case Registry() | Label() | Publication():
            return _source_fields(shown)
        case EvidenceClaim():
            return _claim_fields(shown)
        case Mechanism():
            return _mechanism_fields(shown)
        case Disclosure():
            return [("disclosure", shown), ("id", shown.id), ("words", shown.provenance)]
        case ClaimLink():
            return _bearing_fields(shown)
        case Company():
            return [
                ("company", shown.name),
                ("id", shown.id),
                ("written", shown.name_variants),
                ("taken to mean it", tuple(f"{alias.name}: {alias.reason}" for alias in shown.aliases)),
                ("sources", tuple(source.name for source in shown.sources)),
                ("note", shown.note),
            ]
        case LookAlike():
            return _decoy_fields(shown)
        case Overlap():
            return [
                ("overlap", shown.id),
                ("kind", shown.kind.value),
                ("publications", tuple(map(str, shown.publications))),
                ("certainty", shown.certainty.value),
                ("reason", shown.reason),
            ]
        case _:
            return _rule_fields(shown)


def _document_fields(compendium: Compendium, document: Document) -> Fields:
    record = document.record
    interests = tuple(entry for entry in compendium.disclosures if entry.provenance.source == document)
    return [
        ("document", document.name),
        ("id", document.id),
        ("published as", record),
        ("match", f"{record.certainty.value}: {record.basis}" if record else None),
        ("text", document.corrected_text),
        ("sha256", document.sha256),
        ("disclosures", interests),
        ("attribution", document.attribution),
        ("terms", document.license),
    ]


def _source_fields(source: Registry | Label | Publication) -> Fields:
    keys = (
        *("company", "title", "authors", "release", "region", "date", "volume", "issue", "pages"),
        *("license", "pmid", "doi"),
    )
    return [
        (type(source).__name__.lower(), source.name),
        ("id", source.id),
        ("publisher", None if isinstance(source, Label) else source.publisher),
        *((key, getattr(source, key, None)) for key in keys),
        ("read at", source.accessed_from),
        ("note", source.note),
    ]


def _synonym(synonym: Synonym) -> str:
    said = [synonym.match.value] if synonym.match is not SynonymMatch.EXACT else []
    said += [f"ambiguous: {synonym.ambiguous}"] if synonym.ambiguous else []
    return f"{synonym.name} ({'; '.join(said)})" if said else synonym.name


def _entity_fields(compendium: Compendium, entity: DrugClass | Medication | Concept) -> Fields:
    members = compendium.members(entity) if isinstance(entity, DrugClass) else ()
    role = "adjunct: given beside a treatment" if getattr(entity, "role", None) is Role.ADJUNCT else None
    combined = tuple(each.name for each in compendium.combinations if entity in each.components)
    return [
        (entity.kind.value.replace("-", " "), entity.name),
        ("id", entity.id),
        ("falls under", tuple(above.name for above in compendium.ancestors(entity))),
        ("members", tuple(member.name for member in members)),
        ("also known as", tuple(map(_synonym, getattr(entity, "synonyms", ())))),
        ("role", role),
        ("other uses", getattr(entity, "other_uses", None)),
        *(() if isinstance(entity, Concept) else _product_fields(entity)),
        ("combined in", combined),
        (
            "claims about it",
            tuple(f"{claim.id}: {claim}" for claim in compendium.claims.about(entity, inherited=False)),
        ),
        ("claims on it", tuple(f"{claim.id}: {claim}" for claim in compendium.claims.on(entity))),
        ("sources", _names(entity.sources)),
        ("note", entity.note),
    ]


def _combination_fields(combination: Combination) -> Fields:
    return [
        ("combination", combination.name),
        ("id", combination.id),
        ("holds", (*(component.name for component in combination.components), *combination.other_ingredients)),
        *_product_fields(combination),
        ("sources", _names(combination.sources)),
        ("note", combination.note),
    ]


def _product_fields(product: DrugClass | Medication | Combination) -> Iterator[tuple[str, object]]:
    kinds = {kind: [_name(name) for name in product.names if name.kind is kind] for kind in NameKind}
    yield "names", tuple(f"{kind.value}: {', '.join(names)}" for kind, names in kinds.items() if names)
    if not isinstance(product, DrugClass):
        yield "brands", tuple(part for brand in product.brands for part in _brand(brand))
        yield "labels", tuple(part for facts in product.labels for part in _label(facts))
    yield "identifiers", tuple(f"{each} ({each.form})" if each.form else str(each) for each in product.identifiers)


def _name(name: Name) -> str:
    return f"{name} (not searched for: {name.excluded_from_search})" if name.excluded_from_search else str(name)


def _brand(brand: Brand) -> tuple[str, tuple[object, ...]]:
    return brand.name, (
        *(part for market in brand.markets for part in _market(market)),
        *_listed("strengths", tuple(map(str, brand.presentations))),
        *_listed("identifiers", tuple(map(str, brand.identifiers))),
        *_listed("not searched for", brand.excluded_from_search),
        *_listed("note", brand.note),
    )


def _market(market: Market) -> tuple[object, ...]:
    details = (
        LABELED[market.osteoporosis_indication],
        market.company,
        f"follows {market.reference_brand}" if market.reference_brand else None,
        market.status,
    )
    return f"{market.region}: {'; '.join(filter(None, details))}", (market.note,)


def _label(facts: LabelFacts) -> tuple[str, tuple[object, ...]]:
    return str(facts.label), (
        *(part for regimen in facts.regimens for part in _regimen(regimen)),
        *_listed("routes", facts.routes),
        *_listed("forms", facts.dosage_forms),
        *_listed("contraindications", facts.contraindications),
        *_listed("warnings", facts.warnings),
        *_listed("boxed warning", facts.boxed_warning),
        *_listed("kidneys", facts.renal_threshold),
        *_listed("first approved", facts.first_approval_year),
        *_listed("status", facts.status),
    )


def _regimen(regimen: Regimen) -> tuple[str, tuple[str, ...]]:
    forms = regimen.osteoporosis_indications
    return regimen.text or "dose not read", (
        *_listed("for osteoporosis", "no" if forms == NO_FORM_OF_IT else forms),
        *_listed("for other things", regimen.other_indications),
        *_listed("limit", regimen.duration_limit),
    )


def _listed(label: str, value: object) -> Iterator[str]:
    if value not in (None, ()):
        yield f"{label}: {'; '.join(value) if isinstance(value, tuple) else value}"


def _claim_fields(claim: EvidenceClaim) -> Fields:
    return [
        ("claim", claim.statement),
        ("id", claim.id),
        ("says", f"{claim.subject.name} / {claim.relation.value} / {claim.object.name}"),
        ("polarity", claim.polarity.value),
        ("certainty", claim.certainty.value),
        ("held by", claim.holder.name if claim.holder else claim.held_by.value),
        ("study kind", claim.study_kind.value),
        ("species", claim.species.value),
        ("setting", _names(claim.setting)),
        ("scope", claim.scope.value),
        ("quantity", claim.quantity),
        ("study", claim.study),
        ("population", claim.study.population if claim.study else None),
        ("compared with", comparator_name(claim)),
        ("measured_as", claim.measured_as),
        ("finding", claim.finding.value if claim.finding else None),
        ("means", claim.benefit.value if claim.benefit else None),
        ("effect", claim.effect),
        ("arms", tuple(map(str, claim.arms))),
        ("cites", ", ".join(map(str, claim.citations))),
        *_provenance_fields(claim),
        ("context", claim.context),
        ("cut off", "the document breaks off inside this sentence" if claim.is_cut_off else None),
        ("note", claim.note),
    ]


def _provenance_fields(claim: EvidenceClaim) -> Fields:
    if isinstance(claim.provenance, Reference):
        source = claim.provenance.source
        return [("source", (source, (source.id,))), ("place", claim.provenance.locator)]
    return [("words", claim.provenance)]


def _mechanism_fields(mechanism: Mechanism) -> Fields:
    return [
        ("mechanism", mechanism.name),
        ("id", mechanism.id),
        ("steps", mechanism.steps),
        ("paths", mechanism.paths),
        ("note", mechanism.note),
    ]


def _bearing_fields(claim_link: ClaimLink) -> Fields:
    return [
        ("claim_link", claim_link.id),
        ("claim", claim_link.claim),
        (claim_link.kind.value, claim_link.target),
        ("reason", claim_link.reason),
        ("exceptions", _names(claim_link.exceptions)),
    ]


def _decoy_fields(look_alike: LookAlike) -> Fields:
    return [
        ("look_alike", look_alike.text),
        ("id", look_alike.id),
        ("reason", look_alike.reason),
        ("mistaken for", _names(look_alike.mistaken_for)),
        (
            "blocks_whole_string",
            "these are found nowhere in a product string that holds it" if look_alike.blocks_whole_string else None,
        ),
        ("sources", _names(look_alike.sources)),
    ]


def _rule_fields(rule: SpellingRule) -> Fields:
    return [
        ("spelling rule", rule),
        ("id", rule.id),
        ("read off", ", ".join(rule.attested)),
        ("sources", _names(rule.sources)),
        ("note", rule.note),
    ]


def _names(records: tuple[Source | DrugClass | Medication | Concept, ...]) -> tuple[str, ...]:
    return tuple(record.name for record in records)
