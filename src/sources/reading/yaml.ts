import type { Document, Node, Pair, Scalar } from 'yaml';
import type { Located } from './json-file.ts';
import { checkConflict } from './json-file.ts';
import { refuseFile } from './place.ts';
import { isObject } from './values.ts';

/** So many aliases of anchors are resolved; a file that multiplies itself has more. */
const ALIASES = 100;

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
  const { isScalar, isSeq, LineCounter, parseDocument, visit } = await import('./yaml-library.ts');
  const lines = new LineCounter();
  const lineOf = (position: number) => first + lines.linePos(position).line - 1;
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'silent' });
    const [error] = document.errors;
    if (error) return refuseFile(file, `expected YAML: ${error.message.split('\n')[0]}`, lineOf(error.pos[0]));
    visit(document, { Pair: (_, pair) => keepTexts(pair, texts, { isScalar, isSeq }) });
    const value: unknown = document.toJS({ maxAliasCount: ALIASES });
    if (!isObject(value)) return refuseFile(file, `expected fields with values, received ${shown(value)}`, first);
    return { value, line: (path) => lineAt(document, path, lineOf) };
  } catch (error) {
    if (error instanceof ReferenceError || error instanceof RangeError)
      return refuseFile(file, `expected YAML of a usual depth and at most ${ALIASES} aliases: ${error.message}`);
    throw error;
  }
}

type Library = Pick<typeof import('yaml'), 'isScalar' | 'isSeq'>;

function keepTexts({ key, value }: Pair, texts: ReadonlySet<string>, { isScalar, isSeq }: Library): void {
  if (!isScalar(key) || !texts.has(String(key.value))) return;
  for (const node of isSeq(value) ? value.items : [value])
    if (isScalar(node)) keepText(node as Scalar, String(key.value));
}

/** A title may be the word null; any other field without a value has none. */
function keepText(node: Scalar, field: string): void {
  if (node.type !== 'PLAIN' || node.source === undefined || node.source === '') return;
  if (node.value !== null || field === 'title') node.value = node.source;
}

function lineAt(document: Document, path: readonly (string | number)[], lineOf: (position: number) => number) {
  const node = document.getIn(path, true) as Node | undefined;
  return node?.range ? lineOf(node.range[0]) : undefined;
}

/** The objects of a list that stands at the top of a file. */
export function rowsUnder({ value, line }: Yaml, key: string, file: string): Located[] {
  const list = value[key];
  if (list === null || list === undefined) return [];
  if (!Array.isArray(list)) return refuseFile(file, `${key}: expected a list, received ${shown(list)}`, line([key]));
  return list.map((one: unknown, index): Located => {
    const at = line([key, index]);
    const place = { file, row: index + 1, ...(at === undefined ? {} : { line: at }) };
    if (!isObject(one))
      return { place, value: {}, raw: one, problem: `expected fields with values, received ${shown(one)}` };
    return { place, value: one, lineOf: (field) => line([key, index, field]) };
  });
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 60);
}
