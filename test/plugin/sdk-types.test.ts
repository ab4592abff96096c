import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import ts from 'typescript';
import { expect, expectTypeOf, test } from 'vitest';
import { COMMANDS, type Inputs as Taken } from '../../src/commands/index.ts';
import type { Inputs } from '../../src/web/sdk/calls.ts';
import { apiSchemas } from '../../src/web/server/openapi/api-schemas.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { tempFolder } from '../support/folder.ts';
import { soak } from '../support/soak-test.ts';

const plugin = builtPlugin();

/** What a program of others says, and what its compiler must refuse. */
const PROGRAM = `
import { backlogBoard, type Inputs, type Outputs, type Task } from 'SDK/main.mjs';
import { backlogStore } from 'SDK/local.mjs';
const { commands } = backlogBoard({ url: 'http://127.0.0.1:7323' }).workspace('w');
const added: Task = await commands.task_add({ description: 'x', tags: ['a'], priority: 'H' });
const queue = await backlogStore({ as: 'system:x' });
const { count }: { count: number } = await queue.call('task_count');
const input: Inputs['run_list'] = {};
const reading: Promise<Outputs['run_list']> = queue.commands.run_list(input);
// @ts-expect-error
await commands.task_add({ descriptoin: 'x' });
// @ts-expect-error
await commands.task_add({ description: 1 });
// @ts-expect-error
await commands.task_info();
// @ts-expect-error
await queue.call('task_lst');
export default [added.id + count, reading];
`;

test('programs compile against the built types, and what no schema allows is refused', async () => {
  const folder = tempFolder();
  writeFileSync(join(folder, 'program.mts'), PROGRAM.replaceAll('SDK', join(plugin.folder, 'dist/sdk')));
  const tsc = fileURLToPath(new URL('../../node_modules/.bin/tsc', import.meta.url));
  const words = ['--noEmit', '--strict', '--module', 'nodenext', '--lib', 'es2023,dom', '--types', '', 'program.mts'];
  const { stdout } = await promisify(execFile)(tsc, words, { cwd: folder }).catch((failed) => failed);
  expect(stdout).toBe('');
});

soak(
  'the built types name every command, and the fields of every schema, optional where the schema has them so',
  () => {
    const { components, input, output } = apiSchemas();
    const types = declaredIn(readFileSync(join(plugin.folder, 'dist/sdk/calls.d.mts'), 'utf8'));
    const named = (of: Readonly<Record<string, string>>) => COMMANDS.map(({ name }) => `${name}: ${of[name]}`);
    expect(types.get('Inputs')).toEqual(named(input));
    expect(types.get('Outputs')).toEqual(named(output));
    expect([...types.get('Commands')!]).toEqual(COMMANDS.map(({ name }) => name));
    for (const [name, { properties, required = [] }] of Object.entries(components)) {
      if (!properties || Object.keys(properties).length === 0) continue;
      const optional = (field: string) => !(required as string[]).includes(field);
      const fields = Object.keys(properties).map((field) => (optional(field) ? `${field}?` : field));
      expect(types.get(name), name).toEqual(fields);
    }
  },
);

/** Type -> its members: `name?` of a schema's field, `name: Type` of a list of schemas, `name` of a method. */
function declaredIn(text: string): Map<string, string[]> {
  const members = (node: ts.InterfaceDeclaration | ts.TypeLiteralNode) =>
    node.members.flatMap((member) => {
      if (!member.name) return [];
      const name = (member.name as ts.Identifier).text + (member.questionToken ? '?' : '');
      const type = ts.isPropertySignature(member) ? member.type : undefined;
      return ts.isInterfaceDeclaration(node) && type ? [`${name}: ${type.getText()}`] : [name];
    });
  const { statements } = ts.createSourceFile('calls.d.mts', text, ts.ScriptTarget.ES2022, true);
  return new Map(
    statements.flatMap((one): [string, string[]][] => {
      if (ts.isInterfaceDeclaration(one)) return [[one.name.text, members(one)]];
      if (ts.isTypeAliasDeclaration(one) && ts.isTypeLiteralNode(one.type)) return [[one.name.text, members(one.type)]];
      return [];
    }),
  );
}

test('what the SDK lets a caller write, the schemas take', () => {
  // Names of the inputs that fit no schema: the type check compares them, and there are none.
  type Misfit = { [Name in keyof Inputs]: Inputs[Name] extends Taken[Name] ? never : Name }[keyof Inputs];
  expectTypeOf<Misfit>().toBeNever();
});
