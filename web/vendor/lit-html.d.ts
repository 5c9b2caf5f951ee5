export { html, svg, render, nothing } from 'lit-html';
export { repeat } from 'lit-html/directives/repeat.js';
export { guard } from 'lit-html/directives/guard.js';
export { ref } from 'lit-html/directives/ref.js';
