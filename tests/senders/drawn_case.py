"""What the tests share that send the email of a drawn set-up for real."""

from ..lab import MailLab
from ..support.common import LabCase
from .drawn import KINDS, drawn_by


class DrawnCase(LabCase):
    """A lab for each server that may be drawn, and one with a login."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.labs = [cls._lab("plain") for _ in range(4)]
        cls.personal = cls._lab("auth")

    @classmethod
    def _lab(cls, service):
        lab = MailLab(services=(service,))
        lab.__enter__()
        cls.addClassCleanup(lab.close)
        return lab

    def _set_up(self, seed: int, kinds=KINDS):
        for lab in (*self.labs, self.personal):
            lab.reset()
        return drawn_by(self.env, seed, self.labs, self.personal, kinds)
