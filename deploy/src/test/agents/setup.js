// Command-line agents, headless, against a running gateway: GATEWAY_URL, GATEWAY_KEY, POOR_KEY of an account without credits;
// CLAUDE, GPT, RESPONSES and GEMINI name models that a provider of each dialect answers.
import { spawn } from "node:child_process";
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const { GATEWAY_URL: url, GATEWAY_KEY: key, POOR_KEY: poorKey } = process.env;
export const models = {
  "messages-provider": process.env.CLAUDE,
  "chat-provider": process.env.GPT,
  "responses-provider": process.env.RESPONSES,
  "gemini-provider": process.env.GEMINI,
};
export const modules = join(dirname(fileURLToPath(import.meta.url)), "node_modules");
export const SECRET = "marmalade-4711";

const PATIENCE_MS = 60_000;
const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/** A home and a directory to work in that holds note.txt and pixel.png; both are removed when the test ends. */
export function workshop(t) {
  const root = mkdtempSync(join(tmpdir(), "agent-"));
  t.after(() => rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
  const home = join(root, "home");
  const work = join(root, "work");
  mkdirSync(home);
  mkdirSync(work);
  writeFileSync(join(work, "note.txt"), `${SECRET}\n`);
  writeFileSync(join(work, "pixel.png"), Buffer.from(PIXEL, "base64"));
  return { home, work };
}

/** What makes the simulated model call a tool, behind a prompt. */
export const calling = (tool, args, more = "") => `[[sim tool=${tool} args=${encodeURIComponent(JSON.stringify(args))} ${more}]]`;

/** Runs a program with nothing of our environment and no way to any host but this one; its JSON lines are parsed. */
export function run(command, { home, work }, environment) {
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    TMPDIR: home,
    HTTP_PROXY: "http://127.0.0.1:9",
    HTTPS_PROXY: "http://127.0.0.1:9",
    NO_PROXY: "127.0.0.1,localhost",
    ...environment,
  };
  return new Promise((resolve, reject) => {
    const child = spawn(command[0], command.slice(1), { cwd: work, env, stdio: ["ignore", "pipe", "pipe"] });
    let out = "";
    let err = "";
    child.stdout.on("data", (data) => (out += data));
    child.stderr.on("data", (data) => (err += data));
    const patience = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearTimeout(patience);
      const events = out.split("\n").filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
      resolve({ code, events, log: `exit ${code ?? signal}\n${out}\n${err}` });
    });
  });
}
