// Sends a document by tus-js-client, as a program that knows nothing of Strongroom but its address and how one signs in.
//
//   node send.mjs '{"endpoint", "path", "name", "headers", "storage", "dies_at"?}'
//
// Goes on with what `storage` knows to have begun. With `dies_at` the process kills itself once so many bytes are on their way.
// Prints "sent" at the end; else why not, with the status.

import { createReadStream, readFileSync, statSync, existsSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const tus = createRequire(join(process.env.TEST_TUS_JS, "package.json"))("tus-js-client");
const { endpoint, path, name, headers, storage, dies_at } = JSON.parse(process.argv[2]);
// What a program keeps of an upload beside its address: by the token it goes on without being signed in.
const tokenFile = `${storage}.token`;
const token = existsSync(tokenFile) ? { "Upload-Token": readFileSync(tokenFile, "utf8") } : {};

const upload = new tus.Upload(createReadStream(path), {
  endpoint,
  chunkSize: 1 << 20,
  uploadSize: statSync(path).size,
  metadata: { filename: name },
  headers: { ...token, ...headers },
  retryDelays: null,
  urlStorage: new tus.FileUrlStorage(storage),
  onAfterResponse(_, response) {
    const told = response.getHeader("Upload-Token");
    if (told) writeFileSync(tokenFile, told);
  },
  onProgress(sent) {
    if (dies_at !== undefined && sent >= dies_at) process.kill(process.pid, "SIGKILL");
  },
  onError(error) {
    console.log(`refused ${error.originalResponse?.getStatus()}`);
    process.exitCode = 1;
  },
  onSuccess: () => console.log("sent"),
});
const begun = await upload.findPreviousUploads();
console.log(`begun before: ${begun.length}`);
if (begun.length > 0) upload.resumeFromPreviousUpload(begun[0]);
upload.start();
