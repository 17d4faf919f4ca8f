"""From a string to medications: product strings, names, brands, and mentions in running prose.

Each module imports only those above it in this list: folding, strengths, companies, mention, spellings,
lexicon, identification, suggestions, codes. Knows the nouns and nothing of files or claims; finds, and never guesses.
"""
