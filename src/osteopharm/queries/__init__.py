"""The questions that a compendium answers, room by room: each module asks one room and composes nothing.

A compendium is made up of these classes, so that `compendium.py` holds the records and these hold the questions.
What answers comes in when it is first asked.
"""
