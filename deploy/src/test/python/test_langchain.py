"""LangChain's chat models over Anthropic's and OpenAI's SDKs, each to both providers."""

import anthropic
import openai
import pytest
from conftest import KEY, POOR_KEY, URL, png
from langchain_anthropic import ChatAnthropic
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI
from pydantic import BaseModel


@tool
def get_weather(city: str, days: int = 1) -> str:
    """Weather of a city"""
    return f"sunny-22C in {city} for {days}"


class Weather(BaseModel):
    """What the weather is"""

    city: str
    days: int


def chat_anthropic(model, key=KEY, **more):
    return ChatAnthropic(model=model, base_url=URL, api_key=key, max_retries=0, max_tokens=4000, **more)


def chat_openai(model, key=KEY, **more):
    return ChatOpenAI(model=model, base_url=URL + "/v1", api_key=key, max_retries=0, max_tokens=4000, stream_usage=True, **more)


def chat_responses(model, key=KEY, **more):
    return ChatOpenAI(
        model=model, base_url=URL + "/v1", api_key=key, max_retries=0, max_tokens=4000, use_responses_api=True, store=False, **more)


@pytest.fixture(
    params=[chat_anthropic, chat_openai, chat_responses],
    ids=["langchain-anthropic", "langchain-openai", "langchain-openai-responses"])
def chat(request):
    return request.param


def answer(runnable, messages, stream):
    """The whole message, put together by LangChain where it is streamed."""
    if not stream:
        return runnable.invoke(messages)
    whole = None
    for chunk in runnable.stream(messages):
        whole = chunk if whole is None else whole + chunk
    return whole


def check_usage(message):
    usage = message.usage_metadata
    assert usage["input_tokens"] > 0 and usage["output_tokens"] > 0
    assert usage["total_tokens"] == usage["input_tokens"] + usage["output_tokens"]


def test_answer_with_usage(chat, model):
    m = chat(model).invoke([SystemMessage("Be brief."), HumanMessage("Hello there")])
    assert "Hello there" in m.text
    check_usage(m)


def test_stream_is_the_unary_answer_in_pieces(chat, model):
    unary = answer(chat(model), "A story about a fox", False)
    chunks = list(chat(model).stream("A story about a fox"))
    streamed = answer(chat(model), "A story about a fox", True)
    assert len([c for c in chunks if c.text]) > 2
    assert streamed.text == unary.text
    check_usage(streamed)
    assert streamed.usage_metadata["output_tokens"] == unary.usage_metadata["output_tokens"]
    assert streamed.usage_metadata["input_tokens"] == unary.usage_metadata["input_tokens"]


@pytest.mark.parametrize("stream", [False, True])
def test_tool_loop(chat, model, stream):
    runnable = chat(model).bind_tools([get_weather])
    messages = [HumanMessage("What is the weather in Paris?")]
    first = answer(runnable, messages, stream)
    assert [c["name"] for c in first.tool_calls] == ["get_weather"] and not first.invalid_tool_calls
    result = get_weather.invoke(first.tool_calls[0])
    assert isinstance(result, ToolMessage) and "sunny-22C" in result.content
    second = answer(runnable, [*messages, first, result], stream)
    assert not second.tool_calls and "sunny-22C" in second.text
    check_usage(second)


@pytest.mark.parametrize("stream", [False, True])
def test_parallel_calls(chat, model, stream):
    @tool
    def get_time(city: str) -> str:
        """Time in a city"""
        return "noon"

    runnable = chat(model).bind_tools([get_weather, get_time])
    messages = [HumanMessage("Do both in parallel")]
    first = answer(runnable, messages, stream)
    assert [c["name"] for c in first.tool_calls] == ["get_weather", "get_time"]
    assert len({c["id"] for c in first.tool_calls}) == 2
    results = [{"get_weather": get_weather, "get_time": get_time}[c["name"]].invoke(c) for c in first.tool_calls]
    second = answer(runnable, [*messages, first, *results], stream)
    assert "sunny-22C" in second.text and "noon" in second.text


def test_image(chat, model):
    image = {"type": "image", "base64": png(), "mime_type": "image/png"}
    m = chat(model).invoke([HumanMessage([image, {"type": "text", "text": "What is it?"}])])
    assert "image/png" in m.text


@pytest.mark.parametrize("method", ["function_calling", "json_schema"])
def test_structured_output(chat, model, method):
    weather = chat(model).with_structured_output(Weather, method=method).invoke("Answer in a structured way")
    assert isinstance(weather, Weather) and weather.city


@pytest.mark.parametrize("stream", [False, True])
def test_anthropic_thinking_survives_a_tool_turn(model, stream):
    runnable = chat_anthropic(model, thinking={"type": "enabled", "budget_tokens": 1024}).bind_tools([get_weather])
    messages = [HumanMessage("Think, then ask for the weather in Rome")]
    first = answer(runnable, messages, stream)
    thinking = next(b for b in first.content if b["type"] == "thinking")
    assert thinking["thinking"] and thinking["signature"]
    assert [c["name"] for c in first.tool_calls] == ["get_weather"]
    second = answer(runnable, [*messages, first, get_weather.invoke(first.tool_calls[0])], stream)
    assert "sunny-22C" in second.text


@pytest.mark.parametrize("stream", [False, True])
def test_openai_reasoning_survives_a_tool_turn(model, stream):
    reasoning = {"effort": "high", "summary": "auto"}
    runnable = chat_responses(model, reasoning=reasoning, include=["reasoning.encrypted_content"]).bind_tools([get_weather])
    messages = [HumanMessage("Think, then ask for the weather in Rome")]
    first = answer(runnable, messages, stream)
    assert first.usage_metadata["output_token_details"]["reasoning"] > 0
    assert [c["name"] for c in first.tool_calls] == ["get_weather"]
    second = answer(runnable, [*messages, first, get_weather.invoke(first.tool_calls[0])], stream)
    assert "sunny-22C" in second.text


def test_openai_reasoning_is_counted(model):
    m = chat_openai(model, reasoning_effort="high").invoke("Think hard")
    assert m.text and m.usage_metadata["output_token_details"]["reasoning"] > 0


ERRORS = {chat_anthropic: anthropic, chat_openai: openai, chat_responses: openai}


def test_errors_have_the_sdk_types(chat, model):
    sdk = ERRORS[chat]
    with pytest.raises(sdk.AuthenticationError):
        chat(model, key="sk-wrong").invoke("Hi")
    with pytest.raises(sdk.NotFoundError):
        chat("no-such-model").invoke("Hi")
    with pytest.raises(sdk.APIStatusError) as poor:
        chat(model, key=POOR_KEY).invoke("Hi")
    assert poor.value.status_code == 402


def test_a_cut_stream_is_an_error(chat, model):
    with pytest.raises(ERRORS[chat].APIError):
        answer(chat(model), "Go [[sim tokens=200 fault=cut:20]]", True)


def test_a_conversation_of_another_client_goes_on(chat, model):
    """What LangChain keeps of one provider's answer is taken by the other, as when an application changes its model."""
    first = chat_anthropic(model, thinking={"type": "enabled", "budget_tokens": 1024}).invoke("Think of a fox")
    history = [HumanMessage("Think of a fox"), AIMessage(first.text), HumanMessage("And now?")]
    assert chat(model).invoke(history).text
