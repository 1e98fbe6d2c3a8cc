import anthropic
import pytest
from conftest import KEY, POOR_KEY, URL, WEATHER_SCHEMA, png

WEATHER = {"name": "get_weather", "description": "Weather of a city", "input_schema": WEATHER_SCHEMA}


def ask(text):
    return [{"role": "user", "content": text}]


def test_answer_with_usage_and_charge(claude, model):
    m = claude.messages.create(model=model, max_tokens=200, system="Be brief.", messages=ask("Hello there"))
    assert m.type == "message" and m.role == "assistant" and m.stop_reason == "end_turn"
    assert m.content[0].type == "text" and m.content[0].text
    assert m.usage.input_tokens > 0 and m.usage.output_tokens > 0
    charge = m.model_extra["gateway_usage"]
    assert charge["tokens_charged"] == m.usage.input_tokens + m.usage.output_tokens
    assert charge["cost_usd"] > 0 and charge["cached"] is False and charge["request_ms"] >= 0


def test_base_url_that_ends_in_v1(model):
    client = anthropic.Anthropic(base_url=URL + "/v1", api_key=KEY, max_retries=0)
    assert client.messages.create(model=model, max_tokens=50, messages=ask("Hi")).content


def test_bearer_token(model):
    client = anthropic.Anthropic(base_url=URL, auth_token=KEY, max_retries=0)
    assert client.messages.create(model=model, max_tokens=50, messages=ask("Hi")).content


def test_stream_is_the_unary_answer_in_pieces(claude, model):
    unary = claude.messages.create(model=model, max_tokens=300, messages=ask("Tell me a story about a fox"))
    with claude.messages.stream(model=model, max_tokens=300, messages=ask("Tell me a story about a fox")) as s:
        events = list(s)
        final = s.get_final_message()
    assert "".join(e.text for e in events if e.type == "text") == unary.content[0].text
    assert final.stop_reason == unary.stop_reason
    assert final.usage.output_tokens == unary.usage.output_tokens


def test_raw_stream_ends_with_charge(claude, model):
    events = list(claude.messages.create(model=model, max_tokens=100, stream=True, messages=ask("Hi")))
    assert [events[0].type, events[-1].type] == ["message_start", "message_stop"]
    assert events[0].message.usage.input_tokens > 0
    delta = next(e for e in events if e.type == "message_delta")
    assert delta.model_extra["gateway_usage"]["cost_usd"] > 0


def test_max_tokens_cuts(claude, model):
    m = claude.messages.create(model=model, max_tokens=20, messages=ask("A long story please [[sim tokens=100]]"))
    assert m.stop_reason == "max_tokens" and m.usage.output_tokens <= 20


@pytest.mark.parametrize("stream", [False, True])
def test_tool_loop(claude, model, stream):
    messages = ask("What is the weather in Paris?")
    for turn in range(2):
        args = dict(model=model, max_tokens=500, tools=[WEATHER], messages=messages)
        if stream:
            with claude.messages.stream(**args) as s:
                m = s.get_final_message()
        else:
            m = claude.messages.create(**args)
        if turn == 1:
            break
        assert m.stop_reason == "tool_use"
        call = next(b for b in m.content if b.type == "tool_use")
        assert call.name == "get_weather" and isinstance(call.input, dict) and "city" in call.input
        messages = messages + [
            {"role": "assistant", "content": m.content},
            {"role": "user", "content": [{"type": "tool_result", "tool_use_id": call.id, "content": "sunny-22C"}]},
        ]
    assert m.stop_reason == "end_turn" and "sunny-22C" in m.content[-1].text


@pytest.mark.parametrize("stream", [False, True])
def test_parallel_calls_keep_ids_and_order(claude, model, stream):
    second = dict(WEATHER, name="get_time")
    args = dict(model=model, max_tokens=500, tools=[WEATHER, second], messages=ask("Do both in parallel"))
    if stream:
        with claude.messages.stream(**args) as s:
            m = s.get_final_message()
    else:
        m = claude.messages.create(**args)
    calls = [b for b in m.content if b.type == "tool_use"]
    assert len(calls) == 2 and len({c.id for c in calls}) == 2
    results = [{"type": "tool_result", "tool_use_id": c.id, "content": f"result-{i}"} for i, c in enumerate(calls)]
    m = claude.messages.create(
        model=model, max_tokens=500, tools=[WEATHER, second],
        messages=ask("Do both in parallel")
        + [{"role": "assistant", "content": m.content}, {"role": "user", "content": results + [{"type": "text", "text": "Go on"}]}])
    assert m.stop_reason in ("end_turn", "tool_use")


def test_forced_tool(claude, model):
    m = claude.messages.create(model=model, max_tokens=500, tools=[WEATHER], messages=ask("Hi"),
                               tool_choice={"type": "tool", "name": "get_weather"})
    assert [b.name for b in m.content if b.type == "tool_use"] == ["get_weather"]


def test_image(claude, model):
    image = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": png()}}
    m = claude.messages.create(model=model, max_tokens=300, messages=ask([image, {"type": "text", "text": "What is it?"}]))
    assert "image/png" in m.content[0].text


@pytest.mark.parametrize("stream", [False, True])
def test_thinking_survives_a_tool_turn(claude, model, stream):
    messages = ask("Think, then ask for the weather in Rome")
    for turn in range(2):
        args = dict(model=model, max_tokens=4000, thinking={"type": "enabled", "budget_tokens": 1024},
                    tools=[WEATHER], messages=messages)
        if stream:
            with claude.messages.stream(**args) as s:
                m = s.get_final_message()
        else:
            m = claude.messages.create(**args)
        if turn == 0:
            assert m.content[0].type == "thinking" and m.content[0].signature
            call = next(b for b in m.content if b.type == "tool_use")
            messages = messages + [
                {"role": "assistant", "content": m.content},
                {"role": "user", "content": [{"type": "tool_result", "tool_use_id": call.id, "content": "rain"}]},
            ]
    assert any(b.type == "text" and "rain" in b.text for b in m.content)


def test_errors_have_the_sdk_types(claude, model):
    with pytest.raises(anthropic.BadRequestError) as bad:
        claude.messages.create(model=model, max_tokens=10, messages=[])
    assert bad.value.body["error"]["type"] == "invalid_request_error" and bad.value.request_id
    with pytest.raises(anthropic.NotFoundError):
        claude.messages.create(model="no-such-model", max_tokens=10, messages=ask("Hi"))
    with pytest.raises(anthropic.AuthenticationError):
        anthropic.Anthropic(base_url=URL, api_key="sk-wrong", max_retries=0).messages.create(
            model=model, max_tokens=10, messages=ask("Hi"))


def test_without_credits(model):
    client = anthropic.Anthropic(base_url=URL, api_key=POOR_KEY, max_retries=0)
    with pytest.raises(anthropic.APIStatusError) as poor:
        client.messages.create(model=model, max_tokens=10, messages=ask("Hi"))
    assert poor.value.status_code == 402 and poor.value.body["error"]["type"] == "billing_error"


def test_a_cut_stream_is_an_error(claude, model):
    with pytest.raises(anthropic.APIError):
        with claude.messages.stream(model=model, max_tokens=400, messages=ask("Go [[sim tokens=200 fault=cut:20]]")) as s:
            for _ in s:
                pass


def test_models(claude):
    page = claude.models.list()
    assert page.data and all(m.id and m.type == "model" for m in page.data)
    assert claude.models.retrieve(page.data[0].id).id == page.data[0].id
