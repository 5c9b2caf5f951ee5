"""What the mail server of the stack has taken."""

from __future__ import annotations

import json
import re
import time
import urllib.request
from typing import Any

from tools.compose.stack import CheckError


def fetch(url: str) -> Any:
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=30) as answer:
        return json.load(answer)


def all_mails(mailpit: str) -> list[Any]:
    """The heads of all mails, each once."""
    messages: dict[str, Any] = {}
    while True:
        page = fetch(f"{mailpit}/api/v1/messages?limit=500&start={len(messages)}")
        fresh = {message["ID"]: message for message in page["messages"] if message["ID"] not in messages}
        messages |= fresh
        if not fresh or len(messages) >= page["total"]:
            return list(messages.values())


def link_for(mailpit: str, address: str) -> str:
    """The verification link in the mail to this address, which may take a moment."""
    for _ in range(60):
        for message in all_mails(mailpit):
            if address in [to["Address"].lower() for to in message["To"]]:
                text = fetch(f"{mailpit}/api/v1/message/{message['ID']}")["Text"]
                found = re.search(r"https?://\S+/api/verify-email/\S+", text)
                if found:
                    return found.group()
        time.sleep(1)
    raise CheckError(f"after a minute there is no mail to {address}")
