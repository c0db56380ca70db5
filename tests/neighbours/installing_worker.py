"""Two databases in one process, of which one loses ``mass_mailing``, gets it again, and loses this addon.

A program of its own, started by ``test_mass_mailing.py``. Prints as JSON what stands above the model of mailings.
"""

import json
import sys

ADDON, NEIGHBOUR, MAILING = "mail_troubleshooting", "mass_mailing", "mailing.mailing"


def main(config: str, *databases: str) -> None:
    from odoo.tools import config as odoo_config

    odoo_config.parse_config(["-c", config, "--log-level=critical"], setup_logging=True)
    seen = {}

    def look(moment: str) -> None:
        seen[moment] = [ours_of(database) for database in databases]

    look("both have it")
    change(databases[1], NEIGHBOUR, "button_immediate_uninstall")
    look("the second has lost it")
    change(databases[1], NEIGHBOUR, "button_immediate_install")
    look("the second has it again")
    add_field(databases[1])
    look("with a field of its own")
    change(databases[1], ADDON, "button_immediate_uninstall")
    look("the second has lost this addon")
    sys.stdout.write(json.dumps(seen))


def ours_of(database: str) -> list[int] | None:
    """At which places of the model's order of methods definitions of this addon stand; None: there is no such model."""
    from odoo.modules.registry import Registry

    model = Registry(database).get(MAILING)
    return model and [
        place for place, cls in enumerate(model.mro()) if vars(cls).get("_module") == ADDON and cls._name == MAILING
    ]


def environment(database: str):
    from odoo.api import Environment
    from odoo.modules.registry import Registry

    return Environment(Registry(database).cursor(), 1, {})


def change(database: str, module: str, button: str) -> None:
    env = environment(database)
    getattr(env["ir.module.module"].search([("name", "=", module)]), button)()
    env.cr.commit()
    env.cr.close()


def add_field(database: str) -> None:
    """A field that somebody adds by hand: all models are set up again."""
    env = environment(database)
    env["ir.model.fields"].create(
        {"name": "x_note", "model_id": env["ir.model"]._get_id(MAILING), "ttype": "char", "field_description": "Note"}
    )
    env.cr.commit()
    env.cr.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
