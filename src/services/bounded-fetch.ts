import { LeadsElsewhere, TooLarge } from './service.ts';

/** Maximum size of an answer, in bytes. A page of 100 issues of the greatest length GitHub stores has 7 MB. */
const LARGEST = 24 * 1_048_576;

/** Maximum time of a request, in ms. */
const PATIENCE_MS = 60_000;

/** Maximum number of redirects of one request. */
const REDIRECTS = 5;

/** Statuses of answers that lead to another address. */
const REDIRECT: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * Fetches an answer of a bounded size within a bounded time. Follows redirects of the same server.
 * @throws {TooLarge}, {LeadsElsewhere}
 */
export async function boundedFetch(url: string | URL, options: RequestInit = {}): Promise<Response> {
  const response = await sameServer(new URL(url), { ...options, signal: AbortSignal.timeout(PATIENCE_MS) });
  const { status, headers, body } = response;
  if (!body) return new Response(null, { status, headers });
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    // Leaving the loop ends the connection.
    if (size > LARGEST) throw new TooLarge(`an answer is larger than ${LARGEST / 1_048_576} MB`);
    chunks.push(chunk);
  }
  const isEmpty = status === 204 || status === 304;
  // The text is decoded already, so these headers don't describe it any more.
  const kept = new Headers(headers);
  kept.delete('content-encoding');
  kept.delete('content-length');
  return new Response(isEmpty ? null : Buffer.concat(chunks), { status, headers: kept });
}

async function sameServer(url: URL, options: RequestInit): Promise<Response> {
  let at = url;
  for (let turn = 0; ; turn++) {
    const response = await fetch(at, { ...options, redirect: 'manual' });
    const to = response.headers.get('location');
    if (options.redirect === 'manual' || to === null || !REDIRECT.has(response.status)) return response;
    await response.body?.cancel();
    // See Other answers a change that is done. To send it once more would do it twice.
    if (response.status === 303 && !/^(?:GET|HEAD)$/.test(options.method ?? 'GET'))
      throw new LeadsElsewhere(`${url.host} answers a change with redirect 303, so the change may be done`);
    if (!URL.canParse(to, at.href) || new URL(to, at).origin !== url.origin)
      throw new LeadsElsewhere(`${url.host} answers with a redirect to another server, which Backlog doesn't follow`);
    if (turn === REDIRECTS) throw new LeadsElsewhere(`${url.host} answers with redirects in a circle`);
    at = new URL(to, at);
  }
}
