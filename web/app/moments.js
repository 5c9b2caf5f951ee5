// Moments as the browser's own field for them writes them: by the clock of whoever looks.

/** @param {string | null | undefined} at */
export function toLocal(at) {
  if (!at) return '';
  const moment = new Date(at);
  moment.setMinutes(moment.getMinutes() - moment.getTimezoneOffset());
  return moment.toISOString().slice(0, 16);
}

/** @param {string} text */
export const fromLocal = (text) => (text ? new Date(text).toISOString() : null);
