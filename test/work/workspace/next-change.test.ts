import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, onTestFinished, test } from 'vitest';
import { BacklogError } from '../../../src/domain/errors.ts';
import { lookAtChanges, nextChange } from '../../../src/work/workspace/next-change.ts';
import { testWorkspace } from '../../support/workspace.ts';

test('a wait for a change ends after its time, also if the garbage is collected meanwhile', async () => {
  const { opened } = await testWorkspace();
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  const collecting = setInterval(gc, 20);
  onTestFinished(() => clearInterval(collecting));
  expect(await nextChange(opened.store, 500, new AbortController().signal)).toBeUndefined();
});

test('who looks at changes is told of each outage once, and looks again after it; another failure ends it', async () => {
  const { opened: workspace } = await testWorkspace();
  const outage = (text: string) => new BacklogError('store', text, { data: { passing: true } });
  const damage = new BacklogError('store', 'damaged');
  const looks = ['', outage('one'), outage('one again'), '', outage('two'), damage].values();
  const told: string[] = [];
  const look = async () => {
    const { value } = looks.next();
    if (value instanceof Error) throw value;
    return value === undefined;
  };
  const { signal } = new AbortController();
  const looking = { workspace, ms: () => 1, signal, lost: ({ message }: Error) => void told.push(message) };
  await expect(lookAtChanges(look, looking)).rejects.toBe(damage);
  expect(told).toEqual(['one', 'two']);
  expect(await lookAtChanges(look, looking)).toBe(true);
  expect(await lookAtChanges(look, { ...looking, signal: AbortSignal.abort() })).toBe(false);
});

test('no module waits for a signal of a timer together with others, since nothing holds that signal', () => {
  const src = new URL('../../../src/', import.meta.url).pathname;
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file));
  const both = files.filter((file) => {
    const text = readFileSync(join(src, file), 'utf8');
    return text.includes('AbortSignal.any(') && text.includes('AbortSignal.timeout(');
  });
  expect(both).toEqual([]);
});
