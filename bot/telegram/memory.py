"""What the bot remembers: updates not dealt with yet, questions with their answers, where these lie, who spent what.

Everything is committed before the next step relies on it, so that a bot that is killed goes on where it was. Times are
seconds since 1970; `now` is given by the caller. Methods block: call them in a thread.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any, Literal

from bot.telegram.about import About
from bot.telegram.carrying import Carried
from bot.telegram.citing import Citing
from bot.telegram.examples import KeptExamples
from bot.telegram.languages import Languages
from bot.telegram.people import People
from bot.telegram.rounds import Rounds
from bot.telegram.stored import Stored, dumped, loaded
from index.types import Language

State = Literal["waiting", "made", "answered", "failed", "cancelled"]

DAY = 86_400.0
TURNS_KEPT = 6
TURN_AGE = DAY / 2
"""A conversation is understood from so many turns at most, none of them older than so many seconds."""
ANSWERS_KEPT = 90 * DAY
"""How long an answer's buttons work; then the question and all that belongs to it is deleted."""
UPDATES_KEPT = 2 * DAY
"""Telegram offers an update again for a day at most."""


@dataclass(frozen=True, slots=True)
class Place:
    """A chat, and the topic in it; 0 where there are no topics."""

    chat: int
    thread: int = 0


@dataclass(frozen=True, slots=True)
class Asking:
    """A question as it came: who asked where, in which message, and to which answer and passage of it they replied."""

    place: Place
    user: int
    message: int
    text: str
    language: Language
    about: str | None = None
    quote: str | None = None
    shown: str | None = None
    any_time: bool = False
    """Whether the time that the words name is to narrow nothing."""
    """A text that the question is about, kept until the answer is made."""


@dataclass(frozen=True, slots=True)
class Question(Asking):
    id: str = ""
    seq: int = 0
    state: State = "waiting"
    attempts: int = 0
    asked_at: float = 0.0
    stored: Stored | None = None


_COLUMNS = (
    "chat, thread, user, message, text, language, about, quote, shown, any_time, id, seq, state, attempts, asked_at,"
    " answer"
)
_REMEMBERED = "seq > coalesce((SELECT f.seq FROM bot_forgotten f WHERE f.chat = q.chat AND f.thread = q.thread), 0)"


