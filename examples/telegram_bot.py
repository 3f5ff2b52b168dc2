"""Telegram bot: a webhook that answers private messages with the words of the law."""

import json
import os
from hmac import compare_digest

from bapta_client import BaptaClient, messages, question_parts
from webhook import Call, SeenMessages, post_json, webhook_server

LIMIT = 4096
"""Characters of a message in Telegram."""
PATH = "/telegram"


class TelegramBot:
    """A bot that is called at :data:`PATH` with ``secret`` and sends with ``token``."""

    def __init__(
        self,
        client: BaptaClient,
        pages: str,
        token: str,
        secret: str,
        api: str = "https://api.telegram.org",
    ) -> None:
        self._client = client
        self._pages = pages
        self._send_to = f"{api}/bot{token}/sendMessage"
        self._secret = secret
        self._seen = SeenMessages()

    def handle(self, call: Call) -> tuple[int, str]:
        """Answer an update, and tell Telegram that it was taken."""
        given = call.headers.get("x-telegram-bot-api-secret-token", "")
        if call.method != "POST" or call.path != PATH:
            return 404, ""
        if not compare_digest(given.encode(), self._secret.encode()):
            return 403, ""
        try:
            update = json.loads(call.body)
            number = int(update["update_id"])
            message = update.get("message") or {}
            chat, text = message.get("chat") or {}, message.get("text")
            is_question = chat.get("type") == "private" and isinstance(text, str)
        except (ValueError, KeyError, TypeError, AttributeError):
            return 400, ""
        if is_question and self._seen.is_new(number) and not text.startswith("/"):
            for part in messages(question_parts(self._client, text, self._pages), LIMIT):
                preview = {"is_disabled": True}
                body = {"chat_id": chat["id"], "text": part, "link_preview_options": preview}
                post_json(self._send_to, body)
        return 200, ""


def main() -> None:
    """Serve the bot of the environment on 127.0.0.1:8010."""
    bot = TelegramBot(
        BaptaClient(os.environ.get("BAPTA_ADDRESS", "http://127.0.0.1:8000")),
        os.environ["BAPTA_PAGES"],
        os.environ["TELEGRAM_TOKEN"],
        os.environ["TELEGRAM_SECRET"],
    )
    webhook_server(bot.handle, 8010).serve_forever()


if __name__ == "__main__":
    main()
