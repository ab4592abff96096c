import * as z from 'zod';
import { lazy } from '../../base/lazy.ts';
import { callOf, type Door } from '../../domain/calls/door.ts';
import { countInput } from '../../domain/calls/inputs.ts';

/** What one call returns of a body, in characters. */
const DOC_PAGE = 20_000;

export const offsetInput = lazy(() => countInput().describe('Characters to leave out, for long ones').optional());

/** The fields of an output that has a page of a text. */
export const paged = () => ({ content: z.string(), left: z.int(), next: z.int().optional() });

interface Page {
  content: string;
  /** How many characters come after it, and with which offset they begin. */
  left: number;
  next?: number | undefined;
}

/** The next piece of a body. A command line gets all of it, unless it asks for pieces. */
export function pageOf(body: string, offset: number | undefined, door: Door | undefined): Page {
  const from = offset ?? 0;
  const to = door === 'cli' && offset === undefined ? body.length : from + DOC_PAGE;
  const left = Math.max(0, body.length - to);
  return { content: body.slice(from, to), left, ...(left > 0 ? { next: to } : {}) };
}

/** A page as it is read, with the call that gives the next one. */
export function pageText({ content, left, next }: Page, command: string, door: Door | undefined): string {
  return left > 0 ? `${content}\n… (${left} more characters: ${callOf(door, command)} with offset ${next})` : content;
}
