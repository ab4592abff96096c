import { refuse } from '../../domain/errors.ts';
import { readSetting, rowOfName } from '../settings/settings.ts';
import { readConfigFile } from './read-config.ts';
import { configLines, configText, keysOf, scalar } from './write-config.ts';

interface Setting {
  name: string;
  value: string;
}

/**
 * Returns the text of a config file with more settings. Comments, order and the other lines stay. A setting that the file
 * has already stays as it is.
 * @param text the present text; undefined if there is no file
 * @throws BacklogError `invalid` for a file that can't be read, `conflict` with the lines if they fit nowhere
 */
export async function configWith(
  text: string | undefined,
  settings: readonly Setting[],
  file: string,
): Promise<{ text: string; added: Setting[] }> {
  const read = (of: string) => readConfigFile(Buffer.from(of), { file, owner: 'repository' });
  if (text === undefined) return { text: configText(settings, []).text, added: [...settings] };
  const { values } = await read(text);
  const added = settings.filter(({ name }) => !values.has(name));
  if (added.length === 0) return { text, added };
  const lines = text.trim() === '' ? [] : text.replace(/\n+$/, '').split('\n');
  for (const { name, value } of added) insert(lines, keysOf(rowOfName(name)!.name, name), scalar(value));
  const changed = `${lines.join('\n')}\n`;
  const now = await read(changed).catch(() => undefined);
  const fits = added.every(({ name, value }) => now?.values.get(name) === readSetting(name, value));
  if (!now || !fits || now.values.size !== values.size + added.length)
    refuse('conflict', `can't add to ${file}: its maps are written in braces or with unusual spaces`, {
      hint: `Add yourself: ${added.map(({ name, value }) => `${name}: ${scalar(value)}`).join('; ')}`,
    });
  return { text: changed, added };
}

/** A part of the lines, and the indentation of its keys. */
interface Block {
  from: number;
  to: number;
  indent: string;
}

/** Inserts a setting at the end of the innermost map that its keys name. Makes the maps that are missing. */
function insert(
  lines: string[],
  keys: readonly string[],
  value: string,
  { from, to, indent }: Block = { from: 0, to: lines.length, indent: '' },
): void {
  const [key = '', ...rest] = keys;
  const at = rest.length === 0 ? -1 : lines.findIndex((line, i) => i >= from && i < to && opens(line, indent, key));
  if (at < 0) {
    const tree = keys.reduceRight<Parameters<typeof configLines>[0] | string>(
      (inner, one) => ({ [one]: inner }),
      value,
    );
    lines.splice(lastOf(lines, from, to), 0, ...configLines(tree as Exclude<typeof tree, string>, indent));
    return;
  }
  const next = lines.findIndex((line, i) => i > at && i < to && isContent(line) && depthOf(line) <= indent.length);
  const end = next < 0 ? to : next;
  const first = lines.slice(at + 1, end).find(isContent);
  insert(lines, rest, value, { from: at + 1, to: end, indent: first?.match(/^ */)?.[0] ?? `${indent}  ` });
}

const isContent = (line: string): boolean => /^\s*[^\s#]/.test(line);
const depthOf = (line: string): number => line.length - line.trimStart().length;

function opens(line: string, indent: string, key: string): boolean {
  const rest = line.slice(indent.length);
  const names = [key, JSON.stringify(key), `'${key}'`];
  return (
    line.startsWith(indent) &&
    names.some((name) => rest.startsWith(`${name}:`) && /^\s*(#.*)?$/.test(rest.slice(name.length + 1)))
  );
}

/** Returns the line after the last content of a block, so that comments before the next block stay with that. */
function lastOf(lines: readonly string[], from: number, to: number): number {
  for (let at = to; at > from; at--) if (isContent(lines[at - 1]!)) return at;
  return from === 0 ? to : from;
}
