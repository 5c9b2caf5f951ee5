// Asks Chromium and its virtual authenticators for passkeys, and writes down what they answer.
//
//   CHROMIUM=/usr/bin/chromium node tests/chromium/record.mjs
//
// It gives the browser the options in options.json, which a test compares with those that the crate makes.

import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = new URL("./", import.meta.url);
const options = JSON.parse(readFileSync(new URL("options.json", folder)));
// Only `localhost` is a domain and safe without TLS.
const port = Number(new URL(options.origin).port);

const virtual = {
  protocol: "ctap2",
  transport: "internal",
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
};
const synced = { ctap2Version: "ctap2_1", defaultBackupEligibility: true, defaultBackupState: true };
const recordings = [
  { name: "es256", algorithm: -7, authenticator: virtual },
  { name: "ed25519", algorithm: -8, authenticator: virtual },
  { name: "rs256", algorithm: -257, authenticator: virtual },
  { name: "synced", algorithm: -7, authenticator: { ...virtual, ...synced } },
  { name: "usb", algorithm: -7, authenticator: { ...virtual, transport: "usb" } },
];

const profile = mkdtempSync(join(tmpdir(), "chromium-"));
const server = createServer((_, answer) => answer.setHeader("Content-Type", "text/html").end("<!doctype html>"));
await new Promise((ready) => server.listen(port, "127.0.0.1", ready));
const chromium = spawn(
  process.env.CHROMIUM ?? "chromium",
  ["--headless", "--no-sandbox", "--remote-debugging-pipe", `--user-data-dir=${profile}`, "about:blank"],
  { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] },
);

const waiting = new Map();
let last = 0;
let unread = "";
chromium.stdio[4].setEncoding("utf8").on("data", (text) => {
  const messages = (unread + text).split("\0");
  unread = messages.pop();
  for (const { id, result, error } of messages.map((message) => JSON.parse(message))) {
    const [resolve, reject] = waiting.get(id) ?? [];
    if (error) reject?.(new Error(error.message));
    else resolve?.(result);
  }
});

function send(method, params = {}, sessionId) {
  last += 1;
  chromium.stdio[3].write(`${JSON.stringify({ id: last, method, params, sessionId })}\0`);
  return new Promise((resolve, reject) => waiting.set(last, [resolve, reject]));
}

try {
  const { product } = await send("Browser.getVersion");
  const { targetId } = await send("Target.createTarget", { url: options.origin });
  const { sessionId } = await send("Target.attachToTarget", { targetId, flatten: true });
  const page = (method, params) => send(method, params, sessionId);
  const evaluate = async (expression) => {
    const { result, exceptionDetails } = await page("Runtime.evaluate", {
      expression,
      awaitPromise: true,
      returnByValue: true,
      userGesture: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception.description);
    return result.value;
  };
  while ((await evaluate("location.origin + document.readyState")) !== `${options.origin}complete`);
  await page("WebAuthn.enable");
  for (const { name, algorithm, authenticator } of recordings) {
    const { authenticatorId } = await page("WebAuthn.addVirtualAuthenticator", { options: authenticator });
    const create = {
      ...options.create,
      pubKeyCredParams: options.create.pubKeyCredParams.filter(({ alg }) => alg === algorithm),
    };
    const registration = await evaluate(`(async () => {
      const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(${JSON.stringify(create)});
      return (await navigator.credentials.create({ publicKey })).toJSON();
    })()`);
    const sign_ins = [];
    for (let time = 0; time < 2; time += 1) {
      sign_ins.push(
        await evaluate(`(async () => {
          const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(${JSON.stringify(options.get)});
          return (await navigator.credentials.get({ publicKey })).toJSON();
        })()`),
      );
    }
    await page("WebAuthn.removeVirtualAuthenticator", { authenticatorId });
    const recording = { product, registration, sign_ins };
    writeFileSync(new URL(`${name}.json`, folder), `${JSON.stringify(recording, null, 2)}\n`);
    console.log(name, "recorded");
  }
} finally {
  chromium.kill();
  server.close();
  await new Promise((ended) => chromium.once("exit", ended));
  rmSync(profile, { recursive: true, force: true });
}
