"""A Bot API server on the loopback address: real HTTP, polling with offsets, webhooks, Telegram's limits and refusals.

It runs in a thread of its own, so that a test talks to the bot as people do (`telegram_people`) and sees what they see.
No product code is used here.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

import telegram_html
from aiohttp import ClientError, ClientSession, ClientTimeout, web

T = TypeVar("T")
Json = dict[str, Any]

TOKEN = "123456:TEST-token_of-a-bot"
_AS_TEXT = ("text", "caption", "url", "secret_token", "callback_query_id", "inline_query_id")
_JSON = re.compile(r"[\[{]|(?:true|false|-?\d+)$")
_NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)


class ApiError(Exception):
    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters


class TelegramServer:
    """`calls` are all requests but getUpdates, as they came. With `limits`, chats that are written to too fast get 429."""

    def __init__(self, *, limits: bool = False) -> None:
        self.limits = limits
        self.me = {"id": 123456, "is_bot": True, "first_name": "Berita", "username": "berita_bot", "can_join_groups": True,
                   "can_read_all_group_messages": False, "supports_inline_queries": True}  # fmt: skip
        self.calls: list[Json] = []
        self.chats: dict[int, Json] = {}
        self.messages: dict[tuple[int, int], Json] = {}
        self.files: dict[str, bytes] = {}
        self.commands: dict[str, list[Json]] = {}
        self.callbacks: dict[str, Json | None] = {}
        self.webhook: Json = {}
        self.webhook_answers: list[int] = []
        self.polls = 0
        self._faults: list[Json] = []
        self._updates: list[Json] = []
        self._update_ids, self.message_ids = itertools.count(1), itertools.count(100)
        self._sent: dict[int, list[float]] = {}
        self._changed = threading.Condition()
        self._port = 0

    # Life

    def start(self) -> TelegramServer:
        ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        assert ready.wait(10)
        return self

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self._down(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def _run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        self._news = asyncio.Event()
        self._loop.create_task(self._up(ready))
        self._loop.run_forever()

    async def _up(self, ready: threading.Event) -> None:
        app = web.Application(client_max_size=64 << 20)
        app.router.add_route("*", "/bot{token}/{method}", self._handle)
        app.router.add_get("/file/bot{token}/{path:.*}", self._file)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self._port = self._runner.addresses[0][1]
        ready.set()

    async def _down(self) -> None:
        self._news.set()
        await self._runner.cleanup()
        rest = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    # What a test does with it

    def push(self, **update: Any) -> Json:
        """Something happens that the bot is to hear of."""
        whole = {"update_id": next(self._update_ids), **update}
        self._loop.call_soon_threadsafe(self._add, whole)
        return whole

    @property
    def waiting(self) -> list[Json]:
        """Updates that the bot has not confirmed."""
        return list(self._updates)

    def push_again(self, update: Json) -> None:
        """The same update once more, as after a confirmation that got lost."""
        self._loop.call_soon_threadsafe(self._add, update)

    def fail(self, method: str, code: int = 429, times: int = 1, description: str = "", **parameters: int) -> None:
        """Refuse the next calls: 429 with `retry_after`, 502, …"""
        if code == 429:
            parameters.setdefault("retry_after", 1)
            description = description or f"Too Many Requests: retry after {parameters['retry_after']}"
        error = ApiError(code, description or "Bad Gateway", **parameters)
        self._faults.append({"method": method, "times": times, "error": error, "hang": 0.0})

    def hang(self, method: str, seconds: float, times: int = 1) -> None:
        """Do what the next calls ask for, and answer them too late."""
        self._faults.append({"method": method, "times": times, "error": None, "hang": seconds})

    def wait(self, condition: Callable[[], T | None], timeout: float = 60.0, what: str = "") -> T:
        end = time.monotonic() + timeout
        with self._changed:
            while not (found := condition()):
                left = end - time.monotonic()
                if left <= 0:
                    last = [(c["method"], c["params"].get("text"), c.get("refused")) for c in self.calls[-8:]]
                    raise AssertionError(f"{what or 'it'} did not happen; the last calls: {last}")
                self._changed.wait(min(left, 0.5))
        return found

    def happened(self) -> None:
        with self._changed:
            self._changed.notify_all()

    # HTTP

    def _add(self, update: Json) -> None:
        if self.webhook.get("url"):
            self._loop.create_task(self._deliver(update))
        else:
            self._updates.append(update)
            self._news.set()

    async def _deliver(self, update: Json) -> None:
        secret = self.webhook.get("secret_token")
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
        for pause in (0, 0.2, 0.5, 1):
            await asyncio.sleep(pause)
            try:
                async with (
                    ClientSession(timeout=ClientTimeout(5)) as session,
                    session.post(self.webhook["url"], json=update, headers=headers) as answer,
                ):
                    self.webhook_answers.append(answer.status)
                    if answer.status < 300:
                        return
            except (OSError, ClientError):
                continue

    async def _file(self, request: web.Request) -> web.Response:
        data = self.files.get(request.match_info["path"].split("/")[-1])
        return web.Response(body=data) if data is not None else web.Response(status=404)

    async def _handle(self, request: web.Request) -> web.Response:
        method, params = request.match_info["method"], await _params(request)
        call: Json = {"method": method, "params": params, "ok": False}
        hang = 0.0
        try:
            if request.match_info["token"] != TOKEN:
                raise ApiError(401, "Unauthorized")
            hang = self._fault(method)
            act = getattr(self, "do_" + method, None)
            if act is None:
                raise ApiError(404, "Not Found")
            result = act(params)
            result = await result if asyncio.iscoroutine(result) else result
            call |= {"ok": True, "result": result}
            body: Json = {"ok": True, "result": result}
            status = 200
        except ApiError as error:
            call["refused"], status = error.description, error.code
            body = {"ok": False, "error_code": error.code, "description": error.description}
            body |= {"parameters": error.parameters} if error.parameters else {}
        if method != "getUpdates":
            self.calls.append(call)
        self.happened()
        answer = web.json_response(body, status=status)
        if hang:
            await asyncio.sleep(hang)
        return answer

    def _fault(self, method: str) -> float:
        """Seconds to hang after the call. Raises what it is to be refused with."""
        for fault in self._faults:
            meant = fault["method"] == method or (fault["method"] == "*" and method != "getUpdates")
            if meant and fault["times"] > 0:
                fault["times"] -= 1
                if fault["error"]:
                    raise fault["error"]
                return float(fault["hang"])
        return 0.0

    # Methods of the Bot API

    def do_getMe(self, _: Json) -> Json:  # noqa: N802  # the API's own names
        return self.me

    async def do_getUpdates(self, p: Json) -> list[Json]:  # noqa: N802
        if self.webhook.get("url"):
            raise ApiError(409, "Conflict: can't use getUpdates method while webhook is active")
        self.polls += 1
        end = time.monotonic() + min(p.get("timeout") or 0, 50)
        if (offset := p.get("offset") or 0) > 0:
            self._updates[:] = [u for u in self._updates if u["update_id"] >= offset]
        while not self._updates and time.monotonic() < end:
            self._news.clear()
            try:
                await asyncio.wait_for(self._news.wait(), end - time.monotonic())
            except TimeoutError:
                break
        if allowed := p.get("allowed_updates"):
            self._updates[:] = [u for u in self._updates if set(u) & set(allowed)]
        return self._updates[: p.get("limit") or 100]

    def do_setWebhook(self, p: Json) -> bool:  # noqa: N802
        self.webhook = {name: p.get(name) for name in ("url", "secret_token")}
        waiting, self._updates = self._updates, []
        for update in waiting:
            self._add(update)
        return True

    def do_getWebhookInfo(self, _: Json) -> Json:  # noqa: N802
        return {"url": self.webhook.get("url") or "", "has_custom_certificate": False, "pending_update_count": 0}

    def do_deleteWebhook(self, _: Json) -> bool:  # noqa: N802
        self.webhook = {}
        return True

    def do_sendMessage(self, p: Json) -> Json:  # noqa: N802
        chat = self._chat(p)
        self._limit(chat["id"])
        text, entities = _text(p)
        reply, thread = p.get("reply_parameters") or {}, p.get("message_thread_id")
        message = {
            "message_id": next(self.message_ids),
            "date": int(time.time()),
            "chat": chat,
            "from": self.me,
            "text": text,
        }
        message |= {"entities": entities} if entities else {}
        message |= {"reply_markup": markup} if (markup := _markup(p)) else {}
        message |= {"message_thread_id": thread, "is_topic_message": True} if thread else {}
        if number := reply.get("message_id"):
            target = self.messages.get((chat["id"], number))
            if target is None and not reply.get("allow_sending_without_reply"):
                raise ApiError(400, "Bad Request: message to be replied not found")
            message |= {"reply_to_message": _without_reply(target)} if target else {}
        self.messages[chat["id"], message["message_id"]] = message
        return message

    def do_sendDocument(self, p: Json) -> Json:  # noqa: N802
        chat, upload = self._chat(p), p["document"]
        number = f"sent{len(self.files)}"
        self.files[number] = upload.file.read()
        document = {"file_id": number, "file_unique_id": number, "file_name": upload.filename}
        message = {"message_id": next(self.message_ids), "date": int(time.time()), "chat": chat, "from": self.me,
                   "document": document, "caption": p.get("caption") or "", "text": ""}  # fmt: skip
        self.messages[chat["id"], message["message_id"]] = message
        return {name: value for name, value in message.items() if name != "text"}

    def do_editMessageText(self, p: Json) -> Json:  # noqa: N802
        message = self._own_message(p)
        self._limit(message["chat"]["id"])
        text, entities = _text(p)
        new: Json = {"text": text, **({"entities": entities} if entities else {})}
        new |= {"reply_markup": markup} if (markup := _markup(p)) else {}
        return self._changed_to(message, new, ("text", "entities", "reply_markup"))

    def do_editMessageReplyMarkup(self, p: Json) -> Json:  # noqa: N802
        markup = _markup(p)
        return self._changed_to(self._own_message(p), {"reply_markup": markup} if markup else {}, ("reply_markup",))

    def do_deleteMessage(self, p: Json) -> bool:  # noqa: N802
        if not self.messages.pop((self._chat(p)["id"], p["message_id"]), None):
            raise ApiError(400, "Bad Request: message to delete not found")
        return True

    def do_sendChatAction(self, p: Json) -> bool:  # noqa: N802
        self._chat(p)
        return True

    def do_getFile(self, p: Json) -> Json:  # noqa: N802
        name = p["file_id"]
        if name not in self.files:
            raise ApiError(400, "Bad Request: invalid file_id")
        return {
            "file_id": name,
            "file_unique_id": name,
            "file_size": len(self.files[name]),
            "file_path": f"documents/{name}",
        }

    def do_answerCallbackQuery(self, p: Json) -> bool:  # noqa: N802
        number = str(p["callback_query_id"])
        if self.callbacks.get(number, p) is not None:
            raise ApiError(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        if len(p.get("text") or "") > 200:
            raise ApiError(400, "Bad Request: MESSAGE_TOO_LONG")
        self.callbacks[number] = p
        return True

    def do_answerInlineQuery(self, p: Json) -> bool:  # noqa: N802
        for result in p["results"]:
            if not 1 <= len(result["id"].encode()) <= 64:
                raise ApiError(400, "Bad Request: RESULT_ID_INVALID")
            content = result["input_message_content"]
            _text({"text": content["message_text"], "parse_mode": content.get("parse_mode")})
        return True

    def do_setMyCommands(self, p: Json) -> bool:  # noqa: N802
        for command in p["commands"]:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
                raise ApiError(400, "Bad Request: BOT_COMMAND_INVALID")
        scope = p.get("scope") or {"type": "default"}
        if scope["type"] == "chat":
            self._chat(scope)
        key = f"{scope['type']}:{scope.get('chat_id', '')}:{p.get('language_code') or ''}"
        self.commands[key] = p["commands"]
        return True

    # Helpers

    def _chat(self, p: Json) -> Json:
        chat = self.chats.get(int(p.get("chat_id") or 0))
        if chat and (new := chat.get("moved_to")):
            raise ApiError(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=new)
        if chat is None:
            raise ApiError(400, "Bad Request: chat not found")
        if chat.get("blocked"):
            raise ApiError(403, "Forbidden: bot was blocked by the user")
        return chat

    def _own_message(self, p: Json) -> Json:
        message = self.messages.get((self._chat(p)["id"], p["message_id"]))
        if message is None:
            raise ApiError(400, "Bad Request: message to edit not found")
        if message["from"]["id"] != self.me["id"]:
            raise ApiError(400, "Bad Request: message can't be edited")
        return message

    def _changed_to(self, message: Json, new: Json, names: tuple[str, ...]) -> Json:
        if {name: message[name] for name in names if name in message} == new:
            raise ApiError(400, _NOT_MODIFIED)
        for name in names:
            message.pop(name, None)
        message |= new
        return message

    def _limit(self, chat: int) -> None:
        """Five in five seconds in a private chat, twenty a minute in a group."""
        if not self.limits:
            return
        most, window = (20, 60) if chat < 0 else (5, 5)
        now, sent = time.monotonic(), self._sent.setdefault(chat, [])
        sent[:] = [at for at in sent if now - at < window]
        if len(sent) >= most:
            wait = int(window - (now - sent[0])) + 1
            raise ApiError(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
        sent.append(now)


async def _params(request: web.Request) -> Json:
    """Parameters as JSON values, whichever way they came."""
    params: Json = dict(request.query)
    if request.content_type == "application/json":
        params |= await request.json()
    elif request.method == "POST":
        params |= dict(await request.post())
    for name, value in params.items():
        if isinstance(value, str) and name not in _AS_TEXT and _JSON.match(value):
            params[name] = json.loads(value)
    return params


def _text(p: Json, limit: int = 4096) -> tuple[str, list[Json]]:
    text, entities = p.get("text") or "", []
    if (mode := (p.get("parse_mode") or "").lower()) == "html":
        try:
            text, entities = telegram_html.parse(text)
        except telegram_html.HtmlError as error:
            raise ApiError(400, str(error)) from None
    elif mode:
        raise ApiError(400, "Bad Request: unsupported parse_mode")
    if not text.strip():
        raise ApiError(400, "Bad Request: message text is empty")
    if telegram_html.units(text) > limit:
        raise ApiError(400, "Bad Request: message is too long")
    return text, entities[:100]


def _markup(p: Json) -> Json | None:
    markup: Json | None = p.get("reply_markup")
    for button in itertools.chain(*((markup or {}).get("inline_keyboard") or [])):
        if not 1 <= len((button.get("callback_data") or "").encode()) <= 64:
            raise ApiError(400, "Bad Request: BUTTON_DATA_INVALID")
        if not button["text"].strip():
            raise ApiError(400, "Bad Request: text buttons are unallowed in the inline keyboard")
    return markup


def _without_reply(message: Json) -> Json:
    return {name: value for name, value in message.items() if name != "reply_to_message"}
