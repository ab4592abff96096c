import { describe, expect, test } from 'vitest';
import { testWorkspace } from '../support/workspace.ts';

const row = (ref: string, scope: string[], more: object = {}) => ({ ref, description: `Do ${ref}`, scope, ...more });

describe('task_import', () => {
  test('names tasks that may be ready at once and write the same file', async () => {
    const work = await testWorkspace();
    const text = await work.text('task_import', {
      tasks: [row('a', ['src/a/**', 'src/index.ts']), row('b', ['src/*.ts'])],
    });
    expect(text.split('\n').at(-1)).toBe(
      '1 and 2 may be ready at the same time, but their scopes overlap in src/index.ts (src/index.ts, src/*.ts). Narrow a scope, or add a dependency.',
    );
  });

  test.each<[string, object[]]>([
    ['share no file', [row('a', ['src/a/**']), row('b', ['src/b/**'])]],
    ['have no scope', [row('a', []), row('b', ['src/b/**'])]],
    ['wait for each other', [row('a', ['src/**']), row('b', ['src/**'], { depends: ['a'] })]],
    [
      'wait for each other through a third',
      [row('a', ['src/**']), row('b', ['test/**'], { depends: ['a'] }), row('c', ['src/**'], { depends: ['b'] })],
    ],
    ['are parent and subtask', [row('a', ['src/**']), row('b', ['src/**'], { parent: 'a' })]],
    ['are closed', [row('a', ['src/**'], { status: 'completed' }), row('b', ['src/**'])]],
  ])('is silent about tasks that %s', async (_, tasks) => {
    const work = await testWorkspace();
    expect(await work.text('task_import', { tasks })).not.toContain('at the same time');
  });

  test('tells five clashes of many', async () => {
    const work = await testWorkspace();
    const tasks = Array.from({ length: 100 }, (_, i) => row(`r${i}`, ['src/**']));
    expect((await work.text('task_import', { tasks })).match(/at the same time/g)).toHaveLength(5);
  });
});
