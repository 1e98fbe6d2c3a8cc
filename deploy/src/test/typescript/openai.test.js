import assert from "node:assert/strict";
import { describe, test } from "node:test";
import OpenAI, { APIError, AuthenticationError, BadRequestError, NotFoundError } from "openai";
import { ask, gpt, models, pixel, poorKey, schema, url } from "./setup.js";

const weather = { type: "function", function: { name: "get_weather", description: "Weather", parameters: schema } };

for (const [provider, model] of Object.entries(models)) {
  describe(`OpenAI SDK to ${provider}`, () => {
    test("answer with usage and charge", async () => {
      const c = await gpt.chat.completions.create({ model, messages: ask("Hello there"), max_completion_tokens: 200 });
      assert.equal(c.choices[0].finish_reason, "stop");
      assert.equal(c.gateway_usage.tokens_charged, c.usage.total_tokens);
      assert.ok(c.gateway_usage.cost_usd > 0);
    });

    test("stream is the unary answer in pieces", async () => {
      const body = { model, messages: ask("A story about a fox"), max_completion_tokens: 300 };
      const unary = await gpt.chat.completions.create(body);
      const runner = gpt.chat.completions.stream({ ...body, stream_options: { include_usage: true } });
      const final = await runner.finalChatCompletion();
      assert.equal(final.choices[0].message.content, unary.choices[0].message.content);
      assert.equal((await runner.totalUsage()).completion_tokens, unary.usage.completion_tokens);
    });

    for (const streamed of [false, true]) {
      test(`tool loop, ${streamed ? "streamed" : "unary"}`, async () => {
        const body = { model, tools: [weather], max_completion_tokens: 500 };
        const run = (messages) =>
          streamed
            ? gpt.chat.completions.stream({ ...body, messages }).finalChatCompletion()
            : gpt.chat.completions.create({ ...body, messages });
        const first = (await run(ask("Weather in Rome?"))).choices[0];
        assert.equal(first.finish_reason, "tool_calls");
        const call = first.message.tool_calls[0];
        assert.ok("city" in JSON.parse(call.function.arguments));
        const { role, content, tool_calls } = first.message;
        const second = await run([
          ...ask("Weather in Rome?"),
          { role, content, tool_calls: tool_calls.map(({ id, type, function: f }) => ({ id, type, function: { name: f.name, arguments: f.arguments } })) },
          { role: "tool", tool_call_id: call.id, content: "rain-9C" },
        ]);
        assert.match(second.choices[0].message.content, /rain-9C/);
      });
    }

    test("image", async () => {
      const parts = [
        { type: "image_url", image_url: { url: `data:image/png;base64,${pixel}` } },
        { type: "text", text: "What?" },
      ];
      const c = await gpt.chat.completions.create({ model, messages: ask(parts), max_completion_tokens: 300 });
      assert.match(c.choices[0].message.content, /image\/png/);
    });

    test("errors", async () => {
      await assert.rejects(gpt.chat.completions.create({ model, messages: [] }), BadRequestError);
      await assert.rejects(gpt.chat.completions.create({ model: "no-such-model", messages: ask("Hi") }), NotFoundError);
      const keyed = (apiKey) => new OpenAI({ baseURL: `${url}/v1`, apiKey, maxRetries: 0 });
      const body = { model, messages: ask("Hi") };
      await assert.rejects(keyed("sk-wrong").chat.completions.create(body), AuthenticationError);
      await assert.rejects(keyed(poorKey).chat.completions.create(body), { status: 402 });
      const cut = await gpt.chat.completions.create({
        model,
        messages: ask("Go [[sim tokens=200 fault=cut:20]]"),
        max_completion_tokens: 400,
        stream: true,
      });
      await assert.rejects(async () => {
        for await (const chunk of cut) assert.ok(chunk.id);
      }, APIError);
    });
  });
}
