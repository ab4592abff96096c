import { present } from '../../base/present.ts';
import type { Located } from './json-file.ts';
import { checkConflict } from './json-file.ts';
import { refuseFile } from './row-location.ts';
import { isObject } from './values.ts';
import { keepTexts } from './yaml-events.ts';
import { placesIn } from './yaml-places.ts';

/** A YAML text, taken apart. */
export interface Yaml {
  /** Top of it, as an object. */
  value: Record<string, unknown>;
  /** The line on which a field of the top stands, or a row of one of its lists and that row's field. */
  line(path: readonly (string | number)[]): number | undefined;
}

/**
 * Reads YAML 1.2. A plain value of one of these fields is the text that stands there (`title: 007`, `title: 2026-02-29`), whatever
 * type YAML gives it; what is null stays so.
 * @param first the line of the file on which the text begins
 * @throws BacklogError `invalid` naming file and line
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

/** The line of a position in the text. */
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

/** The objects of a list that stands at the top of a file. */
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
