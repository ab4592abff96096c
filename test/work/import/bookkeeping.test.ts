import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testWorkspace } from '../../support/workspace.ts';

const PLAN = '- [ ] Login\n- [ ] Logout\n';

async function moved() {
  const work = await testWorkspace();
  const at = (path: string) => join(work.folder, 'project', path);
  writeFileSync(at('TODO.md'), PLAN);
  await work.run('task_import', { from: at('TODO.md') });
  const { rename } = await import('node:fs/promises');
  mkdirSync(at('docs'));
  await rename(at('TODO.md'), at('docs/todo.md'));
  return { ...work, at };
}

test('undo skips an import that only stored the new name of a file', async () => {
  const { run, at } = await moved();
  expect(await run('task_import', { from: at('docs/todo.md') })).toMatchObject({ imported: [], unchanged: 2 });
  const { what } = await run<{ what: string }>('task_undo', { dry_run: true });
  expect(what).toBe('the import of 2 tasks');
  await run('task_undo', {});
  expect(await run('task_list', {})).toMatchObject({ total: 0 });
});

test('the history names a source as a person does, without digests', async () => {
  const { text, run, at } = await moved();
  await run('task_import', { from: at('docs/todo.md') });
  writeFileSync(at('docs/todo.md'), PLAN.replace('[ ] Login', '[x] Login'));
  await run('task_import', { from: at('docs/todo.md') });
  const told = `${await text('task_history', { full: true })}\n${await text('task_undo', { dry_run: true })}`;
  expect(told).toContain('source: markdown TODO.md Login');
  expect(told).not.toMatch(/seen |closedIn|checkout|earlier/);
});
