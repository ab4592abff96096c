import { expect } from 'vitest';
import { builtPlugin } from '../../support/built-plugin.ts';
import { git } from '../../support/git.ts';
import { soak } from '../../support/soak-test.ts';
import { started } from '../support/acting.ts';
import { field } from '../support/field.ts';

const plugin = builtPlugin();

soak('two queues at one repository land by their own rules at once, and a stop of one holds only its own', async () => {
  const one = await field(plugin);
  const two = await field({ ...plugin, make: () => one.user });
  for (const place of [one, two])
    for (const [name, value] of Object.entries({ 'docs.then': 'land', 'docs.path': 'docs/**' }))
      await place.run('setting_set', { name: `autonomy.${name}`, value });
  const [a, b] = await Promise.all([started(one, 'echo a > docs/a.txt'), started(two, 'echo b > docs/b2.txt')]);
  // Both queues name their run, its branch and its refs alike.
  expect([a, b]).toEqual(['r1', 'r1']);
  await Promise.all([one.becomes(a, 'merged'), two.becomes(b, 'merged')]);
  expect(git(one.user, 'log', '--format=%B', 'main').match(/Approved-By: system:rule\/docs/g)).toHaveLength(2);
  expect(git(one.user, 'show', 'main:docs/a.txt', 'main:docs/b2.txt')).toBe('a\nb');
  await one.run('autonomy_stop');
  const [held, landed] = [await started(one, 'echo c > docs/c.txt'), await started(two, 'echo d > docs/d.txt')];
  await two.becomes(landed, 'merged');
  await one.becomes(held, 'review');
  expect(git(one.user, 'ls-tree', '--name-only', 'main', 'docs/').split('\n')).toEqual([
    ...['docs/a.txt', 'docs/b.txt', 'docs/b2.txt', 'docs/d.txt'],
  ]);
  expect(git(one.user, 'status', '--porcelain')).toBe('');
  await one.run('autonomy_start');
  await one.becomes(held, 'merged');
  expect(git(one.user, 'status', '--porcelain')).toBe('');
});
