"""WhatsApp bot (Cloud API): a webhook that answers messages with the words of the law."""

import json
import os
from collections.abc import Iterator
from hashlib import sha256
from hmac import compare_digest, digest
from typing import Any

from bapta_client import BaptaClient, messages, question_parts
from webhook import Call, SeenMessages, post_json, webhook_server

LIMIT = 4096
"""Characters of a message in WhatsApp."""
PATH = "/whatsapp"


class WhatsAppBot:
    """A bot that Meta calls at :data:`PATH` and that sends as the number ``phone_id``."""

    def __init__(
        self,
        client: BaptaClient,
        pages: str,
        *,
        token: str,
        phone_id: str,
        app_secret: str,
        verify_token: str,
        api: str = "https://graph.facebook.com/v23.0",
    ) -> None:
        self._client = client
        self._pages = pages
        self._token = token
        self._send_to = f"{api}/{phone_id}/messages"
        self._app_secret = app_secret
        self._verify_token = verify_token
        self._seen = SeenMessages()

    def handle(self, call: Call) -> tuple[int, str]:
        """Answer Meta's question for the verify token, or the messages of a notification."""
        if call.path != PATH:
            return 404, ""
        if call.method == "GET":
            given = call.query.get("hub.verify_token", "")
            is_known = compare_digest(given.encode(), self._verify_token.encode())
            return (200, call.query.get("hub.challenge", "")) if is_known else (403, "")
        expected = f"sha256={digest(self._app_secret.encode(), call.body, sha256).hex()}"
        given = call.headers.get("x-hub-signature-256", "")
        if not compare_digest(given.encode(), expected.encode()):
            return 403, ""
        try:
            found = list(_texts(json.loads(call.body)))
        except (ValueError, KeyError, TypeError, AttributeError):
            return 400, ""
        for id_, sender, text in found:
            if self._seen.is_new(id_):
                for part in messages(question_parts(self._client, text, self._pages), LIMIT):
                    post_json(self._send_to, _message(sender, part), self._token)
        return 200, ""


def _texts(notification: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield id, sender and text of each text message of a notification."""
    for entry in notification.get("entry", []):
        for change in entry.get("changes", []):
            for message in change["value"].get("messages", []):
                if message["type"] == "text":
                    yield message["id"], message["from"], message["text"]["body"]


def _message(to: str, text: str) -> dict[str, Any]:
    return {
        "messaging_product": "whatsapp",
        "to": to,
        "type": "text",
        "text": {"body": text, "preview_url": False},
    }


def main() -> None:
    """Serve the bot of the environment on 127.0.0.1:8011."""
    bot = WhatsAppBot(
        BaptaClient(os.environ.get("BAPTA_ADDRESS", "http://127.0.0.1:8000")),
        os.environ["BAPTA_PAGES"],
        token=os.environ["WHATSAPP_TOKEN"],
        phone_id=os.environ["WHATSAPP_PHONE_ID"],
        app_secret=os.environ["WHATSAPP_APP_SECRET"],
        verify_token=os.environ["WHATSAPP_VERIFY_TOKEN"],
    )
    webhook_server(bot.handle, 8011).serve_forever()


if __name__ == "__main__":
    main()
