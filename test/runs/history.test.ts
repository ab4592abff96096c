import { expect, test } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { reviewed } from './support/acting.ts';
import { field } from './support/field.ts';

const plugin = builtPlugin();

interface History {
  commits: { seq: number; command: string; changes: { kind: string; id: string; after: object | null }[] }[];
}

test('history tells the states of a run, not what its supervisor notes in between; any commit can be looked at by its number', async () => {
  const place = await field(plugin);
  const { id } = await reviewed(place, 'echo x >> src/a.txt');
  const { commits } = await place.run<History>('task_history', { id: 1 });
  const told = commits.filter(({ changes }) => changes.some((change) => change.kind === 'run' && change.id === id));
  expect(told.map(({ command }) => command).reverse()).toEqual(['run_start', ...Array(4).fill('run_step')]);
  expect(told.every(({ changes }) => changes.some(({ after }) => after !== null && 'state' in after))).toBe(true);
  const left = Math.min(...told.map(({ seq }) => seq)) + 1;
  const between = [];
  for (let seq = left; seq < told[0]!.seq; seq++)
    if (!told.some((one) => one.seq === seq)) between.push(await place.run<History>('task_history', { commit: seq }));
  expect(between.map(({ commits: [one] }) => one?.command)).toContain('run_note');
});
