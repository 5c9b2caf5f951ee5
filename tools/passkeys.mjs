// Has a real Chromium make a passkey and log in with it, at a Strongroom of its own.
//
//   cargo build && CHROMIUM=/usr/bin/chromium node tools/passkeys.mjs [target/debug/strongroom]
//
// The stories of `./test` do the same with a browser in software. This looks whether what the service asks for, its cookies and
// what it says of pages suit a browser as people have it.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const program = process.argv[2] ?? "target/debug/strongroom";
const folder = mkdtempSync(join(tmpdir(), "passkeys-"));
const port = await new Promise((found) => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const { port } = server.address();
    server.close(() => found(port));
  });
});
// Only `localhost` is a domain and safe without TLS.
const origin = `http://localhost:${port}`;
const password = "seven green lanterns by the canal";

const pause = (milliseconds) => new Promise((over) => setTimeout(over, milliseconds));

async function eventually(what, look) {
  for (let time = 0; time < 600; time += 1) {
    const found = await look();
    if (found) return found;
    await pause(100);
  }
  throw new Error(`waited in vain: ${what}`);
}

const strongroom = spawn(program, [], {
  env: {
    PATH: process.env.PATH,
    STRONGROOM_DATA_DIR: folder,
    STRONGROOM_LISTEN: `127.0.0.1:${port}`,
    STRONGROOM_PUBLIC_URL: origin,
    STRONGROOM_METRICS_LISTEN: "",
    STRONGROOM_LOG: "warn",
  },
  stdio: ["ignore", "ignore", "inherit"],
});
const chromium = spawn(
  process.env.CHROMIUM ?? "chromium",
  ["--headless", "--no-sandbox", "--remote-debugging-pipe", `--user-data-dir=${join(folder, "profile")}`, "about:blank"],
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

/** A call by a program. */
const call = (path, body) =>
  fetch(`http://127.0.0.1:${port}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify(body),
  });

try {
  await eventually("the service answers", () => call("/api/site/", {}).then(() => true, () => false));
  const account = { username: "ann", email: "ann@example.com", password };
  assert.equal((await call("/api/signup/", account)).status, 201);
  const link = await eventually("the mail", () => {
    const mails = readdirSync(join(folder, "mail"), { withFileTypes: true }).filter(({ name }) => name.endsWith(".eml"));
    return mails.map(({ name }) => readFileSync(join(folder, "mail", name), "utf8")).join("").match(/^http:\S+/m)?.[0];
  });
  assert.equal((await call(new URL(link).pathname, {})).status, 200);

  const { product } = await send("Browser.getVersion");
  const { targetId } = await send("Target.createTarget", { url: `${origin}/api/docs/` });
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
  /** A call by the page, with the cookies that it has. */
  const ask = async (method, path, body) => {
    const sent = JSON.stringify(body === undefined ? "" : JSON.stringify(body));
    return evaluate(`(async () => {
      const body = ${sent} || undefined;
      const answer = await fetch("${path}", { method: "${method}", body, headers: body && { "content-type": "application/json" } });
      const text = await answer.text();
      return { status: answer.status, json: text ? JSON.parse(text) : null };
    })()`);
  };
  const expect = async (status, method, path, body) => {
    const answer = await ask(method, path, body);
    assert.equal(answer.status, status, `${method} ${path}: ${JSON.stringify(answer)}`);
    return answer.json;
  };
  const create = (options) =>
    evaluate(`(async () => {
      const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(${JSON.stringify(options)});
      return (await navigator.credentials.create({ publicKey })).toJSON();
    })()`);
  const get = (options) =>
    evaluate(`(async () => {
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(${JSON.stringify(options)});
      return (await navigator.credentials.get({ publicKey })).toJSON();
    })()`);

  await eventually("the page", async () => (await evaluate("location.origin + document.readyState")) === `${origin}complete`);
  await page("WebAuthn.enable");
  const { authenticatorId } = await page("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });

  assert.deepEqual((await expect(200, "GET", "/api/site/")).log_in, ["password", "passkey"]);
  const byPassword = { username: "ann", password, cookie: true };
  await expect(200, "POST", "/api/login/", byPassword);
  const options = await expect(200, "POST", "/api/me/passkeys/options/", { password });
  await expect(201, "POST", "/api/me/passkeys/", { credential: await create(options), name: "Chromium" });
  console.log("a passkey was made");
  const again = await expect(200, "POST", "/api/me/passkeys/options/", { password });
  await assert.rejects(create(again), /InvalidStateError/);
  console.log("the browser makes no second one");

  await expect(204, "POST", "/api/logout/");
  assert.equal((await expect(200, "GET", "/api/session/")).user, null);
  const alone = await get(await expect(200, "POST", "/api/login/passkey/options/"));
  await expect(200, "POST", "/api/login/passkey/", { credential: alone, cookie: true, remember: true });
  assert.equal((await expect(200, "GET", "/api/session/")).user.username, "ann");
  console.log("it logs in alone");
  await expect(204, "POST", "/api/logout/");
  await expect(401, "POST", "/api/login/passkey/", { credential: alone, cookie: true });
  console.log("its answer is good once");

  const due = await expect(401, "POST", "/api/login/", byPassword);
  assert.equal(due.code, "second_factor_required");
  const passkey = await get(due.passkey_options);
  await expect(200, "POST", "/api/login/second-factor/", { ticket: due.ticket, passkey });
  assert.equal((await expect(200, "GET", "/api/session/")).user.username, "ann");
  console.log("it is a second factor");

  const { credentials } = await page("WebAuthn.getCredentials", { authenticatorId });
  assert.equal(credentials.length, 1);
  // A copy of the authenticator, from before it was used.
  await page("WebAuthn.removeCredential", { authenticatorId, credentialId: credentials[0].credentialId });
  await page("WebAuthn.addCredential", { authenticatorId, credential: { ...credentials[0], signCount: 0 } });
  const copied = await get(await expect(200, "POST", "/api/login/passkey/options/"));
  await expect(401, "POST", "/api/login/passkey/", { credential: copied });
  console.log("a copy is refused");

  await page("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
  await assert.rejects(get(await expect(200, "POST", "/api/login/passkey/options/")), /NotAllowedError/);
  console.log("nobody gets by without being verified");

  const [{ id }] = (await expect(200, "GET", "/api/me/passkeys/")).passkeys;
  await expect(204, "DELETE", `/api/me/passkeys/${id}/`, { password });
  console.log(`all is well with ${product}`);
} finally {
  chromium.kill();
  strongroom.kill();
  await Promise.all([chromium, strongroom].map((child) => new Promise((ended) => child.once("exit", ended))));
  rmSync(folder, { recursive: true, force: true });
}
