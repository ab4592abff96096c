import { expect, test } from 'vitest';
import { outdatedIn, todosIn } from '../../../src/runs/passes/built-in.ts';

test.each<[line: string, title: string | undefined]>([
  ['// TODO: use a constant', 'TODO: use a constant'],
  ['/* FIXME(ada): leak */', 'FIXME: leak'],
  ['<!-- TODO -->', 'TODO: in a.ts'],
  ['const TODOS = 1;', undefined],
  ['/* a */ f(); // TODO - name it', 'TODO: name it'],
  ['xTODO: no', undefined],
  ['todo: small letters are prose', undefined],
])('%s is %o', (line, title) => {
  expect(todosIn('a.ts', `\n${line}\n`).map((one) => [one.title, one.found])).toEqual(
    title === undefined ? [] : [[title, { path: 'a.ts', line: 2 }]],
  );
});

test('npm outdated names what is behind its newest version', () => {
  const output = JSON.stringify({
    zod: { current: '4.0.0', wanted: '4.1.0', latest: '4.2.0' },
    execa: { wanted: '9.0.0', latest: '9.0.0' },
    odd: 7,
  });
  expect(outdatedIn(output).candidates.map(({ title }) => title)).toEqual(['Update zod to 4.2.0']);
  expect(outdatedIn('')).toEqual({ candidates: [] });
});

test('without a network, npm outdated is skipped with words', () => {
  const output = JSON.stringify({ error: { code: 'ENOTFOUND', summary: 'request to the registry failed' } });
  expect(outdatedIn(output)).toEqual({
    candidates: [],
    why: "npm can't tell: ENOTFOUND, request to the registry failed",
  });
  expect(outdatedIn('npm ERR!').why).toBe('npm printed no JSON');
});
