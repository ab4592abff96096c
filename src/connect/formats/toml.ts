import { parse, TomlError } from 'smol-toml';
import { type ConfigEntry, type ConfigFormat, type ConfigPath, isTable, lineEnd, UnreadableConfig } from './format.ts';

/** TOML. Replaces whole tables as text, because no library keeps comments. The caller parses the result to check it. */
export const toml: ConfigFormat = {
  read(text) {
    try {
      return parse(text, { integersAsBigInt: 'asNeeded' });
    } catch (error) {
      if (!(error instanceof TomlError)) throw error;
      throw new UnreadableConfig(error.message.split('\n')[0]!.replace(/^Invalid TOML document: /, ''), error.line);
    }
  },

  put(text, path, entry) {
    const eol = lineEnd(text);
    const table = tableText(path, entry).replaceAll('\n', eol);
    const [first] = tablesOf(text, path);
    if (first) {
      const rest = this.take(text.slice(first.to), path);
      return text.slice(0, first.from) + table + rest;
    }
    const gap = text === '' ? '' : text.endsWith('\n') ? eol : eol + eol;
    return `${text}${gap}${table}`;
  },

  take(text, path) {
    return tablesOf(text, path).reduceRight((left, { from, to }) => left.slice(0, from) + left.slice(to), text);
  },
};

function tableText(path: ConfigPath, entry: ConfigEntry): string {
  const lines = Object.entries(entry).map(([key, value]) => `${key} = ${valueText(value)}\n`);
  return `[${path.join('.')}]\n${lines.join('')}`;
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{ ${Object.entries(value)
      .map(([key, one]) => `${/^[\w-]+$/.test(key) ? key : stringText(key)} = ${valueText(one)}`)
      .join(', ')} }`;
  return typeof value === 'string' ? stringText(value) : String(value);
}

/** Writes a TOML basic string. JSON's escapes are valid in TOML, but TOML also requires an escape for DEL. */
function stringText(text: string): string {
  return JSON.stringify(text).replaceAll('\u007f', '\\u007f');
}

/** Finds the entry's table and its subtables. A range ends before the comments above the next table. */
function tablesOf(text: string, own: ConfigPath): { from: number; to: number }[] {
  const headers = [...withoutLongStrings(text).matchAll(/^[ \t]*\[.*$/gm)].map((match) => ({
    from: match.index,
    path: pathOf(match[0]),
  }));
  const ranges = headers.map(({ from, path }, i) => ({ from, path, to: headers[i + 1]?.from ?? text.length }));
  return ranges
    .filter(({ path }) => own.every((key, n) => path[n] === key))
    .map(({ from, to }) => ({ from, to: to === text.length ? to : from + ownLines(text.slice(from, to)).length }));
}

/** Replaces the content of multi-line strings by blanks, because their lines can look like table headers. */
function withoutLongStrings(text: string): string {
  return text.replace(STRING_OR_COMMENT, (found) =>
    /^("{3}|'{3})/.test(found) ? found.replace(/[^\n]/g, ' ') : found,
  );
}

const STRING_OR_COMMENT = /"{3}(?:\\[\s\S]|(?!"{3})[^\\])*"{3}|'{3}[\s\S]*?'{3}|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|#[^\n]*/g;

/** Returns a table's text without the trailing blank lines and comments, which belong to the next table. */
function ownLines(block: string): string {
  return block.replace(/(\r?\n)((?:[ \t]*(?:#.*)?\r?\n)*)$/, '$1');
}

/**
 * Returns the keys in a table header: `[a."b".c] # note` gives a, b, c.
 * @returns an empty list for any other line
 */
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
