import { isObject } from '../../base/is-object.ts';
import { present } from '../../base/present.ts';
import type { Located } from './json-file.ts';
import { checkConflict } from './json-file.ts';
import { refuseFile } from './row-location.ts';
import { keepTexts } from './yaml-events.ts';
import { placesIn } from './yaml-places.ts';

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
