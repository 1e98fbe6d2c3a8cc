"""Portkey's own client: it sends its key as x-portkey-api-key, and a placeholder as Authorization."""

import json

import pytest
from conftest import KEY, POOR_KEY, URL, WEATHER_SCHEMA, png
from portkey_ai import Portkey
from portkey_ai._vendor import openai

WEATHER = {"type": "function", "function": {"name": "get_weather", "description": "Weather", "parameters": WEATHER_SCHEMA}}


def portkey(key=KEY):
    return Portkey(api_key=key, base_url=URL + "/v1", trace_id="trace-1", metadata={"_user": "u-1"}).with_options(max_retries=0)


def ask(text):
    return [{"role": "user", "content": text}]


def test_answer_with_usage_and_charge(model):
    c = portkey().chat.completions.create(model=model, messages=ask("Hello there"), max_completion_tokens=200)
    assert c.choices[0].finish_reason == "stop" and "Hello there" in c.choices[0].message.content
    assert c.usage.total_tokens == c.usage.prompt_tokens + c.usage.completion_tokens > 0
    assert c.model_extra["gateway_usage"]["tokens_charged"] == c.usage.total_tokens


def test_stream_is_the_unary_answer_in_pieces(model):
    args = dict(model=model, messages=ask("A story about a fox"), max_completion_tokens=300)
    unary = portkey().chat.completions.create(**args)
    chunks = list(portkey().chat.completions.create(stream=True, stream_options={"include_usage": True}, **args))
    assert "".join(c.choices[0].delta.content or "" for c in chunks if c.choices) == unary.choices[0].message.content
    assert chunks[-1].usage.completion_tokens == unary.usage.completion_tokens


@pytest.mark.parametrize("stream", [False, True])
def test_tool_loop(model, stream):
    messages = ask("What is the weather in Paris?")
    args = dict(model=model, tools=[WEATHER], max_completion_tokens=500)
    if stream:
        call = {"id": "", "name": "", "arguments": ""}
        for chunk in portkey().chat.completions.create(messages=messages, stream=True, **args):
            for d in chunk.choices[0].delta.tool_calls or [] if chunk.choices else []:
                call["id"] += d.id or ""
                call["name"] += d.function.name or ""
                call["arguments"] += d.function.arguments or ""
    else:
        c = portkey().chat.completions.create(messages=messages, **args)
        assert c.choices[0].finish_reason == "tool_calls"
        made = c.choices[0].message.tool_calls[0]
        call = {"id": made.id, "name": made.function.name, "arguments": made.function.arguments}
    assert call["name"] == "get_weather" and "city" in json.loads(call["arguments"])
    function = {"name": call["name"], "arguments": call["arguments"]}
    messages = messages + [
        {"role": "assistant", "content": None, "tool_calls": [{"id": call["id"], "type": "function", "function": function}]},
        {"role": "tool", "tool_call_id": call["id"], "content": "sunny-22C"},
    ]
    c = portkey().chat.completions.create(messages=messages, **args)
    assert "sunny-22C" in c.choices[0].message.content


def test_image(model):
    parts = [{"type": "image_url", "image_url": {"url": "data:image/png;base64," + png()}}, {"type": "text", "text": "What?"}]
    c = portkey().chat.completions.create(model=model, messages=ask(parts), max_completion_tokens=300)
    assert "image/png" in c.choices[0].message.content


def test_reasoning_is_counted(model):
    c = portkey().chat.completions.create(
        model=model, messages=ask("Think hard"), reasoning_effort="high", max_completion_tokens=4000)
    assert c.usage.completion_tokens_details.reasoning_tokens > 0


def test_responses(model):
    r = portkey().responses.create(model=model, input="Hello there", max_output_tokens=200)
    message = next(item for item in r.output if item.type == "message")
    assert r.status == "completed" and "Hello there" in message.content[0].text
    assert r.usage.input_tokens > 0 and r.usage.output_tokens > 0


def test_messages_by_post(model):
    m = portkey().post("/messages", model=model, max_tokens=200, messages=ask("Hello there"))
    assert m.stop_reason == "end_turn" and "Hello there" in m.content[0]["text"]
    assert m.usage["input_tokens"] > 0 and m.usage["output_tokens"] > 0


def test_errors(model):
    args = dict(messages=ask("Hi"), max_completion_tokens=50)
    with pytest.raises(openai.AuthenticationError):
        portkey("sk-wrong").chat.completions.create(model=model, **args)
    with pytest.raises(openai.NotFoundError):
        portkey().chat.completions.create(model="no-such-model", **args)
    with pytest.raises(openai.APIStatusError) as poor:
        portkey(POOR_KEY).chat.completions.create(model=model, **args)
    assert poor.value.status_code == 402
