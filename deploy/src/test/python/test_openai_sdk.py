import json

import openai
import pytest
from conftest import KEY, POOR_KEY, URL, WEATHER_SCHEMA, png

WEATHER = {"type": "function", "function": {"name": "get_weather", "description": "Weather", "parameters": WEATHER_SCHEMA}}


def ask(text):
    return [{"role": "user", "content": text}]


def test_answer_with_usage_and_charge(gpt, model):
    c = gpt.chat.completions.create(
        model=model, messages=[{"role": "developer", "content": "Be brief."}, *ask("Hello there")], max_completion_tokens=200)
    assert c.object == "chat.completion" and c.choices[0].finish_reason == "stop" and c.choices[0].message.content
    assert c.usage.total_tokens == c.usage.prompt_tokens + c.usage.completion_tokens > 0
    charge = c.model_extra["gateway_usage"]
    assert charge["tokens_charged"] == c.usage.total_tokens and charge["cost_usd"] > 0


def test_without_a_cap(gpt, model):
    assert gpt.chat.completions.create(model=model, messages=ask("Hi")).choices[0].message.content


@pytest.mark.parametrize("usage", [False, True])
def test_stream_is_the_unary_answer_in_pieces(gpt, model, usage):
    unary = gpt.chat.completions.create(model=model, messages=ask("A story about a fox"), max_completion_tokens=300)
    extra = {"stream_options": {"include_usage": True}} if usage else {}
    chunks = list(gpt.chat.completions.create(
        model=model, messages=ask("A story about a fox"), max_completion_tokens=300, stream=True, **extra))
    text = "".join(ch.choices[0].delta.content or "" for ch in chunks if ch.choices)
    assert text == unary.choices[0].message.content
    assert [ch.choices[0].finish_reason for ch in chunks if ch.choices and ch.choices[0].finish_reason] == ["stop"]
    assert (chunks[-1].usage is not None) == usage
    assert chunks[-1].model_extra["gateway_usage"]["cost_usd"] > 0
    assert len({ch.id for ch in chunks}) == 1


@pytest.mark.parametrize("stream", [False, True])
def test_tool_loop(gpt, model, stream):
    messages = ask("What is the weather in Paris?")
    args = dict(model=model, tools=[WEATHER], max_completion_tokens=500)
    if stream:
        with gpt.chat.completions.stream(messages=messages, **args) as s:
            for _ in s:
                pass
            message = s.get_final_completion().choices[0].message
    else:
        c = gpt.chat.completions.create(messages=messages, **args)
        assert c.choices[0].finish_reason == "tool_calls"
        message = c.choices[0].message
    call = message.tool_calls[0]
    assert call.function.name == "get_weather" and "city" in json.loads(call.function.arguments)
    messages = messages + [
        {"role": "assistant", "content": message.content, "tool_calls": [
            {"id": call.id, "type": "function", "function": {"name": call.function.name, "arguments": call.function.arguments}}]},
        {"role": "tool", "tool_call_id": call.id, "content": "sunny-22C"},
    ]
    c = gpt.chat.completions.create(messages=messages, **args)
    assert "sunny-22C" in c.choices[0].message.content


@pytest.mark.parametrize("stream", [False, True])
def test_parallel_calls_keep_ids_and_order(gpt, model, stream):
    second = {"type": "function", "function": dict(WEATHER["function"], name="get_time")}
    args = dict(model=model, tools=[WEATHER, second], messages=ask("Do both in parallel"), max_completion_tokens=500)
    if stream:
        calls = {}
        for chunk in gpt.chat.completions.create(stream=True, **args):
            for d in chunk.choices[0].delta.tool_calls or [] if chunk.choices else []:
                call = calls.setdefault(d.index, {"id": "", "name": "", "arguments": ""})
                call["id"] += d.id or ""
                call["name"] += d.function.name or ""
                call["arguments"] += d.function.arguments or ""
        assert list(calls) == [0, 1]
        calls = list(calls.values())
    else:
        calls = [{"id": c.id, "name": c.function.name, "arguments": c.function.arguments}
                 for c in gpt.chat.completions.create(**args).choices[0].message.tool_calls]
    assert len(calls) == 2 and calls[0]["id"] != calls[1]["id"]
    assert all(isinstance(json.loads(c["arguments"]), dict) for c in calls)


def test_image(gpt, model):
    parts = [{"type": "image_url", "image_url": {"url": "data:image/png;base64," + png()}}, {"type": "text", "text": "What?"}]
    c = gpt.chat.completions.create(model=model, messages=ask(parts), max_completion_tokens=300)
    assert "image/png" in c.choices[0].message.content


def test_structured_output(gpt, model):
    schema = dict(WEATHER_SCHEMA, additionalProperties=False, required=["city", "days"])
    c = gpt.chat.completions.create(
        model=model, messages=ask("Answer as JSON"), max_completion_tokens=300,
        response_format={"type": "json_schema", "json_schema": {"name": "weather", "schema": schema, "strict": True}})
    assert set(json.loads(c.choices[0].message.content)) == {"city", "days"}


def test_reasoning_is_shown_and_taken_back(gpt, model):
    c = gpt.chat.completions.create(
        model=model, messages=ask("Think hard"), reasoning_effort="high", max_completion_tokens=4000)
    message = c.choices[0].message
    # A provider that keeps its reasoning to itself still gives what it has to be brought back.
    assert message.model_extra.get("reasoning_content") or message.model_extra.get("reasoning_details")
    assert c.usage.completion_tokens_details.reasoning_tokens >= 0
    again = [*ask("Think hard"), message.to_dict(), *ask("And now?")]
    assert gpt.chat.completions.create(
        model=model, messages=again, reasoning_effort="high", max_completion_tokens=4000).choices[0].message.content


def test_errors_have_the_sdk_types(gpt, model):
    with pytest.raises(openai.BadRequestError) as bad:
        gpt.chat.completions.create(model=model, messages=[])
    assert bad.value.type == "invalid_request_error" and bad.value.request_id
    with pytest.raises(openai.NotFoundError) as missing:
        gpt.chat.completions.create(model="no-such-model", messages=ask("Hi"))
    assert missing.value.code == "model_not_found"
    with pytest.raises(openai.AuthenticationError):
        openai.OpenAI(base_url=URL + "/v1", api_key="sk-wrong", max_retries=0).chat.completions.create(
            model=model, messages=ask("Hi"))


def test_without_credits(model):
    client = openai.OpenAI(base_url=URL + "/v1", api_key=POOR_KEY, max_retries=0)
    with pytest.raises(openai.APIStatusError) as poor:
        client.chat.completions.create(model=model, messages=ask("Hi"))
    assert poor.value.status_code == 402 and poor.value.code == "insufficient_credits"


def test_a_cut_stream_is_an_error(gpt, model):
    with pytest.raises(openai.APIError):
        for _ in gpt.chat.completions.create(
                model=model, messages=ask("Go [[sim tokens=200 fault=cut:20]]"), max_completion_tokens=400, stream=True):
            pass


def test_models(gpt):
    models = gpt.models.list().data
    assert models and all(m.object == "model" for m in models)
    assert gpt.models.retrieve(models[0].id).id == models[0].id
