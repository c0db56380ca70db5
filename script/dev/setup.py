"""Everything that server, tests and benchmarks need before they start."""

from . import layout, node, odoo_source, virtual_env
from .console import main, say
from .odoo_source import OdooSource


def ensure() -> OdooSource:
    """Have the folders, the virtual environment and Odoo 19."""
    with layout.only_one("setup"):
        layout.prepare()
        virtual_env.ensure()
        node.ensure()
        source = odoo_source.ensure()
    say(f"  Odoo {source.version}")
    return source


def _run(arguments: list[str]) -> int:
    ensure()
    return 0


if __name__ == "__main__":
    main(_run)
