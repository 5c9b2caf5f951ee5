// Fetching documents: a link is made when it is wanted, and the browser does the rest.
import { api } from './api.js';

/** @param {string} id */
export async function download(id) {
  const { download_link } = await api.link(id);
  follow(download_link);
}

/** Several in one archive. @param {string[]} ids @param {string} name */
export async function downloadZip(ids, name) {
  const { download_link } = await api.zip(ids, name);
  follow(download_link);
}

/** A link that is pressed keeps the page where it is: what comes is an attachment. @param {string} address @param {string} [name] */
export function follow(address, name = '') {
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
}
