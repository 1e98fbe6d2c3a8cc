import assert from "node:assert/strict";
import { describe, test } from "node:test";
import Anthropic, { APIError, AuthenticationError, BadRequestError, NotFoundError } from "@anthropic-ai/sdk";
import { ask, claude, claudeV1, models, pixel, poorKey, schema, url } from "./setup.js";

const weather = { name: "get_weather", description: "Weather", input_schema: schema };

for (const [provider, model] of Object.entries(models)) {
  describe(`Anthropic SDK to ${provider}`, () => {
    test("answer with usage and charge, base URL with /v1", async () => {
      for (const client of [claude, claudeV1]) {
        const m = await client.messages.create({ model, max_tokens: 200, messages: ask("Hello there") });
        assert.equal(m.stop_reason, "end_turn");
        assert.equal(m.gateway_usage.tokens_charged, m.usage.input_tokens + m.usage.output_tokens);
        assert.ok(m.gateway_usage.cost_usd > 0);
      }
    });

    test("stream is the unary answer in pieces", async () => {
      const body = { model, max_tokens: 300, messages: ask("A story about a fox") };
      const unary = await claude.messages.create(body);
      const stream = claude.messages.stream(body);
      let text = "";
      stream.on("text", (t) => (text += t));
      const final = await stream.finalMessage();
      assert.equal(text, unary.content[0].text);
      assert.equal(final.usage.output_tokens, unary.usage.output_tokens);
    });

    for (const streamed of [false, true]) {
      test(`tool loop with thinking, ${streamed ? "streamed" : "unary"}`, async () => {
        const body = { model, max_tokens: 4000, thinking: { type: "enabled", budget_tokens: 1024 }, tools: [weather] };
        const run = (messages) =>
          streamed
            ? claude.messages.stream({ ...body, messages }).finalMessage()
            : claude.messages.create({ ...body, messages });
        const first = await run(ask("Weather in Rome?"));
        assert.equal(first.stop_reason, "tool_use");
        assert.equal(first.content[0].type, "thinking");
        const call = first.content.find((b) => b.type === "tool_use");
        assert.ok("city" in call.input);
        const second = await run([
          ...ask("Weather in Rome?"),
          { role: "assistant", content: first.content },
          { role: "user", content: [{ type: "tool_result", tool_use_id: call.id, content: "rain-9C" }] },
        ]);
        assert.ok(second.content.some((b) => b.type === "text" && b.text.includes("rain-9C")));
      });
    }

    test("image", async () => {
      const source = { type: "base64", media_type: "image/png", data: pixel };
      const m = await claude.messages.create({
        model,
        max_tokens: 300,
        messages: ask([{ type: "image", source }, { type: "text", text: "What?" }]),
      });
      assert.match(m.content[0].text, /image\/png/);
    });

    test("errors", async () => {
      await assert.rejects(claude.messages.create({ model, max_tokens: 10, messages: [] }), BadRequestError);
      await assert.rejects(
        claude.messages.create({ model: "no-such-model", max_tokens: 10, messages: ask("Hi") }),
        NotFoundError,
      );
      const keyed = (apiKey) => new Anthropic({ baseURL: url, apiKey, maxRetries: 0 });
      const body = { model, max_tokens: 10, messages: ask("Hi") };
      await assert.rejects(keyed("sk-wrong").messages.create(body), AuthenticationError);
      await assert.rejects(keyed(poorKey).messages.create(body), { status: 402 });
      const cut = claude.messages.stream({ model, max_tokens: 400, messages: ask("Go [[sim tokens=200 fault=cut:20]]") });
      await assert.rejects(cut.finalMessage(), APIError);
    });
  });
}
