// Vercel's AI SDK over its own Anthropic and OpenAI providers, each to both of the gateway's.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createAnthropic } from "@ai-sdk/anthropic";
import { createOpenAI } from "@ai-sdk/openai";
import { generateObject, generateText, isStepCount, streamText, tool } from "ai";
import { z } from "zod";
import { ask, key, models, pixel, poorKey, url } from "./setup.js";

const weather = tool({
  description: "Weather",
  inputSchema: z.object({ city: z.string(), days: z.number().int().optional() }),
  execute: async ({ city }) => `rain-9C in ${city}`,
});

const anthropic = {
  model: (id, apiKey = key) => createAnthropic({ baseURL: `${url}/v1`, apiKey })(id),
  stateless: {},
  reasoning: { anthropic: { thinking: { type: "enabled", budgetTokens: 1024 } } },
  showsReasoning: true,
};
const chat = {
  model: (id, apiKey = key) => createOpenAI({ baseURL: `${url}/v1`, apiKey }).chat(id),
  stateless: {},
  reasoning: { openai: { reasoningEffort: "high" } },
  showsReasoning: false,
};

const stateless = { store: false, include: ["reasoning.encrypted_content"] };
const responses = {
  model: (id, apiKey = key) => createOpenAI({ baseURL: `${url}/v1`, apiKey })(id),
  // Otherwise it refers to what the server should have stored.
  stateless: { openai: { ...stateless } },
  reasoning: { openai: { ...stateless, reasoningEffort: "high", reasoningSummary: "auto", forceReasoning: true } },
  showsReasoning: true,
};

/** The whole result, from a stream put together by the SDK. */
async function run(args, streamed) {
  const all = { maxRetries: 0, maxOutputTokens: 4000, ...args };
  if (!streamed) return generateText(all);
  let failure;
  const result = streamText({ ...all, onError: ({ error }) => (failure = error) });
  await result.consumeStream();
  if (failure) throw failure;
  const { text, reasoningText, steps, totalUsage, finishReason } = result;
  return {
    text: await text,
    reasoningText: await reasoningText,
    steps: await steps,
    totalUsage: await totalUsage,
    finishReason: await finishReason,
  };
}

const clients = { "@ai-sdk/anthropic": anthropic, "@ai-sdk/openai chat": chat, "@ai-sdk/openai responses": responses };

for (const [name, client] of Object.entries(clients)) {
  for (const [provider, id] of Object.entries(models)) {
    describe(`AI SDK's ${name} to ${provider}`, () => {
      const model = client.model(id);

      test("answer with usage", async () => {
        const { text, totalUsage, finishReason } = await run({ model, instructions: "Be brief.", prompt: "Hello there" }, false);
        assert.match(text, /Hello there/);
        assert.equal(finishReason, "stop");
        assert.ok(totalUsage.inputTokens > 0);
        assert.equal(totalUsage.totalTokens, totalUsage.inputTokens + totalUsage.outputTokens);
      });

      test("stream is the unary answer in pieces", async () => {
        const args = { model, prompt: "A story about a fox" };
        const unary = await run(args, false);
        const streamed = await run(args, true);
        assert.equal(streamed.text, unary.text);
        assert.equal(streamed.totalUsage.outputTokens, unary.totalUsage.outputTokens);
        assert.equal(streamed.totalUsage.inputTokens, unary.totalUsage.inputTokens);
      });

      for (const streamed of [false, true]) {
        test(`tool loop with reasoning, ${streamed ? "streamed" : "unary"}`, async () => {
          const tools = { get_weather: weather };
          const args = { model, tools, stopWhen: isStepCount(3), prompt: "Weather in Rome?", providerOptions: client.reasoning };
          const result = await run(args, streamed);
          assert.equal(result.steps.length, 2);
          assert.equal(result.steps[0].finishReason, "tool-calls");
          assert.deepEqual(result.steps[0].toolCalls.map((c) => c.toolName), ["get_weather"]);
          assert.match(result.text, /rain-9C/);
          assert.equal(result.finishReason, "stop");
          assert.ok(result.totalUsage.outputTokenDetails.reasoningTokens > 0);
          if (client.showsReasoning) assert.ok(result.reasoningText);
        });

        test(`parallel calls, ${streamed ? "streamed" : "unary"}`, async () => {
          const tools = { get_weather: weather, get_time: tool({ ...weather, execute: async () => "noon" }) };
          const prompt = "Do both in parallel";
          const args = { model, tools, stopWhen: isStepCount(3), prompt, providerOptions: client.stateless };
          const result = await run(args, streamed);
          assert.deepEqual(result.steps[0].toolCalls.map((c) => c.toolName), ["get_weather", "get_time"]);
          assert.match(result.text, /rain-9C.*noon/s);
        });
      }

      test("image", async () => {
        const file = { type: "file", mediaType: "image/png", data: pixel };
        const { text } = await run({ model, messages: ask([file, { type: "text", text: "What?" }]) }, false);
        assert.match(text, /image\/png/);
      });

      test("structured output", async () => {
        const schema = z.object({ city: z.string(), days: z.number().int() });
        const { object } = await generateObject({ model, schema, prompt: "Answer as JSON", maxRetries: 0, maxOutputTokens: 4000 });
        assert.deepEqual(Object.keys(object).sort(), ["city", "days"]);
      });

      test("errors", async () => {
        const prompt = "Hi";
        await assert.rejects(run({ model: client.model(id, "sk-wrong"), prompt }), { statusCode: 401 });
        await assert.rejects(run({ model: client.model("no-such-model"), prompt }), { statusCode: 404 });
        await assert.rejects(run({ model: client.model(id, poorKey), prompt }), { statusCode: 402 });
        await assert.rejects(run({ model, prompt: "Go [[sim tokens=200 fault=cut:20]]" }, true));
      });
    });
  }
}
