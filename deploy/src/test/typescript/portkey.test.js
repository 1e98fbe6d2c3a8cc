// Portkey's own client: it sends its key as x-portkey-api-key, and a placeholder as Authorization.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Portkey } from "portkey-ai";
import { ask, key, models, pixel, poorKey, schema, url } from "./setup.js";

const portkey = (apiKey = key) => new Portkey({ apiKey, baseURL: `${url}/v1`, traceID: "trace-1", metadata: { _user: "u-1" } });
const weather = { type: "function", function: { name: "get_weather", description: "Weather", parameters: schema } };

for (const [provider, model] of Object.entries(models)) {
  describe(`Portkey's client to ${provider}`, () => {
    const create = (body) => portkey().chat.completions.create({ model, max_completion_tokens: 500, ...body });

    test("answer with usage and charge", async () => {
      const c = await create({ messages: ask("Hello there") });
      assert.match(c.choices[0].message.content, /Hello there/);
      assert.equal(c.gateway_usage.tokens_charged, c.usage.total_tokens);
    });

    test("stream is the unary answer in pieces", async () => {
      const unary = await create({ messages: ask("A story about a fox") });
      let text = "";
      let last;
      const stream = await create({ messages: ask("A story about a fox"), stream: true, stream_options: { include_usage: true } });
      for await (const chunk of stream) {
        text += chunk.choices[0]?.delta.content ?? "";
        last = chunk;
      }
      assert.equal(text, unary.choices[0].message.content);
      assert.equal(last.usage.completion_tokens, unary.usage.completion_tokens);
    });

    for (const streamed of [false, true]) {
      test(`tool loop, ${streamed ? "streamed" : "unary"}`, async () => {
        const call = { id: "", type: "function", function: { name: "", arguments: "" } };
        const add = (part) => {
          call.id += part.id ?? "";
          call.function.name += part.function.name ?? "";
          call.function.arguments += part.function.arguments ?? "";
        };
        const first = await create({ messages: ask("Weather in Rome?"), tools: [weather], stream: streamed });
        if (streamed) {
          for await (const chunk of first) chunk.choices[0]?.delta.tool_calls?.forEach(add);
        } else {
          assert.equal(first.choices[0].finish_reason, "tool_calls");
          first.choices[0].message.tool_calls.forEach(add);
        }
        assert.equal(call.function.name, "get_weather");
        assert.ok("city" in JSON.parse(call.function.arguments));
        const second = await create({
          tools: [weather],
          messages: [
            ...ask("Weather in Rome?"),
            { role: "assistant", content: null, tool_calls: [call] },
            { role: "tool", tool_call_id: call.id, content: "rain-9C" },
          ],
        });
        assert.match(second.choices[0].message.content, /rain-9C/);
      });
    }

    test("image", async () => {
      const image = { type: "image_url", image_url: { url: `data:image/png;base64,${pixel}` } };
      const c = await create({ messages: ask([image, { type: "text", text: "What?" }]) });
      assert.match(c.choices[0].message.content, /image\/png/);
    });

    test("reasoning is counted", async () => {
      const c = await create({ messages: ask("Think hard"), reasoning_effort: "high", max_completion_tokens: 4000 });
      assert.ok(c.usage.completion_tokens_details.reasoning_tokens > 0);
    });

    test("Responses", async () => {
      const r = await portkey().responses.create({ model, input: "Hello there", max_output_tokens: 200 });
      assert.match(r.output_text ?? r.output[0].content[0].text, /Hello there/);
      assert.ok(r.usage.input_tokens > 0 && r.usage.output_tokens > 0);
    });

    test("Anthropic Messages by post", async () => {
      const m = await portkey().post("/messages", { model, max_tokens: 200, messages: ask("Hello there") });
      assert.match(m.content[0].text, /Hello there/);
      assert.ok(m.usage.input_tokens > 0 && m.usage.output_tokens > 0);
    });

    test("errors", async () => {
      const ends = (client, status, id = model) =>
        assert.rejects(client.chat.completions.create({ model: id, messages: ask("Hi"), max_completion_tokens: 50 }), { status });
      await ends(portkey("sk-wrong"), 401);
      await ends(portkey(), 404, "no-such-model");
      await ends(portkey(poorKey), 402);
    });
  });
}
