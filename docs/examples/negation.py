"""Which of the medications in a note the patient takes: our entities, and the negations that medspaCy finds."""

import logging

import medspacy  # type: ignore[import-not-found] # noqa: F401 - registers its components
import spacy
from loguru import logger  # type: ignore[import-not-found]

logger.disable("PyRuSH")
logging.disable(logging.WARNING)

nlp = spacy.blank("en")
nlp.add_pipe("medspacy_pyrush")
nlp.add_pipe("osteopharm")
nlp.add_pipe("medspacy_context")

note = "She denies taking Fosamax. No history of denosumab. Currently on Xgeva 120 mg. Her mother took raloxifene."
for entity in nlp(note).ents:
    found = entity._.osteopharm
    state = "negated" if entity._.is_negated else "family" if entity._.is_family else "taken"
    labeled = found.labeled_for_osteoporosis
    print(f"{entity.text}: {found.entity.id}, {state}, labeled for osteoporosis: {labeled}")  # noqa: T201 - a script
