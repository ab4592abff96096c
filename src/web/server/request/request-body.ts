import type { RequestContext } from '../board-context.ts';
import { refused } from './refusal.ts';

/** Default limit of a request's body in bytes. The largest document fits, even with each character escaped. */
export const MOST_BODY = 8 * 1_048_576;

/** Calls `answer` with a request's body. Refuses a body of more than `most` bytes without reading the rest. */
export async function withBody(
  c: RequestContext,
  most: number,
  answer: (text: string) => Response | Promise<Response>,
): Promise<Response> {
  const text = await textWithin(c, most);
  return text === undefined
    ? refused(413, `the body is too large: at most ${most} bytes`, 'Send less in one call.')
    : answer(text);
}

async function textWithin(c: RequestContext, most: number): Promise<string | undefined> {
  const length = c.req.header('content-length');
  if (length !== undefined) return Number(length) > most ? undefined : c.req.text();
  // Without a content length, reads and counts the body in parts.
  const reader = c.req.raw.body?.getReader();
  const pieces: Uint8Array[] = [];
  let size = 0;
  for (let read = await reader?.read(); read && !read.done; read = await reader!.read()) {
    size += read.value.length;
    if (size > most) return undefined;
    pieces.push(read.value);
  }
  return new TextDecoder().decode(Buffer.concat(pieces));
}
