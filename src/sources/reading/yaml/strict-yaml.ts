import type { Event } from 'js-yaml';
import { refuse } from '../../../domain/errors.ts';

/** A value of a strict YAML text, with the number of its line in the text, from 1. */
export type StrictNode =
  | { kind: 'text'; line: number; text: string; quoted: boolean }
  | { kind: 'list'; line: number; items: StrictNode[] }
  | { kind: 'map'; line: number; entries: StrictEntry[] };

export interface StrictEntry {
  key: string;
  /** The line of the key. */
  line: number;
  value: StrictNode;
}

/** Limits of a strict YAML text: nesting, and the number of its keys and values. */
const MOST = { depth: 8, values: 2_000 } as const;

/**
 * Reads YAML 1.2 of people who may be hostile. JSON is a part of it. Anchors, aliases, tags, directives, merge keys,
 * duplicate keys and several documents are errors. Every scalar stays text.
 * @param file the file's name for errors
 * @returns undefined for a text without a value
 * @throws BacklogError `invalid` with the line
 */
export async function readStrictYaml(source: string, file: string): Promise<StrictNode | undefined> {
  const { parseEvents, EVENT_ID, SCALAR_STYLE, getScalarValue, YAMLException } = await import('./yaml-library.ts');
  const begins = [0, ...Array.from(source.matchAll(/\n/g), ({ index }) => index + 1)];
  const lineOf = (position: number) => Math.max(1, begins.findLastIndex((begin) => begin <= position) + 1);
  const events = eventsOf(
    () => parseEvents(source, { maxDepth: MOST.depth }),
    file,
    (error) =>
      error instanceof YAMLException ? { reason: error.reason, line: error.mark && error.mark.line + 1 } : undefined,
  );
  if (events.length > MOST.values * 2) refuseLine(file, 1, `expected at most ${MOST.values} keys and values`);
  const documents = events.filter(({ type }) => type === EVENT_ID.DOCUMENT);
  if (documents.length === 0) return undefined;
  if (documents.length > 1) refuseLine(file, 1, 'expected one document, received several (remove the lines `---`)');
  if (documents.some((event) => 'directives' in event && event.directives.length > 0))
    refuseLine(file, 1, 'directives (%YAML, %TAG) are not allowed');
  let at = 1;
  /** The line of the last value. Errors about an empty value name it, too. */
  let line = 1;
  const next = (): StrictNode => {
    const event = events[at++]!;
    if (event.type === EVENT_ID.ALIAS)
      refuseLine(file, lineOf(event.anchorStart), 'anchors and aliases (&, *) are not allowed');
    if (event.type === EVENT_ID.POP || event.type === EVENT_ID.DOCUMENT) return refuseLine(file, line, 'no value');
    const begin = event.type === EVENT_ID.SCALAR ? event.valueStart : event.start;
    if (begin >= 0) line = lineOf(begin);
    const own = line;
    if (event.anchorStart >= 0)
      refuseLine(file, lineOf(event.anchorStart), 'anchors and aliases (&, *) are not allowed');
    if (event.tagStart >= 0) refuseLine(file, lineOf(event.tagStart), 'tags (!) are not allowed');
    if (event.type === EVENT_ID.SCALAR)
      return {
        kind: 'text',
        line: own,
        text: begin < 0 ? '' : getScalarValue(source, event),
        quoted: event.style !== SCALAR_STYLE.PLAIN,
      };
    if (event.type === EVENT_ID.SEQUENCE) {
      const items: StrictNode[] = [];
      while (events[at]!.type !== EVENT_ID.POP) items.push(next());
      at++;
      return { kind: 'list', line: own, items };
    }
    const entries: StrictEntry[] = [];
    while (events[at]!.type !== EVENT_ID.POP) entries.push(entry(next(), next, entries, file));
    at++;
    return { kind: 'map', line: own, entries };
  };
  return next();
}

function entry(key: StrictNode, next: () => StrictNode, before: readonly StrictEntry[], file: string): StrictEntry {
  if (key.kind !== 'text') return refuseLine(file, key.line, 'a key must be a word');
  if (key.text === '<<') refuseLine(file, key.line, 'merge keys (<<) are not allowed');
  const earlier = before.find((one) => one.key === key.text);
  if (earlier) refuseLine(file, key.line, `the key ${JSON.stringify(key.text)} is in line ${earlier.line}, too`);
  return { key: key.text, line: key.line, value: next() };
}

function eventsOf(
  parse: () => Event[],
  file: string,
  told: (error: unknown) => { reason: string; line: number | undefined } | undefined,
): Event[] {
  try {
    return parse();
  } catch (error) {
    const problem = told(error);
    if (!problem) throw error;
    return refuseLine(file, problem.line, `expected YAML: ${problem.reason}`);
  }
}

/** Throws the error about a line of a file. @throws BacklogError `invalid` */
export function refuseLine(file: string, line: number | undefined, message: string, hint?: string): never {
  return refuse('invalid', `${file}${line === undefined ? '' : `, line ${line}`}: ${message}`, {
    ...(hint === undefined ? {} : { hint }),
    data: { file, line, problem: message },
  });
}
