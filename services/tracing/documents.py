"""What an email is about: the name of its document, for whom may read it."""

from odoo.models import BaseModel


def names_of(messages: BaseModel) -> dict[tuple[str, int], str]:
    """Return the names of the messages' documents that this user may read; deleted ones have none."""
    names = {}
    by_model = messages.sudo().grouped("model")  # sudo: model and id; names are read with the user's own rights
    for model, group in by_model.items():
        if model and model in messages.env:
            records = messages.env[model].browse(group.mapped("res_id")).exists()._filtered_access("read")
            names |= {(model, record.id): record.display_name for record in records}
    return names
