import * as z from 'zod';
import { counted } from '../../base/amounts.ts';
import { lazy } from '../../base/lazy.ts';
import { type Door, inputOf } from '../../domain/calls/door.ts';
import { countInput } from '../../domain/calls/inputs.ts';

/** Maximum number of characters of a body that one call returns. */
const DOC_PAGE = 20_000;

export const offsetInput = lazy(() => countInput().describe('Characters to skip').optional());

/** The output fields that contain a page of a text. */
export const paged = () => ({ content: z.string(), left: z.int(), next: z.int().optional() });

interface Page {
  content: string;
  /** Number of characters after this page. The next field is the offset of the next page. */
  left: number;
  next?: number | undefined;
}

/**
 * Returns the page of a body that begins at `offset`. On the command line, returns the whole body unless the call
 * requests pages.
 */
export function pageOf(body: string, offset: number | undefined, door: Door | undefined): Page {
  const from = offset ?? 0;
  const to = door === 'cli' && offset === undefined ? body.length : from + DOC_PAGE;
  const left = Math.max(0, body.length - to);
  return { content: body.slice(from, to), left, ...(left > 0 ? { next: to } : {}) };
}

/** Returns a page as text, followed by the way to the next page. */
export function pageText({ content, left, next }: Page, door: Door | undefined): string {
  return left > 0
    ? `${content}\n… (${counted(left, 'more character')}; repeat this call with ${inputOf(door, 'offset')} ${next})`
    : content;
}
