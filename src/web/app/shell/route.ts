import { computed, signal } from '@preact/signals';

/** The current address: `/w/<workspace>/<view>/<rest>?<query>`. */
const place = signal(`${location.pathname}${location.search}`);

export interface Route {
  /** Name or uuid of the workspace. */
  workspace: string | undefined;
  view: string | undefined;
  rest: readonly string[];
  query: URLSearchParams;
}

export const route = computed<Route>(() => {
  const { pathname, searchParams } = new URL(place.value, location.origin);
  const [first, workspace, view, ...rest] = pathname.split('/').filter(Boolean).map(decoded);
  return first === 'w' ? { workspace, view, rest, query: searchParams } : { ...NOWHERE, query: searchParams };
});

/** Decodes a part of the URL. If an escape sequence is malformed, returns the part unchanged. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const NOWHERE = { workspace: undefined, view: undefined, rest: [] };

/** Opens an address of the board. */
export function go(to: string, { replace = false } = {}): void {
  if (to === place.value) return;
  history[replace ? 'replaceState' : 'pushState'](null, '', to);
  place.value = to;
}

/** Returns the address of a view in the shown workspace. */
export function hrefOf(view: string, rest: readonly (string | number)[] = [], query: Query = {}): string {
  return hrefIn(route.value.workspace ?? '', view, rest, query);
}

/** Returns the address of a view in a workspace. @param workspace its part of the URL (`slugOf`) */
export function hrefIn(
  workspace: string,
  view: string,
  rest: readonly (string | number)[] = [],
  query: Query = {},
): string {
  const path = ['w', workspace, view, ...rest.map(String)].map(encodeURIComponent).join('/');
  const search = new URLSearchParams(Object.entries(query).filter((entry): entry is [string, string] => !!entry[1]));
  return `/${path}${search.size > 0 ? `?${search}` : ''}`;
}

type Query = Readonly<Record<string, string | undefined>>;

/** Changes parameters of the current address. An empty value removes the parameter. */
export function goQuery(change: Query, { replace = true } = {}): void {
  const { view, rest, query } = route.value;
  go(hrefOf(view ?? '', rest, { ...Object.fromEntries(query), ...change }), { replace });
}

/** Makes a click on a link of the board change the view without a new page load. */
export function followLinks(): void {
  addEventListener('popstate', () => {
    place.value = `${location.pathname}${location.search}`;
  });
  addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const other = event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
    if (!link || other || link.target || link.origin !== location.origin || !link.pathname.startsWith('/w/')) return;
    event.preventDefault();
    go(`${link.pathname}${link.search}`);
  });
}
