import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const src = fileURLToPath(new URL('../../src', import.meta.url));

/** The generated types of the SDK have the names of the records, for programs that see no other types. */
const GENERATED = 'web/sdk/calls.ts';

/** Why two modules may export the same name. */
const REASONS: Readonly<Record<string, string>> = {
  ALONE: 'the parts of a table have its name',
  LINES: 'the parts of a table have its name',
  SUGGESTED: 'the parts of a table have its name',
  Session: 'the record of a session, and the answer of the SDK about its login',
};

const EXPORTED = /^export (?:abstract |async |declare )*(?:const|let|function\*?|class|interface|type|enum) ([\w$]+)/gm;

/** Returns the names that more than one module declares and exports. A module that passes a name on declares none. */
function exportedTwice(modules: ReadonlyMap<string, string>): Map<string, string[]> {
  const places = new Map<string, string[]>();
  for (const [path, text] of modules)
    for (const name of new Set(Array.from(text.matchAll(EXPORTED), ([, one]) => one!)))
      places.set(name, [...(places.get(name) ?? []), path]);
  return new Map([...places].filter(([, paths]) => paths.length > 1));
}

test('each name is exported by one module of src', () => {
  const modules = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && path !== GENERATED)
    .map((path) => [path, readFileSync(join(src, path), 'utf8')] as const);
  const found = exportedTwice(new Map(modules));
  expect([...found].filter(([name]) => !Object.hasOwn(REASONS, name))).toEqual([]);
  expect(Object.keys(REASONS).filter((name) => !found.has(name))).toEqual([]);
});

test.each([
  ['functions', 'export async function read() {}', 'export function* read() {}', ['read']],
  ['a constant and a type', 'export const Row = 1;', 'export type Row = string;', ['Row']],
  ['a name that a module passes on', 'export const read = 1;', "export { read } from './a.ts';", []],
  ['a name of the module itself', 'export const read = 1;', 'const read = 1;', []],
  ['two forms of one function', 'export function a(b: 1): 1;\nexport function a(b: 2): 2;', '', []],
])('%s are found or not', (_, one, other, names) => {
  const modules = new Map([
    ['a.ts', one],
    ['b.ts', other],
  ]);
  expect([...exportedTwice(modules).keys()]).toEqual(names);
});
