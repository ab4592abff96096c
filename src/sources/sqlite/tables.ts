import { Damaged, openPages } from './pages.ts';
import { recordsOf, type Value } from './records.ts';

export interface Database {
  /** Names of its tables. */
  tables: readonly string[];
  /** Rows of a table, columns by their names; of a table that is not there none. @throws Damaged */
  rows(table: string): Record<string, Value>[];
}

/** Reads a database of SQLite, without writing and without its program. @throws Damaged saying what is wrong */
export function openDatabase(file: Buffer, log?: Buffer): Database {
  return guarded(() => {
    const pages = openPages(file, log);
    const tables = new Map<string, { root: number; sql: string }>();
    for (const { values } of recordsOf(pages, 1)) {
      const [type, name, , root, sql] = values;
      if (type === 'table' && typeof root === 'number' && root > 0)
        tables.set(String(name), { root, sql: String(sql) });
    }
    return {
      tables: [...tables.keys()],
      rows: (name) => {
        const table = tables.get(name);
        if (!table) return [];
        const columns = columnsOf(table.sql);
        return guarded(() =>
          Array.from(recordsOf(pages, table.root), ({ rowid, values }) =>
            Object.fromEntries(
              columns.map(({ name, isRowid }, i) => [name, isRowid ? rowid : (values[i] ?? null)] as const),
            ),
          ),
        );
      },
    };
  });
}

function guarded<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) throw new Damaged('something in it points out of it');
    throw error;
  }
}

interface Column {
  name: string;
  /** It is no part of the record, but its number. */
  isRowid: boolean;
}

/** Names of columns in the order of a record: that of the statement, but the key first where the table has no row numbers. */
function columnsOf(sql: string): Column[] {
  const plain = sql.replaceAll(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' ');
  const open = plain.indexOf('(');
  const parts = splitTop(plain.slice(open + 1, plain.lastIndexOf(')')));
  const columns = parts.filter((part) => !/^\s*(constraint|primary\s+key|unique|check|foreign\s+key)\b/i.test(part));
  const named = columns.map((part) => ({
    name: bare(part),
    isRowid: /^\s*\S+\s+integer\s+primary\s+key\b/i.test(part),
  }));
  if (!/\)\s*(strict\s*,\s*)?without\s+rowid\b/i.test(plain.slice(plain.lastIndexOf(')')))) return named;
  const key = parts.flatMap(
    (part) => /^\s*(?:constraint\s+\S+\s+)?primary\s+key\s*\(([^)]*)\)/i.exec(part)?.[1]?.split(',') ?? [],
  );
  const own = columns.filter((part) => /\bprimary\s+key\b/i.test(part));
  const first = [...key, ...own].map(bare);
  return [...first, ...named.map(({ name }) => name).filter((name) => !first.includes(name))].map((name) => ({
    name,
    isRowid: false,
  }));
}

function bare(part: string): string {
  return /^\s*(?:"([^"]+)"|`([^`]+)`|\[([^\]]+)\]|(\S+))/.exec(part)?.slice(1).find(Boolean) ?? '';
}

function splitTop(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '(') depth++;
    if (character === ')') depth--;
    if (character === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts;
}
