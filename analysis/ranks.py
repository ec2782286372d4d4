"""The roles of one article by their places: a name or a place comes in, the roles that reach there go out. Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from analysis.named import Mention, Role


class Ranks:
    """Roles in the order of the text, so that none is looked for among all."""

    def __init__(self, roles: Iterable[Role]) -> None:
        self.roles = sorted(roles, key=lambda one: one.start)
        self._longest = max((role.end - role.start for role in self.roles), default=0)

    def begin(self, one: Mention) -> int:
        """Where a person begins with the role in front."""
        for role in self._near(one.start - 30, one.start):
            if role.name == one.name and role.end < one.start <= role.end + 30:
                return role.start
        return one.start

    def of_another(self, one: Mention) -> Role | None:
        """The role of somebody else that a name stands in."""
        for role in self._near(one.start, one.end):
            if role.start <= one.start and one.end <= role.end and role.name != one.name:
                return role
        return None

    def at(self, start: int) -> Role | None:
        """The role that stands there."""
        return next((role for role in self._near(start, start) if role.start <= start < role.end), None)

    def _near(self, start: int, end: int) -> list[Role]:
        """The roles that may reach over a stretch, in order."""
        first = bisect_left(self.roles, start - self._longest, key=lambda role: role.start)
        return self.roles[first : bisect_right(self.roles, end, key=lambda role: role.start)]
