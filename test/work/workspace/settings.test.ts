import { expect, test } from 'vitest';
import { testWorkspace } from '../../support/workspace.ts';

test.each([
  ['runs.minutes', '1e300', 'a number from 0.01 to 1000000'],
  ['runs.minutes', '0', 'a number from 0.01 to 1000000'],
  ['runs.turns', '2.5', 'a whole number from 0 to 1000000'],
  ['runs.batch', 'many', 'a whole number from 1 to 1000000'],
  ['runs.merge', 'rebase', 'squash or merge'],
])('%s %s is refused with what it takes', async (name, value, taken) => {
  const work = await testWorkspace();
  const { message } = await work.refused('setting_set', { name, value });
  expect(message).toBe(`${name}: expected ${taken}, received "${value}"`);
});

test.each([
  ['runs.minutes', '1000000'],
  ['runs.minutes', '0.01'],
  ['runs.turns', '0'],
])('%s %s is within its bounds', async (name, value) => {
  const work = await testWorkspace();
  expect(await work.run('setting_set', { name, value })).toMatchObject({ value: Number(value) });
});
