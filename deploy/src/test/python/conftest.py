"""Real clients against a running gateway: GATEWAY_URL, GATEWAY_KEY, POOR_KEY of an account without credits; CLAUDE, GPT,
RESPONSES and GEMINI name models that a provider of each dialect answers."""

import base64
import os
import struct
import zlib

import anthropic
import openai
import pytest

URL, KEY, POOR_KEY = os.environ["GATEWAY_URL"], os.environ["GATEWAY_KEY"], os.environ["POOR_KEY"]
MODELS = {f"{provider}-provider": os.environ[name] for provider, name in {
    "messages": "CLAUDE", "chat": "GPT", "responses": "RESPONSES", "gemini": "GEMINI"}.items()}

WEATHER_SCHEMA = {
    "type": "object",
    "properties": {"city": {"type": "string"}, "days": {"type": "integer"}},
    "required": ["city"],
}


def png():
    """A 2x2 picture."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\xff\0\0" * 2 for _ in range(2))
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0))
    return base64.b64encode(data + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")).decode()


@pytest.fixture(params=MODELS.values(), ids=MODELS.keys())
def model(request):
    return request.param


@pytest.fixture
def claude():
    return anthropic.Anthropic(base_url=URL, api_key=KEY, max_retries=0)


@pytest.fixture
def gpt():
    return openai.OpenAI(base_url=URL + "/v1", api_key=KEY, max_retries=0)
