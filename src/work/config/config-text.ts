import { codePointName } from '../../base/unsafe-characters.ts';
import { BacklogError } from '../../domain/errors.ts';
import { refuseLine, type StrictNode } from '../../sources/reading/yaml/strict-yaml.ts';

/** Limits of a config file: bytes of the file, characters of a value, elements of a list. */
export const CONFIG_LIMITS = { bytes: 64 * 1024, value: 2_000, list: 100 } as const;

/** Decodes the bytes of a config file. @throws BacklogError `invalid` */
export function decoded(bytes: Uint8Array, file: string): string {
  if (bytes.length > CONFIG_LIMITS.bytes) refuseLine(file, undefined, `expected at most ${CONFIG_LIMITS.bytes} bytes`);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes).replaceAll('\r\n', '\n');
  } catch {
    return refuseLine(file, undefined, 'expected UTF-8 text');
  }
  checkShown(text, file, (at) => text.slice(0, at).split('\n').length);
  return text;
}

/**
 * Matches characters that hide or reorder a text: control and format characters, blanks other than a space, and all that
 * Unicode shows as nothing, except the selector that makes an emoji colourful.
 */
const HIDING = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]|(?! )\p{Zs}|(?!(?<=\p{ExtPict})\uFE0F)\p{DI}|\u2800/u;

/** Checks whether a text has characters that hide or reorder a part of it. */
export const hides = (text: string): boolean => HIDING.test(text);

/** Refuses a text with characters that hide or reorder a part of it. @param lineAt returns the line of a position */
export function checkShown(text: string, file: string, lineAt: (position: number) => number): void {
  const found = HIDING.exec(text);
  if (found)
    refuseLine(file, lineAt(found.index), `the character ${codePointName(found[0])} is not allowed: it can't be seen`);
}

/** Checks whether a value is empty, or YAML's null. */
export function isEmpty(node: StrictNode): boolean {
  return node.kind === 'text' && !node.quoted && ['', '~', 'null', 'Null', 'NULL'].includes(node.text);
}

/** Returns an element of a list. @param without characters that the element can't contain */
export function textOfNode(node: StrictNode, name: string, file: string, without?: RegExp): string {
  if (node.kind !== 'text' || isEmpty(node)) return refuseLine(file, node.line, `${name}: expected a text`);
  checkValue(node.text, name, node.line, file);
  if (without?.test(node.text))
    refuseLine(file, node.line, `${name}: a comma is not allowed in an element of the list`);
  return node.text;
}

/** Refuses a value that is too long or hides a part of it. */
export function checkValue(text: string, name: string, line: number, file: string): void {
  checkShown(text, file, () => line);
  if (text.length > CONFIG_LIMITS.value)
    refuseLine(
      file,
      line,
      `${name}: expected at most ${CONFIG_LIMITS.value} characters`,
      'Put a long command into a script.',
    );
}

/**
 * Calls a function that knows nothing of the file. Its refusal gets the file's name and the line.
 * @param about the beginning of the message
 */
export function atLine<Value>(file: string, line: number, about: string, make: () => Value): Value {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
    return refuseLine(file, line, `${about}${error.message}`, error.hint);
  }
}
