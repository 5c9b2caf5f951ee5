/** What a page is told: where it is, and a signal that ends when it is left. */
export interface Visit {
  params: Record<string, string>;
  query: URLSearchParams;
  leave: AbortSignal;
}

export interface PageModule {
  /** For whom the page is: `nobody` who is in, `anybody`, `somebody` who is in, a `client`, or the company's own people (`ops`). */
  who: 'nobody' | 'anybody' | 'somebody' | 'client' | 'ops';
  /** What of them may see it, where not all do: a permission. */
  permission?: string;
  /** What surrounds it. */
  frame: (view: () => unknown) => unknown;
  title: () => string;
  page: (visit: Visit) => () => unknown;
}