class Memory(People, About, Languages, Citing, Rounds, KeptExamples, Carried):
    """The questions. `People` and `About` have what is known of those who ask, `Citing` what answers rest on."""

    # Updates

    def take_in(self, update_id: int, body: str, now: float) -> bool:
        """Keep an update until `dealt_with`. False where it has been taken in before."""
        with self._transaction() as db:
            taken = db.execute("INSERT OR IGNORE INTO bot_updates VALUES (?, ?, ?)", (update_id, body, now))
            return taken.rowcount > 0

    def dealt_with(self, update_id: int) -> None:
        with self._transaction() as db:
            db.execute("UPDATE bot_updates SET body = NULL WHERE id = ?", (update_id,))

    def left_over(self) -> list[str]:
        """Bodies of the updates that were taken in and never dealt with, oldest first."""
        return [row[0] for row in self._all("SELECT body FROM bot_updates WHERE body IS NOT NULL ORDER BY at, id")]

    # Questions

    def ask(self, asking: Asking, now: float) -> Question | None:
        """Take a question in. None where this message has asked before."""
        place = asking.place
        values = (secrets.token_urlsafe(9), place.chat, place.thread, asking.user, asking.message, asking.text)
        with self._transaction() as db:
            taken = db.execute(
                """INSERT OR IGNORE INTO bot_questions
                   (id, chat, thread, user, message, text, language, about, quote, shown, any_time, state, asked_at)
                   VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', ?)""",
                (*values, asking.language, asking.about, asking.quote, asking.shown, asking.any_time, now),
            )
            if not taken.rowcount:
                return None
        return self.question(values[0])

    def ask_anew(self, question_id: str, text: str, now: float, shown: str | None = None) -> None:
        """The message that asked was edited: the answer is to be made again, in the messages it lies in."""
        with self._transaction() as db:
            db.execute(
                """UPDATE bot_questions SET text = ?, shown = ?, state = 'waiting', attempts = 0, answer = NULL, asked_at = ?
                   WHERE id = ?""",
                (text, shown, now, question_id),
            )

    def question(self, question_id: str) -> Question | None:
        row = self._one(f"SELECT {_COLUMNS} FROM bot_questions WHERE id = ?", question_id)
        return _question(row) if row else None

    def asked_by(self, chat: int, message: int) -> Question | None:
        """The question that a person's message asked."""
        row = self._one(f"SELECT {_COLUMNS} FROM bot_questions WHERE chat = ? AND message = ?", chat, message)
        return _question(row) if row else None

    def answered_in(self, chat: int, message: int) -> Question | None:
        """The question whose answer, or list of sources, lies in a message of the bot's."""
        row = self._one("SELECT question FROM bot_messages WHERE chat = ? AND message = ?", chat, message)
        return self.question(row[0]) if row else None

    def pressed(self, asking: Asking, since: float) -> bool:
        """Whether the same was asked by the same button, and waits still or was asked since then."""
        return bool(
            self._one(
                """SELECT 1 FROM bot_questions WHERE chat = ? AND user = ? AND about = ? AND text = ? AND message < 0
                   AND (state IN ('waiting', 'made') OR asked_at > ?) LIMIT 1""",
                asking.place.chat, asking.user, asking.about, asking.text, since,
            )
        )  # fmt: skip

    def open_questions(self) -> list[Question]:
        """Those that have no answer yet, or one that was not wholly sent, in the order they were asked."""
        sql = f"SELECT {_COLUMNS} FROM bot_questions WHERE state IN ('waiting', 'made') ORDER BY seq"
        return [_question(row) for row in self._all(sql)]

    def begin(self, question_id: str) -> Question | None:
        """Count an attempt at answering. None where there is nothing to answer any more."""
        with self._transaction() as db:
            db.execute("UPDATE bot_questions SET attempts = attempts + 1 WHERE id = ?", (question_id,))
        question = self.question(question_id)
        return question if question and question.state in ("waiting", "made") else None

    # An answer to a wording that has been changed since is none any more: `text` tells.

    def made(self, question: Question, answer: Stored) -> None:
        with self._transaction() as db:
            made = db.execute(
                "UPDATE bot_questions SET state = 'made', answer = ?, shown = NULL WHERE id = ? AND text = ?",
                (dumped(answer), question.id, question.text),
            )
            if made.rowcount:
                self._note_citations(db, question.id, (c.article_id for c in answer.answer.citations))

    def end(self, question: Question, state: State) -> None:
        with self._transaction() as db:
            db.execute(
                "UPDATE bot_questions SET state = ?, shown = NULL WHERE id = ? AND text = ?",
                (state, question.id, question.text),
            )

    # Messages that answers lie in

    def sent(self, question: Question, message: int, part: int | None) -> None:
        """`part` counts from 0; None for a message that is about the answer, and no part of it."""
        with self._transaction() as db:
            if part is not None:
                db.execute("DELETE FROM bot_messages WHERE question = ? AND part = ?", (question.id, part))
            db.execute(
                "INSERT OR REPLACE INTO bot_messages SELECT chat, ?, id, ? FROM bot_questions WHERE id = ?",
                (message, part, question.id),
            )

    def messages(self, question_id: str) -> list[int]:
        sql = "SELECT message FROM bot_messages WHERE question = ? AND part IS NOT NULL ORDER BY part"
        return [row[0] for row in self._all(sql, question_id)]

    def unsent(self, chat: int, message: int) -> None:
        with self._transaction() as db:
            db.execute("DELETE FROM bot_messages WHERE chat = ? AND message = ?", (chat, message))

    # Conversations

    def history(self, question: Question, now: float) -> list[Stored]:
        """The answers that came before in this conversation, bounded in number and age: in a group those that others were
        given first, for whom somebody means is whom they spoke of themselves; each in the order of asking."""
        place = question.place
        rows = self._all(
            f"""SELECT answer FROM bot_questions q WHERE chat = ? AND thread = ? AND seq < ? AND answer IS NOT NULL
               AND state IN ('made', 'answered') AND asked_at > ? AND {_REMEMBERED} ORDER BY user = ? DESC, seq DESC LIMIT ?""",
            place.chat, place.thread, question.seq, now - TURN_AGE, question.user, TURNS_KEPT,
        )  # fmt: skip
        return [loaded(row[0]) for row in reversed(rows)]

    def answered_before(self, question: Question, now: float, *, same: bool) -> Question | None:
        """The latest question of this conversation with an answer that cites something; `same` means one in the same
        words, however long ago."""
        place, narrowed = question.place, "text = ? COLLATE NOCASE" if same else "asked_at > ?"
        rows = self._all(
            f"""SELECT {_COLUMNS} FROM bot_questions q WHERE chat = ? AND thread = ? AND seq < ? AND answer IS NOT NULL
                AND state = 'answered' AND {narrowed} AND {_REMEMBERED} ORDER BY seq DESC LIMIT ?""",
            place.chat, place.thread, question.seq, question.text if same else now - TURN_AGE, TURNS_KEPT,
        )  # fmt: skip
        found = (_question(row) for row in rows)
        return next((q for q in found if q.stored and q.stored.answer.citations), None)

    def forget(self, place: Place) -> None:
        """Nothing asked so far is taken into account for what is asked next."""
        with self._transaction() as db:
            db.execute(
                """INSERT OR REPLACE INTO bot_forgotten
                   SELECT ?, ?, coalesce(max(seq), 0) FROM bot_questions""",
                (place.chat, place.thread),
            )

    def moved(self, old: int, new: int) -> None:
        """A group became a supergroup, which has another id; the numbers of the messages that asked mean others there."""
        with self._transaction() as db:
            db.execute(
                "UPDATE OR IGNORE bot_questions SET chat = ?, message = -abs(message) WHERE chat = ?", (new, old)
            )
            db.execute("UPDATE OR IGNORE bot_forgotten SET chat = ? WHERE chat = ?", (new, old))
            db.execute("DELETE FROM bot_messages WHERE chat = ?", (old,))
            db.execute("INSERT OR REPLACE INTO bot_moved VALUES (?, ?)", (old, new))

    def moved_chats(self) -> list[tuple[int, int]]:
        """Groups that became supergroups: what they were called, and are."""
        return [(old, new) for old, new in self._all("SELECT old, new FROM bot_moved ORDER BY rowid")]

    def tidy(self, now: float) -> None:
        """Delete what is kept no longer."""
        with self._transaction() as db:
            db.execute("DELETE FROM bot_questions WHERE asked_at < ?", (now - ANSWERS_KEPT,))
            db.execute("DELETE FROM bot_updates WHERE at < ?", (now - UPDATES_KEPT,))
            db.execute("DELETE FROM bot_spending WHERE at < ?", (now - 2 * DAY,))
            db.execute("DELETE FROM bot_strangers WHERE told_at < ?", (now - ANSWERS_KEPT,))
            db.execute("DELETE FROM bot_carried WHERE at < ?", (now - DAY,))


def _question(row: tuple[Any, ...]) -> Question:
    (
        chat,
        thread,
        user,
        message,
        text,
        language,
        about,
        quote,
        shown,
        any_time,
        id_,
        seq,
        state,
        attempts,
        at,
        answer,
    ) = row
    return Question(
        Place(chat, thread), user, message, text, language, about, quote, shown, bool(any_time), id_, seq, state, attempts, at,
        loaded(answer) if answer else None,
    )  # fmt: skip
