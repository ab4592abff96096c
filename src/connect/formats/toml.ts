import { parse, TomlError } from 'smol-toml';
import { type ConfigFormat, type ConfigSpot, lineEnd, type ServerEntry, UnreadableConfig } from './format.ts';

/** TOML, changed by whole tables: no library writes it back with its comments. What comes of it is read again by the caller. */
export const toml: ConfigFormat = {
  read(text) {
    try {
      return parse(text, { integersAsBigInt: 'asNeeded' });
    } catch (error) {
      if (!(error instanceof TomlError)) throw error;
      throw new UnreadableConfig(error.message.split('\n')[0]!.replace(/^Invalid TOML document: /, ''), error.line);
    }
  },

  put(text, spot, entry) {
    const eol = lineEnd(text);
    const table = tableText(spot, entry).replaceAll('\n', eol);
    const [first] = tablesOf(text, spot);
    if (first) {
      const rest = this.take(text.slice(first.to), spot);
      return text.slice(0, first.from) + table + rest;
    }
    const gap = text === '' ? '' : text.endsWith('\n') ? eol : eol + eol;
    return `${text}${gap}${table}`;
  },

  take(text, spot) {
    return tablesOf(text, spot).reduceRight((left, { from, to }) => left.slice(0, from) + left.slice(to), text);
  },
};

function tableText({ servers, name }: ConfigSpot, entry: ServerEntry): string {
  const lines = Object.entries(entry).map(([key, value]) => `${key} = ${valueText(value)}\n`);
  return `[${servers}.${name}]\n${lines.join('')}`;
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{ ${Object.entries(value)
      .map(([key, one]) => `${/^[\w-]+$/.test(key) ? key : stringText(key)} = ${valueText(one)}`)
      .join(', ')} }`;
  return typeof value === 'string' ? stringText(value) : String(value);
}

/** A basic string takes what JSON escapes, and wants DEL escaped, too. */
function stringText(text: string): string {
  return JSON.stringify(text).replaceAll('\u007f', '\\u007f');
}

/** The ranges of the table at the spot and of those below it: header to the last line before what belongs to the next one. */
function tablesOf(text: string, { servers, name }: ConfigSpot): { from: number; to: number }[] {
  const headers = [...withoutLongStrings(text).matchAll(/^[ \t]*\[.*$/gm)].map((match) => ({
    from: match.index,
    path: pathOf(match[0]),
  }));
  const ranges = headers.map(({ from, path }, i) => ({ from, path, to: headers[i + 1]?.from ?? text.length }));
  return ranges
    .filter(({ path }) => path[0] === servers && path[1] === name)
    .map(({ from, to }) => ({ from, to: to === text.length ? to : from + ownLines(text.slice(from, to)).length }));
}

/** With blanks for what is in strings of several lines, where a line may look like a header. */
function withoutLongStrings(text: string): string {
  return text.replace(STRING_OR_COMMENT, (found) =>
    /^("{3}|'{3})/.test(found) ? found.replace(/[^\n]/g, ' ') : found,
  );
}

const STRING_OR_COMMENT =
  /"{3}(?:\\[\s\S]|(?!"{3})[\s\S])*"{3}|'{3}[\s\S]*?'{3}|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|#[^\n]*/g;

/** Without the blank lines and comments that lead to the next table. */
function ownLines(block: string): string {
  return block.replace(/(\r?\n)((?:[ \t]*(?:#.*)?\r?\n)*)$/, '$1');
}

/** `[a."b".c] # note` -> a, b, c; nothing for what is no header. */
function pathOf(line: string): string[] {
  let table: unknown;
  try {
    table = parse(line);
  } catch {
    return [];
  }
  const path: string[] = [];
  while (isTable(table)) {
    const [key] = Object.keys(table);
    if (key === undefined) break;
    path.push(key);
    table = table[key];
  }
  return path;
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
