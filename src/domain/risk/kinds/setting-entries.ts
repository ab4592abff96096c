import type { CodeLine } from '../lines.ts';

/** A setting of a file: the names that lead to it, and its value without quotes. A list has an entry for each element. */
export interface SettingEntry {
  path: string;
  value: string;
  line: CodeLine;
}

/** A setting that a result changed, added (`was` is absent) or removed (`is` is absent). */
export interface ChangedSetting {
  path: string;
  was?: string;
  is?: string;
  line: CodeLine;
}

const PAIR =
  /(?:^|[\s,{[(<])["']?([A-Za-z_][\w.-]*)["']?\s*(?::=|=>|[:=])(?!=)\s*("(?:\\.|[^"\\])*"|'[^']*'|\[[^\][]*\]|[^\s,{}[\]#"'(;][^,{}[\]#;]*)?/g;
const ELEMENT = /^(?:-\s+)?["']?([^"'{}[\]]+?)["']?,?$/;
const TAG = /^<(\w[\w.-]*)>([^<]*)<\/\1>$/;

/**
 * Reads settings line by line: YAML, JSON, TOML, INI, properties, variables, and constants of code. Indentation says to
 * what a line belongs.
 * @param text the same text, with its indentation
 */
export function settingEntries(lines: readonly CodeLine[], text: string): SettingEntry[] {
  const raw = text.split(/\r?\n/);
  const above: { indent: number; name: string }[] = [];
  let section = '';
  return lines.flatMap((line): SettingEntry[] => {
    const { spoken } = line;
    if (spoken === '' || /^(?:[#;]|\/\/)/.test(spoken)) return [];
    const header = /^\[+([\w.\-"]+)\]+$/.exec(spoken)?.[1];
    if (header !== undefined) {
      [section, above.length] = [header, 0];
      return [];
    }
    const isElement = /^-\s/.test(spoken);
    const indent = raw[line.n - 1]!.length - raw[line.n - 1]!.trimStart().length + (isElement ? 1 : 0);
    while (above.length > 0 && above.at(-1)!.indent >= indent) above.pop();
    const place = [section, ...above.map(({ name }) => name)].filter(Boolean);
    const tag = TAG.exec(spoken);
    if (tag) return [{ path: [...place, tag[1]].join('.'), value: tag[2]!, line }];
    const pairs = [...spoken.matchAll(PAIR)];
    if (pairs.length === 0) {
      const value = ELEMENT.exec(spoken)?.[1];
      return value === undefined || place.length === 0 ? [] : [{ path: `${place.join('.')}[]`, value, line }];
    }
    const found: SettingEntry[] = [];
    const inner = isElement ? [...place, '[]'] : [...place];
    for (const [, name, value = ''] of pairs) {
      const path = [...inner, name].join('.');
      if (value === '') {
        if (inner.length === place.length + (isElement ? 1 : 0)) above.push({ indent, name: name! });
        inner.push(name!);
      } else if (value.startsWith('['))
        for (const one of value.slice(1, -1).split(',')) found.push({ path: `${path}[]`, value: bare(one), line });
      else found.push({ path, value: bare(value), line });
    }
    return found;
  });
}

const bare = (value: string): string =>
  value
    .trim()
    .replace(/^(["'])(.*)\1$/, '$2')
    .trim();

/** Compares the settings of two versions of a file. An element that came and one that went are two changes. */
export function changedSettings(before: readonly SettingEntry[], after: readonly SettingEntry[]): ChangedSetting[] {
  const byPath = (settings: readonly SettingEntry[]) => {
    const found = new Map<string, SettingEntry[]>();
    for (const one of settings) found.set(one.path, [...(found.get(one.path)?.slice(-200) ?? []), one]);
    return found;
  };
  const [had, has] = [byPath(before), byPath(after)];
  return [...new Set([...had.keys(), ...has.keys()])].flatMap((path): ChangedSetting[] => {
    const [old, now] = [had.get(path) ?? [], has.get(path) ?? []];
    const values = (some: readonly SettingEntry[]) => new Set(some.map(({ value }) => value));
    const [gone, came] = [
      old.filter((one) => !values(now).has(one.value)),
      now.filter((one) => !values(old).has(one.value)),
    ];
    if (!path.endsWith('[]') && gone.length === 1 && came.length === 1)
      return [{ path, was: gone[0]!.value, is: came[0]!.value, line: came[0]!.line }];
    return [
      ...gone.map(({ value, line }) => ({ path, was: value, line })),
      ...came.map(({ value, line }) => ({ path, is: value, line })),
    ];
  });
}
