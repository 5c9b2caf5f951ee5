// The browser's own store, in which the parts of a document wait for the rest: a folder for each, named by its checksum,
// and a file for each part, named by where it begins. One that is written to counts once it is closed.

const PART = 8 * 2 ** 20;
const FOLDER = 'downloads';

/** @param {string} sha256 */
async function folder(sha256) {
  const root = await navigator.storage.getDirectory();
  const all = await root.getDirectoryHandle(FOLDER, { create: true });
  return all.getDirectoryHandle(sha256, { create: true });
}

/** Whether the browser has such a store, and room in it. @param {number} size */
export async function room(size) {
  if (!globalThis.FileSystemFileHandle?.prototype.createWritable) return false;
  try {
    const { quota = 0, usage = 0 } = await navigator.storage.estimate();
    await navigator.storage.getDirectory();
    return quota - usage > size * 1.1;
  } catch {
    return false;
  }
}

/** What is there from the beginning on without a gap. @param {string} sha256 */
export async function kept(sha256) {
  const at = await folder(sha256);
  /** @type {File[]} */
  const parts = [];
  for (let size = 0; ; size += parts.at(-1)?.size ?? 0) {
    const next = await at.getFileHandle(String(size)).then((handle) => handle.getFile(), () => null);
    if (!next?.size) return { parts, size };
    parts.push(next);
  }
}

/** All of it, which stays where it is. @param {string} sha256 @param {string} type */
export const whole = async (sha256, type) => new Blob((await kept(sha256)).parts, { type });

/** A part to be written. @param {string} sha256 @param {number} from where it begins */
export async function part(sha256, from) {
  const handle = await (await folder(sha256)).getFileHandle(String(from), { create: true });
  const writing = await handle.createWritable();
  return {
    /** @param {Uint8Array<ArrayBuffer>} bytes */
    write: (bytes) => writing.write(bytes),
    close: () => writing.close(),
    /** @param {number} at */
    isFull: (at) => at - from >= PART,
  };
}

/** Removes what was kept of a document. @param {string} sha256 */
export async function remove(sha256) {
  const root = await navigator.storage.getDirectory();
  const all = await root.getDirectoryHandle(FOLDER, { create: true });
  await all.removeEntry(sha256, { recursive: true }).catch(() => {});
}

/** Removes what nobody goes on with, such as what was handed over just before a page was closed. @param {(sha256: string) => boolean} isWanted */
export async function sweep(isWanted) {
  const root = await navigator.storage?.getDirectory().catch(() => null);
  const all = await root?.getDirectoryHandle(FOLDER).catch(() => null);
  if (!all) return;
  for await (const name of all.keys()) {
    await navigator.locks.request(`kept ${name}`, { ifAvailable: true }, (lock) => (lock && !isWanted(name) ? remove(name) : undefined));
  }
}
