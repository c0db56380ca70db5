"""The drill: databases broken on purpose, mended and healthy, judged from outside by what the dashboard says.

``shapes/`` says what is wrong and what is expected first, ``firm.py`` what people do in such a database, ``worker.py``
plays each shape on a database of its own, ``table.py`` compares. ``script/drill`` runs all of it.
"""
