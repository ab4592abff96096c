import { readFileSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach, expect } from 'vitest';
import type { Caller } from '../../src/work/workspace/context.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { soak } from '../support/soak-test.ts';
import { ADA } from '../support/workspace.ts';
import { type Field, field } from './support/field.ts';

const plugin = builtPlugin();
const OWN = process.env.PATH!;
const TERMINAL: Caller = { ...ADA, door: 'cli' };
const startingWith = (folder: string): string => [folder, OWN].join(delimiter);

afterEach(() => {
  process.env.PATH = OWN;
});

/** A run in review, started at a terminal whose PATH begins with `/terminal`. Its rounds and checks write their PATH. */
async function reviewed(): Promise<{ place: Field; id: string; seen(name: string): string }> {
  const place = await field({ supervisor: plugin.supervisor });
  const file = (name: string) => join(place.root, name);
  await place.agent(
    'teller',
    `import { writeFileSync } from 'node:fs';
     writeFileSync(${JSON.stringify(file('round'))}, process.env.PATH);
     writeFileSync('src/a.txt', String(Date.now()));`,
  );
  const tells = `printf %s "$PATH" > ${file('check')}; echo 1 passed`;
  await place.run('setting_set', { name: 'checks.tells', value: tells }, TERMINAL);
  process.env.PATH = startingWith('/terminal');
  const task = await place.task({ description: 'Tell', scope: 'src/**', checks: 'tells' });
  const input = { filter: String(task), agent: 'teller' };
  const { runs } = await place.run<{ runs: { run: { id: string } }[] }>('run_start', input, TERMINAL);
  const { id } = runs[0]!.run;
  await place.becomes(id, 'review');
  return { place, id, seen: (name) => readFileSync(file(name), 'utf8').split(delimiter)[0]! };
}

soak.each<[string, Caller, string]>([
  ['a form', { ...ADA, actor: { kind: 'human', name: 'ada', via: 'form' } }, '/terminal'],
  ['the board', { ...ADA, door: 'web' }, '/terminal'],
  ['another terminal', TERMINAL, '/elsewhere'],
])('a round that %s starts, its checks and those of its merge have the right PATH', async (_, caller, path) => {
  const { place, id, seen } = await reviewed();
  expect(seen('round')).toBe('/terminal');
  for (const name of ['round', 'check']) rmSync(join(place.root, name));
  process.env.PATH = startingWith('/elsewhere');
  await place.run('run_request_changes', { run: id, note: 'Again' }, caller);
  await place.becomes(id, 'review');
  expect([seen('round'), seen('check')]).toEqual([path, path]);
  rmSync(join(place.root, 'check'));
  await place.run('run_approve', { run: id }, caller);
  await place.becomes(id, 'merged');
  expect(seen('check'), 'the check of the merged tree').toBe(path);
});
