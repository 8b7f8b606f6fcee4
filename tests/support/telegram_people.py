"""People who talk to the bot over a `TelegramServer`, and what they see."""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from telegram_html import units
from telegram_server import Json, TelegramServer

_CURSOR = " ▌"
_ON_ITS_WAY = ("🔎", "…", "📥")
_callbacks = itertools.count(1)


@dataclass(frozen=True)
class Chat:
    """A private chat, a group, or a topic in one."""

    server: TelegramServer
    id: int
    topic: int | None = None

    @property
    def messages(self) -> list[Json]:
        """What is to be seen here now, in order."""
        found = [m for (chat, _), m in list(self.server.messages.items()) if chat == self.id]
        return [m for m in sorted(found, key=lambda m: m["message_id"]) if m.get("message_thread_id") == self.topic]

    @property
    def of_bot(self) -> list[Json]:
        return [m for m in self.messages if m["from"]["is_bot"]]

    @property
    def answers(self) -> list[Json]:
        """The bot's messages that are not only on the way to something."""
        return [m for m in self.of_bot if not m["text"].startswith(_ON_ITS_WAY) and not m["text"].endswith(_CURSOR)]

    def wait_for(self, text: str, *, timeout: float = 60.0, after: int = 0) -> Json:
        """The first of the bot's finished messages that has `text` in it and a number above `after`."""
        return self.wait(lambda m: text in m["text"] and m["message_id"] > after, text, timeout)

    def wait(self, fits: Callable[[Json], bool], what: str = "a message", timeout: float = 60.0) -> Json:
        return self.server.wait(lambda: next((m for m in self.answers if fits(m)), None), timeout, repr(what))

    def transcript(self) -> str:
        """The conversation as it stands on the screen, with its buttons."""
        lines = []
        for message in self.messages:
            lines.append(f"{message['from']['first_name']}: {message['text']}")
            rows = (message.get("reply_markup") or {}).get("inline_keyboard") or []
            lines += ["  " + " ".join(f"[{button['text']}]" for button in row) for row in rows]
        return "\n".join(lines)


