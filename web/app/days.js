// Days as a date field has them, and the moments that the API wants.

/** The last second of a day, here. @param {string | undefined} day */
export const endOf = (day) => (day ? new Date(`${day}T23:59:59`).toISOString() : null);

/** When a day begins, here, or one so many days later. @param {string} day @param {number} [later] */
export function startOf(day, later = 0) {
  if (!day) return '';
  const at = new Date(`${day}T00:00:00`);
  at.setDate(at.getDate() + later);
  return at.toISOString();
}

/** The day of a moment, here. @param {string | null | undefined} moment */
export function dayOf(moment) {
  if (!moment) return '';
  const at = new Date(moment);
  return [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
}
