"""How a piece of work ended that ran apart from the others."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg2
from psycopg2.pool import PoolError

from ....tools.retries.sqlstate import Trouble
from ..database_error import trouble_of


@dataclass
class Ending:
    """How it ended; without an error it succeeded."""

    error: Exception | None = None

    @property
    def is_fatal(self) -> bool:
        """Whether those behind it would fail as well: no memory, no database, no free connection to it."""
        return isinstance(self.error, MemoryError | PoolError) or self._trouble is Trouble.GONE

    @property
    def is_passing(self) -> bool:
        """Whether the same work may succeed next time: somebody else wrote or locked the same, or it took too long."""
        return self._trouble in (Trouble.CONFLICT, Trouble.BUSY)

    @property
    def _trouble(self) -> Trouble | None:
        return trouble_of(self.error) if isinstance(self.error, psycopg2.Error) else None
