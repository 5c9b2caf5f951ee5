/** What a page is told: where it is, and a signal that ends when it is left. */
export interface Visit {
  params: Record<string, string>;
  query: URLSearchParams;
  leave: AbortSignal;
}

export interface PageModule {
  /** For whom the page is. */
  who: 'nobody' | 'anybody' | 'somebody';
  /** What surrounds it. */
  frame: (view: () => unknown) => unknown;
  title: () => string;
  page: (visit: Visit) => () => unknown;
}
