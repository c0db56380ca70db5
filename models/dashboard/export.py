"""What strangers wrote stays text in a spreadsheet."""

from odoo import models

#: A cell that begins with one of these is a formula, or a command, to some spreadsheet.
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class MailTroubleshootingExport(models.AbstractModel):
    """Core marks such texts in files of the kind csv alone, and without the @ sign; in xlsx they are formulas."""

    _name = "mail.troubleshooting.export"
    _description = "Export of Text Written by Others"

    def export_data(self, fields_to_export):
        exported = super().export_data(fields_to_export)
        exported["datas"] = [[self._plain_cell(cell) for cell in row] for row in exported["datas"]]
        return exported

    def _plain_cell(self, cell):
        return f"'{cell}" if isinstance(cell, str) and cell.startswith(STARTS) else cell
