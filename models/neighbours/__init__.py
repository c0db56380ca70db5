"""What joins addons that a database may have or not, so far ``mass_mailing``, and nothing else of this addon depends on.

A model that may be missing cannot be inherited as others are. ``ir_model.py`` puts our definition of it into each registry
that has it, once that is loaded.
"""
