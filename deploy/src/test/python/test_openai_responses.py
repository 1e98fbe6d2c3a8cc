import json

import openai
import pytest
from conftest import KEY, POOR_KEY, URL, WEATHER_SCHEMA, png

WEATHER = {"type": "function", "name": "get_weather", "description": "Weather", "parameters": WEATHER_SCHEMA, "strict": False}
STATELESS = {"store": False, "include": ["reasoning.encrypted_content"]}


def answer(gpt, stream, **args):
    """The whole response, put together by the SDK where it is streamed."""
    if not stream:
        return gpt.responses.create(**args)
    with gpt.responses.stream(**args) as s:
        for _ in s:
            pass
        return s.get_final_response()


def calls(response):
    return [item for item in response.output if item.type == "function_call"]


def test_answer_with_usage_and_charge(gpt, model):
    r = gpt.responses.create(model=model, instructions="Be brief.", input="Hello there", max_output_tokens=200)
    assert r.object == "response" and r.status == "completed" and "Hello there" in r.output_text
    assert r.usage.total_tokens == r.usage.input_tokens + r.usage.output_tokens > 0
    assert r.usage.input_tokens_details.cached_tokens >= 0 and r.usage.output_tokens_details.reasoning_tokens >= 0
    charge = r.model_extra["gateway_usage"]
    assert charge["tokens_charged"] == r.usage.total_tokens and charge["cost_usd"] > 0


def test_without_a_cap(gpt, model):
    assert gpt.responses.create(model=model, input="Hi").output_text


def test_stream_is_the_unary_answer_in_pieces(gpt, model):
    args = dict(model=model, input="A story about a fox", max_output_tokens=300)
    unary = gpt.responses.create(**args)
    events = list(gpt.responses.create(stream=True, **args))
    assert [events[0].type, events[1].type, events[-1].type] == [
        "response.created", "response.in_progress", "response.completed"]
    assert [e.sequence_number for e in events] == list(range(len(events)))
    final = events[-1].response
    assert "".join(e.delta for e in events if e.type == "response.output_text.delta") == unary.output_text == final.output_text
    assert final.usage.output_tokens == unary.usage.output_tokens
    assert final.model_extra["gateway_usage"]["cost_usd"] > 0
    assert {e.response.id for e in events if hasattr(e, "response")} == {final.id}


def test_max_tokens_cuts(gpt, model):
    r = gpt.responses.create(model=model, input="A long story please [[sim tokens=100]]", max_output_tokens=16)
    assert r.status == "incomplete" and r.incomplete_details.reason == "max_output_tokens"


@pytest.mark.parametrize("stream", [False, True])
def test_tool_loop_with_reasoning(gpt, model, stream):
    history = [{"role": "user", "content": "Think, then ask for the weather in Paris"}]
    args = dict(model=model, tools=[WEATHER], reasoning={"effort": "high", "summary": "auto"}, max_output_tokens=4000, **STATELESS)
    first = answer(gpt, stream, input=history, **args)
    call = calls(first)[0]
    assert call.name == "get_weather" and "city" in json.loads(call.arguments)
    assert first.usage.output_tokens_details.reasoning_tokens > 0
    reasoning = next(item for item in first.output if item.type == "reasoning")
    assert reasoning.encrypted_content
    history += first.output
    history += [{"type": "function_call_output", "call_id": call.call_id, "output": "sunny-22C"}]
    second = answer(gpt, stream, input=history, **args)
    assert "sunny-22C" in second.output_text


@pytest.mark.parametrize("stream", [False, True])
def test_parallel_calls_keep_ids_and_order(gpt, model, stream):
    args = dict(model=model, tools=[WEATHER, dict(WEATHER, name="get_time")], max_output_tokens=500, store=False)
    first = answer(gpt, stream, input="Do both in parallel", **args)
    made = calls(first)
    assert [c.name for c in made] == ["get_weather", "get_time"] and made[0].call_id != made[1].call_id
    results = [{"type": "function_call_output", "call_id": c.call_id, "output": f"result-{i}"} for i, c in enumerate(made)]
    history = [{"role": "user", "content": "Do both in parallel"}, *first.output, *results]
    second = answer(gpt, stream, input=history, **args)
    assert "result-0" in second.output_text and "result-1" in second.output_text


@pytest.mark.parametrize("stream", [False, True])
def test_free_form_tool(gpt, model, stream):
    tool = {"type": "custom", "name": "run", "description": "Runs a program"}
    history = [{"role": "user", "content": "Run it [[sim tool=run args=%7B%22input%22%3A%22print(1)%22%7D]]"}]
    first = answer(gpt, stream, model=model, tools=[tool], input=history, max_output_tokens=500, store=False)
    call = next(item for item in first.output if item.type == "custom_tool_call")
    assert call.name == "run" and call.input == "print(1)"
    history += first.output
    history += [{"type": "custom_tool_call_output", "call_id": call.call_id, "output": "one-1"}]
    second = answer(gpt, stream, model=model, tools=[tool], input=history, max_output_tokens=500, store=False)
    assert "one-1" in second.output_text


def test_image(gpt, model):
    parts = [{"type": "input_image", "image_url": "data:image/png;base64," + png(), "detail": "auto"},
             {"type": "input_text", "text": "What is it?"}]
    r = gpt.responses.create(model=model, input=[{"role": "user", "content": parts}], max_output_tokens=300)
    assert "image/png" in r.output_text


def test_structured_output(gpt, model):
    schema = dict(WEATHER_SCHEMA, additionalProperties=False, required=["city", "days"])
    form = {"type": "json_schema", "name": "weather", "schema": schema, "strict": True}
    r = gpt.responses.create(model=model, input="Answer as JSON", text={"format": form}, max_output_tokens=300)
    assert set(json.loads(r.output_text)) == {"city", "days"}


def test_errors_have_the_sdk_types(gpt, model):
    with pytest.raises(openai.BadRequestError) as bad:
        gpt.responses.create(model=model, input="Hi", max_output_tokens=-1)
    assert bad.value.type == "invalid_request_error" and bad.value.request_id
    with pytest.raises(openai.NotFoundError) as missing:
        gpt.responses.create(model="no-such-model", input="Hi")
    assert missing.value.code == "model_not_found"
    with pytest.raises(openai.AuthenticationError):
        openai.OpenAI(base_url=URL + "/v1", api_key="sk-wrong", max_retries=0).responses.create(model=model, input="Hi")
    with pytest.raises(openai.APIStatusError) as poor:
        openai.OpenAI(base_url=URL + "/v1", api_key=POOR_KEY, max_retries=0).responses.create(model=model, input="Hi")
    assert poor.value.status_code == 402 and poor.value.code == "insufficient_credits"


def test_pitfall_58_an_unknown_previous_response_is_refused(gpt, model):
    with pytest.raises(openai.BadRequestError) as bad:
        gpt.responses.create(model=model, input="Hi", previous_response_id="resp_unknown")
    assert "previous_response_id" in str(bad.value)


def test_a_cut_stream_is_an_error(gpt, model):
    """Pitfall 43: the SDK raises, or the last event says that the response failed."""
    with pytest.raises(openai.APIError):
        events = list(gpt.responses.create(model=model, input="Go [[sim tokens=200 fault=cut:20]]", stream=True))
        assert events[-1].type == "response.failed", events[-1]
        raise openai.APIError(events[-1].response.error.message, request=None, body=None)
