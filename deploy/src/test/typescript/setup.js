// Real clients against a running gateway: GATEWAY_URL, GATEWAY_KEY, POOR_KEY of an account without credits; CLAUDE, GPT,
// RESPONSES and GEMINI name models that a provider of each dialect answers.
import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";

export const { GATEWAY_URL: url, GATEWAY_KEY: key, POOR_KEY: poorKey } = process.env;

export const models = {
  "messages-provider": process.env.CLAUDE,
  "chat-provider": process.env.GPT,
  "responses-provider": process.env.RESPONSES,
  "gemini-provider": process.env.GEMINI,
};
export const claude = new Anthropic({ baseURL: url, apiKey: key, maxRetries: 0 });
export const claudeV1 = new Anthropic({ baseURL: `${url}/v1`, apiKey: key, maxRetries: 0 });
export const gpt = new OpenAI({ baseURL: `${url}/v1`, apiKey: key, maxRetries: 0 });
export const schema = {
  type: "object",
  properties: { city: { type: "string" }, days: { type: "integer" } },
  required: ["city"],
};
export const pixel =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
export const ask = (content) => [{ role: "user", content }];
