import assert from "node:assert/strict";
import { describe, test } from "node:test";
import OpenAI, { APIError, AuthenticationError, BadRequestError, NotFoundError } from "openai";
import { ask, gpt, models, pixel, poorKey, schema, url } from "./setup.js";

const weather = { type: "function", name: "get_weather", description: "Weather", parameters: schema, strict: false };
const stateless = { store: false, include: ["reasoning.encrypted_content"] };

for (const [provider, model] of Object.entries(models)) {
  describe(`OpenAI SDK's Responses to ${provider}`, () => {
    test("answer with usage and charge", async () => {
      const r = await gpt.responses.create({ model, input: "Hello there", max_output_tokens: 200 });
      assert.equal(r.status, "completed");
      assert.match(r.output_text, /Hello there/);
      assert.equal(r.gateway_usage.tokens_charged, r.usage.total_tokens);
      assert.ok(r.gateway_usage.cost_usd > 0);
    });

    test("stream is the unary answer in pieces", async () => {
      const body = { model, input: "A story about a fox", max_output_tokens: 300 };
      const unary = await gpt.responses.create(body);
      let text = "";
      const stream = gpt.responses.stream(body).on("response.output_text.delta", ({ delta }) => (text += delta));
      const final = await stream.finalResponse();
      assert.equal(text, unary.output_text);
      assert.equal(final.usage.output_tokens, unary.usage.output_tokens);
    });

    for (const streamed of [false, true]) {
      test(`tool loop with reasoning, ${streamed ? "streamed" : "unary"}`, async () => {
        const body = { model, tools: [weather], reasoning: { effort: "high", summary: "auto" }, max_output_tokens: 4000, ...stateless };
        const run = (input) =>
          streamed ? gpt.responses.stream({ ...body, input }).finalResponse() : gpt.responses.create({ ...body, input });
        const first = await run(ask("Weather in Rome?"));
        const call = first.output.find((item) => item.type === "function_call");
        assert.ok("city" in JSON.parse(call.arguments));
        assert.ok(first.output.find((item) => item.type === "reasoning").encrypted_content);
        assert.ok(first.usage.output_tokens_details.reasoning_tokens > 0);
        const result = { type: "function_call_output", call_id: call.call_id, output: "rain-9C" };
        // The SDK adds what it has parsed to a streamed call; the API itself refuses that.
        const output = first.output.map(({ parsed_arguments: _, ...item }) => item);
        const second = await run([...ask("Weather in Rome?"), ...output, result]);
        assert.match(second.output_text, /rain-9C/);
      });
    }

    test("image", async () => {
      const image = { type: "input_image", image_url: `data:image/png;base64,${pixel}`, detail: "auto" };
      const r = await gpt.responses.create({ model, input: ask([image, { type: "input_text", text: "What?" }]), max_output_tokens: 300 });
      assert.match(r.output_text, /image\/png/);
    });

    test("errors", async () => {
      await assert.rejects(gpt.responses.create({ model, input: "Hi", max_output_tokens: -1 }), BadRequestError);
      await assert.rejects(gpt.responses.create({ model: "no-such-model", input: "Hi" }), NotFoundError);
      const keyed = (apiKey) => new OpenAI({ baseURL: `${url}/v1`, apiKey, maxRetries: 0 });
      await assert.rejects(keyed("sk-wrong").responses.create({ model, input: "Hi" }), AuthenticationError);
      await assert.rejects(keyed(poorKey).responses.create({ model, input: "Hi" }), { status: 402 });
      await assert.rejects(async () => {
        let last;
        for await (const event of await gpt.responses.create({ model, input: "Go [[sim tokens=200 fault=cut:20]]", stream: true })) last = event;
        assert.notEqual(last.type, "response.failed", "pitfall 43");
      }, (error) => error instanceof APIError || error.message === "pitfall 43");
    });
  });
}
