import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { calling, key, models, modules, poorKey, run, SECRET, url, workshop } from "./setup.js";

const CLI = join(modules, "@openai/codex/bin/codex.js");

/** Models by names that Codex knows: it sends them other tools, in namespaces, than those whose names it doesn't know. */
const known = {
  "messages-provider": "gpt-5.6-sol",
  "chat-provider": "gpt-6.1-sol",
  "responses-provider": "gpt-6-sol",
  "gemini-provider": "gpt-6-luna",
};

const CONFIG = `
model_provider = "gateway"
approval_policy = "never"
sandbox_mode = "danger-full-access"
check_for_update_on_startup = false
[analytics]
enabled = false
[model_providers.gateway]
name = "gateway"
base_url = "${url}/v1"
env_key = "CODEX_GATEWAY_KEY"
wire_api = "responses"
request_max_retries = 0
stream_max_retries = 0
`;

/** One headless run; the items are those that were completed. */
async function codex(shop, model, prompt, { token = key, more = [] } = {}) {
  mkdirSync(join(shop.home, ".codex"), { recursive: true });
  writeFileSync(join(shop.home, ".codex", "config.toml"), CONFIG);
  const command = [process.execPath, CLI, "exec", ...more, "--json", "--skip-git-repo-check", "-m", model, prompt];
  const ended = await run(command, shop, { CODEX_GATEWAY_KEY: token });
  const items = ended.events.filter((e) => e.type === "item.completed").map((e) => e.item);
  return {
    ...ended,
    commands: items.filter((i) => i.type === "command_execution"),
    reasoning: items.filter((i) => i.type === "reasoning"),
    text: items.filter((i) => i.type === "agent_message").map((i) => i.text).join("\n"),
    usage: ended.events.find((e) => e.type === "turn.completed")?.usage,
    failure: ended.events.find((e) => e.type === "turn.failed")?.error.message,
  };
}

const EFFORT = ["-c", 'model_reasoning_effort="high"'];
const CAT = calling("exec_command", { cmd: "cat note.txt" });

for (const [provider, model] of Object.entries(models)) {
  describe(`Codex to ${provider}`, () => {
    test("pitfalls 20, 21: runs a command and answers, with usage", async (t) => {
      const { code, commands, reasoning, text, usage, log } = await codex(workshop(t), model, `Run it ${CAT}`, { more: EFFORT });

      assert.equal(code, 0, log);
      assert.deepEqual(commands.map((c) => [c.exit_code, c.aggregated_output]), [[0, `${SECRET}\n`]], log);
      assert.ok(text.includes(SECRET), log);
      assert.equal(reasoning.length, 2, log);
      assert.ok(usage.input_tokens > 1000 && usage.output_tokens > 0 && usage.reasoning_output_tokens > 0, log);
      assert.ok(usage.cached_input_tokens > 1000, "the second turn reads the first one's prefix from the cache");
    });

    test("pitfalls 19, 22: calls a free-form tool of a namespace", async (t) => {
      const script = 'text((await tools.exec_command({ cmd: "cat note.txt" })).output + "Grüße 🍊")';

      const { code, text, log } = await codex(workshop(t), known[provider], `Run it ${calling("exec", { input: script })}`);

      assert.equal(code, 0, log);
      assert.ok(text.includes(SECRET) && text.includes("Grüße 🍊"), log);
    });

    test("makes two calls at once", async (t) => {
      const prompt = `Run it ${calling("exec_command", { cmd: "cat note.txt" }, "calls=2")}`;

      const { code, commands, log } = await codex(workshop(t), model, prompt);

      assert.equal(code, 0, log);
      assert.deepEqual(commands.map((c) => c.exit_code), [0, 0], log);
    });

    test("shows a picture", async (t) => {
      const shop = workshop(t);
      const more = ["-i", join(shop.work, "pixel.png")];

      const { code, text, log } = await codex(shop, model, "Look [[sim calls=0]]", { more });

      assert.equal(code, 0, log);
      assert.match(text, /image image\/png/, log);
    });

    test("goes on with a conversation that has calls and reasoning", async (t) => {
      const shop = workshop(t);
      await codex(shop, model, `Run it ${CAT}`, { more: EFFORT });

      const { code, text, log } = await codex(shop, model, "And now? [[sim calls=0]]", { more: ["resume", "--last"] });

      assert.equal(code, 0, log);
      assert.ok(text.includes("And now?"), log);
    });

    test("pitfall 24: goes on with a conversation that another provider began", async (t) => {
      const shop = workshop(t);
      const other = Object.values(models).find((m) => m !== model);
      await codex(shop, other, `Run it ${CAT}`, { more: EFFORT });

      const { code, text, log } = await codex(shop, model, "And now? [[sim calls=0]]", { more: ["resume", "--last"] });

      assert.equal(code, 0, log);
      assert.match(text, /^You said/, log);
    });

    test("a cut stream is a failure", async (t) => {
      const { code, failure, log } = await codex(workshop(t), model, "Go [[sim calls=0 tokens=200 fault=cut:20]]");

      assert.notEqual(code, 0, log);
      assert.ok(failure, log);
    });

    test("says why it can't go on", async (t) => {
      const wrongKey = await codex(workshop(t), model, "Hi", { token: "sk-wrong" });
      const noModel = await codex(workshop(t), "no-such-model", "Hi");
      const noCredits = await codex(workshop(t), model, "Hi", { token: poorKey });

      for (const [ended, reason] of [[wrongKey, /401/], [noModel, /404|there is no model/], [noCredits, /402|credits/]]) {
        assert.notEqual(ended.code, 0, ended.log);
        assert.match(ended.failure ?? "", reason, ended.log);
      }
    });
  });
}
