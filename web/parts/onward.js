/** Where the focus goes when a row is gone: to the next one, else to the one before, else elsewhere. @param {Element | null | undefined} row @param {string} [elsewhere] */
export function onward(row, elsewhere = 'h1') {
  const next = row?.nextElementSibling ?? row?.previousElementSibling;
  return () => {
    /** @type {HTMLElement | null} */
    const to = next?.querySelector('a, button') ?? document.querySelector(elsewhere);
    to?.focus();
  };
}

/** The row that something stands in. @param {Event} event */
export const rowOf = ({ currentTarget }) => /** @type {Element} */ (currentTarget).closest('[data-row]');