@dataclass(frozen=True)
class Person:
    server: TelegramServer
    id: int
    name: str = "Sari"
    language: str = "id"

    @property
    def _user(self) -> Json:
        return {"id": self.id, "is_bot": False, "first_name": self.name, "language_code": self.language}

    def private(self) -> Chat:
        self.server.chats.setdefault(self.id, {"id": self.id, "type": "private", "first_name": self.name})
        return Chat(self.server, self.id)

    def say(
        self, chat: Chat, text: str, *, reply_to: Json | None = None, quote: str | None = None, **more: Any
    ) -> Json:
        return self._send(chat, {"text": text, **_entities(text), **more}, reply_to, quote)

    def send_file(self, chat: Chat, name: str, data: bytes, *, size: int | None = None) -> Json:
        number = f"file{len(self.server.files)}"
        self.server.files[number] = data
        document = {"file_id": number, "file_unique_id": number, "file_name": name, "file_size": size or len(data)}
        return self._send(chat, {"document": document}, None, None)

    def send_photo(self, chat: Chat, caption: str | None = None, *, reply_to: Json | None = None, **more: Any) -> Json:
        photo = [{"file_id": "photo", "file_unique_id": "photo", "width": 90, "height": 90}]
        said = {"caption": caption, **_entities(caption, "caption_entities")} if caption else {}
        return self._send(chat, {"photo": photo, **said, **more}, reply_to, None)

    def forward(self, chat: Chat, text: str | None = None, *, caption: str | None = None) -> Json:
        """Pass on what somebody said elsewhere, or their captioned picture."""
        origin = {
            "forward_origin": {"type": "hidden_user", "date": int(time.time()), "sender_user_name": "Grup Sebelah"}
        }
        if caption:
            return self.send_photo(chat, caption, **origin)
        return self._send(chat, {"text": text, **origin}, None, None)

    def react(self, message: Json, *signs: str, before: tuple[str, ...] = ()) -> None:
        """Set reactions on a message, in the place of those before."""
        old, new = ([{"type": "emoji", "emoji": sign} for sign in some] for some in (before, signs))
        self.server.push(
            message_reaction={"chat": message["chat"], "message_id": message["message_id"], "date": int(time.time()),
                              "user": self._user, "old_reaction": old, "new_reaction": new}
        )  # fmt: skip

    def add_bot(self, chat: Chat, *, status: str = "member", before: str = "left") -> None:
        """Add the bot to a group, or put it out."""
        was, now = ({"status": s, "user": self.server.me, **_RIGHTS.get(s, {})} for s in (before, status))
        self.server.push(
            my_chat_member={"chat": self.server.chats[chat.id], "from": self._user, "date": int(time.time()),
                            "old_chat_member": was, "new_chat_member": now}
        )  # fmt: skip

    def edit(self, message: Json, text: str) -> None:
        message |= {"text": text, "edit_date": int(time.time()), **_entities(text)}
        self.server.push(edited_message=dict(message))

    def edit_caption(self, message: Json, caption: str) -> None:
        message |= {"caption": caption, "edit_date": int(time.time()), **_entities(caption, "caption_entities")}
        self.server.push(edited_message=dict(message))

    def press(self, message: Json, label: str) -> str:
        """Press the button that has `label` in its text; returns the number of the press."""
        rows = (message.get("reply_markup") or {}).get("inline_keyboard") or []
        for button in itertools.chain(*rows):
            if label in button["text"]:
                return self.press_data(message, button["callback_data"])
        raise AssertionError(f"no button {label!r} but {[[b['text'] for b in row] for row in rows]}")

    def late(self, chat: Chat, text: str, hours: float, **more: Any) -> Json:
        """What was said hours ago, while the bot was away."""
        return self.say(chat, text, date=int(time.time() - 3600 * hours), **more)

    def press_data(self, message: Json, data: str) -> str:
        number = str(next(_callbacks))
        self.server.callbacks[number] = None
        self.server.push(
            callback_query={"id": number, "from": self._user, "chat_instance": "1", "message": message, "data": data}
        )
        return number

    def told_on_button(self, number: str) -> str | None:
        """What the bot shows on a button that was pressed."""
        answer = self.server.wait(lambda: self.server.callbacks[number], what="an answer to the button")
        text: str | None = answer.get("text")
        return text

    def follow(self, url: str) -> Json:
        """Open a link to the bot and press "Start"."""
        _, _, parameter = url.partition("?start=")
        assert re.fullmatch(r"https://t\.me/berita_bot\?start=[A-Za-z0-9_-]{1,64}", url), url
        return self.say(self.private(), f"/start {parameter}")

    def query(self, text: str) -> str:
        """Type "@bot text" in some chat; returns the number of the query."""
        number = str(next(_callbacks))
        self.server.push(inline_query={"id": number, "from": self._user, "query": text, "offset": ""})
        return number

    def offered(self, number: str) -> Json:
        """What the bot answered an inline query with."""
        calls = self.server.calls

        def found() -> Json | None:
            return next((c["params"] for c in calls if c["method"] == "answerInlineQuery" and _is_for(c, number)), None)

        return self.server.wait(found, what="an answer to the inline query")

    def _send(self, chat: Chat, content: Json, reply_to: Json | None, quote: str | None) -> Json:
        message: Json = {
            "message_id": next(self.server.message_ids), "date": int(time.time()), "chat": self.server.chats[chat.id],
            "from": self._user, **content,
        }  # fmt: skip
        if chat.topic:
            message |= {"message_thread_id": chat.topic, "is_topic_message": True}
        if reply_to:
            message["reply_to_message"] = {k: v for k, v in reply_to.items() if k != "reply_to_message"}
        if quote:
            assert reply_to is not None
            assert quote in reply_to["text"]
            message["quote"] = {"text": quote, "position": reply_to["text"].index(quote), "is_manual": True}
        self.server.messages[chat.id, message["message_id"]] = message
        self.server.push(message=message)
        return message


def group(server: TelegramServer, number: int = -1001, topic: int | None = None) -> Chat:
    server.chats.setdefault(
        number, {"id": number, "type": "supergroup", "title": "Warga", "is_forum": topic is not None}
    )
    return Chat(server, number, topic)


def channel_post(server: TelegramServer, chat: Chat, text: str) -> Json:
    """What the channel that a group belongs to posts, as Telegram passes it on to the group."""
    channel = {"id": -1009, "type": "channel", "title": "Kanal Warga"}
    telegram = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
    message: Json = {
        "message_id": next(server.message_ids), "date": int(time.time()), "chat": server.chats[chat.id], "from": telegram,
        "sender_chat": channel, "is_automatic_forward": True, "text": text, **_entities(text),
        "forward_origin": {"type": "channel", "date": int(time.time()), "chat": channel, "message_id": 5},
    }  # fmt: skip
    server.messages[chat.id, message["message_id"]] = message
    server.push(message=message)
    return message


_RIGHTS: dict[str, Json] = {
    "kicked": {"until_date": 0},
    "administrator": dict.fromkeys(
        """can_be_edited is_anonymous can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members
        can_promote_members can_change_info can_invite_users can_post_stories can_edit_stories can_delete_stories""".split(),
        False,
    ),
}


def _entities(text: str, name: str = "entities") -> Json:
    found = [
        {"type": kind, "offset": units(text[: m.start()]), "length": units(m[0])}
        for kind, pattern in (("bot_command", r"(?<!\S)/\w+(@\w+)?"), ("mention", r"(?<![\w@/])@\w+"))
        for m in re.finditer(pattern, text)
    ]
    return {name: found} if found else {}


def _is_for(call: Json, number: str) -> bool:
    return str(call["params"].get("inline_query_id")) == number
