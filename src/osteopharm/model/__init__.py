"""The record types and the enums of their fields: immutable records that check themselves when they are made.

A class annotates its fields and derives from `Record` (with an id) or `Part` (a value inside a record). `_schema` compiles
the annotations; checks, reading, writing, links, cards, the data dictionary and the JSON Schema follow from that.
"""
