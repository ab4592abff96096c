import * as z from 'zod';
import { lazy } from '../../base/lazy.ts';
import { callOf, type Door } from '../../domain/calls/door.ts';
import { countInput } from '../../domain/calls/inputs.ts';

/** Maximum number of characters of a body per call. */
const DOC_PAGE = 20_000;

export const offsetInput = lazy(() => countInput().describe('Characters to leave out, for long ones').optional());

/** The output fields of a page of text. */
export const paged = () => ({ content: z.string(), left: z.int(), next: z.int().optional() });

interface Page {
  content: string;
  /** Number of characters after this page, and the offset of the next page. */
  left: number;
  next?: number | undefined;
}

/** The next page of a body. A command line gets the whole body unless it asks for pages. */
export function pageOf(body: string, offset: number | undefined, door: Door | undefined): Page {
  const from = offset ?? 0;
  const to = door === 'cli' && offset === undefined ? body.length : from + DOC_PAGE;
  const left = Math.max(0, body.length - to);
  return { content: body.slice(from, to), left, ...(left > 0 ? { next: to } : {}) };
}

/** A page as text, with the call that returns the next page. */
export function pageText({ content, left, next }: Page, command: string, door: Door | undefined): string {
  return left > 0 ? `${content}\n… (${left} more characters: ${callOf(door, command)} with offset ${next})` : content;
}
