import type { Event } from 'js-yaml';
import { isObject } from '../../../base/is-object.ts';
import { present } from '../../../base/present.ts';
import { checkConflict, type Located } from '../json-file.ts';
import { refuseFile } from '../row-location.ts';
import { keepTexts, type Library } from './yaml-events.ts';

/** A parsed YAML text. */
export interface Yaml {
  /** The top-level mapping. */
  value: Record<string, unknown>;
  /** Returns the line of a value by its path: `['title']`, `['tasks', 2]`, `['tasks', 2, 'title']`. */
  line(path: readonly (string | number)[]): number | undefined;
}

/**
 * Reads YAML 1.2. Unquoted values of the fields in `texts` become text (`title: 007`, `title: 2026-02-29`) even if YAML
 * gives them another type. Null stays null.
 * @param first the number of the file's line at which the text begins
 * @throws BacklogError `invalid` with file and line
 */
export async function readYaml(
  text: string,
  { file, first = 1, texts }: { file: string; first?: number; texts: ReadonlySet<string> },
): Promise<Yaml> {
  checkConflict(text, file);
  const { constructFromEvents, parseEvents, YAMLException, ...library } = await loadYaml();
  const lineOf = lineCounter(text, first);
  try {
    const events = parseEvents(text, {});
    const tooMuch = keepTexts(events, { source: text, texts, library });
    if (tooMuch) return refuseFile(file, `expected YAML: ${tooMuch.reason}`, lineOf(tooMuch.position));
    const [value, ...more] = constructFromEvents(events, { source: text });
    if (more.length > 0) return refuseFile(file, 'expected YAML: one document, received several');
    if (!isObject(value)) return refuseFile(file, `expected fields with values, received ${shown(value)}`, first);
    const places = placesIn(events, text, library);
    return { value, line: (path) => ifAny(places.positionOf(path), lineOf) };
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    return refuseFile(file, `expected YAML: ${error.reason}`, error.mark && first + error.mark.line);
  }
}

async function loadYaml() {
  const { constructFromEvents, EVENT_ID, getScalarValue, parseEvents, SCALAR_STYLE, YAMLException } = await import(
    './yaml-library.ts'
  );
  return { constructFromEvents, EVENT_ID, getScalarValue, parseEvents, SCALAR_STYLE, YAMLException };
}

/** Returns a function that converts a position in the text to its line. */
function lineCounter(text: string, first: number): (position: number) => number {
  const begins = [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)];
  return (position) => {
    let [from, to] = [0, begins.length];
    while (to - from > 1) {
      const middle = (from + to) >> 1;
      if (begins[middle]! <= position) from = middle;
      else to = middle;
    }
    return first + from;
  };
}

function ifAny<T, U>(value: T | undefined, what: (value: T) => U): U | undefined {
  return value === undefined ? undefined : what(value);
}

/** Returns the objects of a top-level list with their locations. */
export function rowsUnder({ value, line }: Yaml, key: string, file: string): Located[] {
  const list = value[key];
  if (list === null || list === undefined) return [];
  if (!Array.isArray(list)) return refuseFile(file, `${key}: expected a list, received ${shown(list)}`, line([key]));
  return list.map((one: unknown, index): Located => {
    const at = line([key, index]);
    const place = { file, row: index + 1, ...present({ line: at }) };
    if (!isObject(one))
      return { place, value: {}, raw: one, problem: `expected fields with values, received ${shown(one)}` };
    return { place, value: one, lineOf: (field) => line([key, index, field]) };
  });
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 60);
}

/** Positions of values in a text, by path. */
interface YamlLines {
  /** Returns the position of a value, or of its key if the value is empty. */
  positionOf(path: readonly (string | number)[]): number | undefined;
}

/** Creates a function that finds positions. Collects the children of a list or mapping at the first use. */
function placesIn(events: readonly Event[], source: string, { EVENT_ID, getScalarValue }: Library): YamlLines {
  const known = new Map<number, number[]>();
  const opens = ({ type }: Event) => type === EVENT_ID.MAPPING || type === EVENT_ID.SEQUENCE;
  /** Returns the indexes of the events that begin the values of a list, or the keys and values of a mapping. */
  const childrenOf = (index: number): number[] => {
    const found = known.get(index);
    if (found) return found;
    const children: number[] = [];
    for (let at = index + 1, depth = 0; depth >= 0; at++) {
      const event = events[at]!;
      if (depth === 0 && event.type !== EVENT_ID.POP) children.push(at);
      if (opens(event)) depth++;
      else if (event.type === EVENT_ID.POP) depth--;
    }
    known.set(index, children);
    return children;
  };
  const isKey = (index: number, name: string) => {
    const event = events[index]!;
    return event.type === EVENT_ID.SCALAR && getScalarValue(source, event) === name;
  };
  /** Returns the child of a value. For a mapping, also returns the child's key. */
  const below = (index: number, step: string | number): { value: number; key?: number } | undefined => {
    const { type } = events[index]!;
    if (type !== EVENT_ID.MAPPING && type !== EVENT_ID.SEQUENCE) return undefined;
    const children = childrenOf(index);
    if (type === EVENT_ID.SEQUENCE) {
      const value = children[Number(step)];
      return value === undefined ? undefined : { value };
    }
    const at = children.findIndex((child, i) => i % 2 === 0 && isKey(child, String(step)));
    return at < 0 ? undefined : { value: children[at + 1]!, key: children[at]! };
  };
  return {
    positionOf(path) {
      let found: { value: number; key?: number } | undefined = { value: ROOT };
      for (const step of path) {
        found = below(found.value, step);
        if (!found) return undefined;
      }
      const { value, key } = found;
      return beginOf(events[value]) ?? (key === undefined ? undefined : beginOf(events[key]));
    },
  };
}

/** Index of the root value's event. The event before it begins the document. */
const ROOT = 1;

/** Returns the position at which a value begins. Undefined for an empty value, whose events contain -1. */
function beginOf(event: Event | undefined): number | undefined {
  if (!event) return undefined;
  const at = 'start' in event ? event.start : 'valueStart' in event ? event.valueStart : undefined;
  const begin = at ?? ('anchorStart' in event ? event.anchorStart : -1);
  return begin < 0 ? undefined : begin;
}
