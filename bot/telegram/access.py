"""Who may ask, how often, and who is told that they may not."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from index.settings import Settings


@dataclass(frozen=True, slots=True)
class Access:
    """The lists of the settings. With no users and no groups in them, everyone may ask.

    A listed group stays so under the id it gets as a supergroup, once that is noted by `note_moved`.
    """

    users: frozenset[int]
    groups: frozenset[int]
    admins: frozenset[int]
    _called_now: set[int] = field(default_factory=set)

    def note_moved(self, old: int, new: int) -> None:
        if old in self.groups or old in self._called_now:
            self._called_now.add(new)

    @classmethod
    def of(cls, settings: Settings) -> Access:
        return cls(
            frozenset(settings.telegram_users), frozenset(settings.telegram_groups), frozenset(settings.telegram_admins)
        )

    @property
    def open_to_all(self) -> bool:
        return not self.users and not self.groups

    def is_admin(self, user: int) -> bool:
        return user in self.admins

    def may_ask(self, user: int, chat: int | None) -> bool:
        """`chat` is None where there is none: a query typed in some other chat."""
        return self.open_to_all or user in self.users or user in self.admins or self._listed(chat)

    def _listed(self, chat: int | None) -> bool:
        return chat in self.groups or chat in self._called_now

    def in_words(self) -> str:
        """What the lists mean, for whoever starts the bot."""
        if self.open_to_all:
            who = "EVERYONE may ask: TANYA_TELEGRAM_USERS and TANYA_TELEGRAM_GROUPS are empty"
        else:
            who = f"{len(self.users | self.admins)} people may ask anywhere, and everyone in {len(self.groups)} groups"
        admins = f"{len(self.admins)} may change the collection" if self.admins else "nobody may change the collection"
        return f"{who}; {admins}."


def midnight(settings: Settings, now: float) -> float:
    """When the day began that the daily budget counts for."""
    today = datetime.fromtimestamp(now, settings.zone)
    return today.replace(hour=0, minute=0, second=0, microsecond=0).timestamp()
