import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { calling, key, models, modules, poorKey, run, SECRET, url, workshop } from "./setup.js";

const CLI = join(modules, "@anthropic-ai/claude-code/cli-wrapper.cjs");
const QUIET = {
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
  DISABLE_AUTOUPDATER: "1",
  DISABLE_TELEMETRY: "1",
  DISABLE_ERROR_REPORTING: "1",
};

/** One headless run; `result` is its last event. */
async function claude(shop, model, prompt, { token = key, environment = { ANTHROPIC_AUTH_TOKEN: token }, more = [] } = {}) {
  const command = [process.execPath, CLI, "-p", prompt, "--model", model, "--output-format", "stream-json", "--verbose"];
  const allowed = ["--allowedTools", "Read,Bash(cat:*)"];
  const ended = await run([...command, ...allowed, ...more], shop, { ANTHROPIC_BASE_URL: url, ...QUIET, ...environment });
  const blocks = (role) => ended.events.filter((e) => e.type === role).flatMap((e) => e.message.content);
  const result = ended.events.find((e) => e.type === "result");
  assert.ok(result, ended.log);
  return {
    ...ended,
    result,
    calls: blocks("assistant").filter((b) => b.type === "tool_use"),
    thoughts: blocks("assistant").filter((b) => b.type === "thinking"),
    results: blocks("user").filter((b) => b.type === "tool_result"),
  };
}

for (const [provider, model] of Object.entries(models)) {
  describe(`Claude Code to ${provider}`, () => {
    test("reads a file and answers, with usage", async (t) => {
      const shop = workshop(t);
      const note = join(shop.work, "note.txt");

      const { code, result, calls, results, thoughts, log } = await claude(shop, model, `Read it ${calling("Read", { file_path: note })}`);

      assert.equal(code, 0, log);
      assert.deepEqual(calls.map((c) => [c.name, c.input]), [["Read", { file_path: note }]]);
      assert.equal(results[0].tool_use_id, calls[0].id);
      assert.ok(!results[0].is_error && results[0].content.includes(SECRET), log);
      assert.ok(thoughts.length === 2 && thoughts.every((b) => b.signature), log);
      assert.equal(result.subtype, "success");
      assert.equal(result.num_turns, 2);
      assert.ok(result.result.includes(SECRET), log);
      const { input_tokens, cache_creation_input_tokens, cache_read_input_tokens, output_tokens } = result.usage;
      assert.ok(input_tokens + cache_creation_input_tokens + cache_read_input_tokens > 1000 && output_tokens > 0, log);
      assert.ok(cache_read_input_tokens > 1000, "the second turn reads the first one's prefix from the cache");
    });

    test("runs a command, by x-api-key", async (t) => {
      const environment = { ANTHROPIC_API_KEY: key };

      const { result, calls, log } = await claude(workshop(t), model, `Run it ${calling("Bash", { command: "cat note.txt" })}`, { environment });

      assert.deepEqual(calls.map((c) => c.name), ["Bash"]);
      assert.ok(!result.is_error && result.result.includes(SECRET), log);
    });

    test("makes two calls at once", async (t) => {
      const shop = workshop(t);
      const prompt = `Read it ${calling("Read", { file_path: join(shop.work, "note.txt") }, "calls=2")}`;

      const { result, calls, results, log } = await claude(shop, model, prompt);

      assert.equal(new Set(calls.map((c) => c.id)).size, 2);
      assert.deepEqual(results.map((r) => r.tool_use_id).sort(), calls.map((c) => c.id).sort());
      assert.equal(result.subtype, "success", log);
    });

    test("pitfall 13: looks at a picture", async (t) => {
      const shop = workshop(t);

      const { result, log } = await claude(shop, model, `Look ${calling("Read", { file_path: join(shop.work, "pixel.png") })}`);

      assert.ok(!result.is_error, log);
      assert.match(result.result, /image image\/png/, log);
    });

    test("pitfall 14: a failed call is told to the model", async (t) => {
      const shop = workshop(t);

      const { result, results, log } = await claude(shop, model, `Read ${calling("Read", { file_path: join(shop.work, "none") })}`);

      assert.ok(results[0].is_error, log);
      assert.equal(result.subtype, "success");
      assert.match(result.result, /does not exist/, log);
    });

    test("goes on with a conversation that has tool calls and thinking", async (t) => {
      const shop = workshop(t);
      await claude(shop, model, `Read it ${calling("Read", { file_path: join(shop.work, "note.txt") })}`);

      const { result, log } = await claude(shop, model, "And now? [[sim calls=0]]", { more: ["--continue"] });

      assert.ok(!result.is_error && result.result.includes("And now?"), log);
    });

    test("pitfall 24: goes on with a conversation that another provider began", async (t) => {
      const shop = workshop(t);
      const other = Object.values(models).find((m) => m !== model);
      await claude(shop, other, `Read it ${calling("Read", { file_path: join(shop.work, "note.txt") })}`);

      const { result, log } = await claude(shop, model, "And now? [[sim calls=0]]", { more: ["--continue"] });

      assert.ok(!result.is_error && result.result.includes("And now?"), log);
    });

    test("says why it can't go on", async (t) => {
      const wrongKey = await claude(workshop(t), model, "Hi [[sim calls=0]]", { token: "sk-wrong" });
      const noModel = await claude(workshop(t), "no-such-model", "Hi");
      const noCredits = await claude(workshop(t), model, "Hi [[sim calls=0]]", { token: poorKey });

      for (const [ended, status] of [[wrongKey, 401], [noModel, 404], [noCredits, 402]]) {
        assert.notEqual(ended.code, 0, ended.log);
        assert.ok(ended.result.is_error, ended.log);
        assert.equal(ended.result.api_error_status, status, ended.log);
      }
      assert.match(noCredits.result.result, /insufficient credits/i, noCredits.log);
    });
  });
}
