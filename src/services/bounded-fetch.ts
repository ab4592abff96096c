/** Maximum size of an answer, in bytes. A page of 100 issues of the greatest length GitHub stores has 7 MB. */
const LARGEST = 24 * 1_048_576;

/** Maximum time of a request, in ms. */
const PATIENCE_MS = 60_000;

/** An answer that is larger than Backlog reads. */
export class TooLarge extends Error {}

/** Fetches an answer of a bounded size within a bounded time. @throws {TooLarge} */
export async function boundedFetch(url: string | URL, options: RequestInit = {}): Promise<Response> {
  const response = await fetch(url, { ...options, signal: AbortSignal.timeout(PATIENCE_MS) });
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
