import { stripVTControlCharacters } from 'node:util';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { execute } from '../../src/commands/execute.ts';
import { COMMANDS, commandNamed } from '../../src/commands/index.ts';
import { renderScreen } from '../../src/commands/render.ts';
import { harmless } from '../../src/text/safe.ts';
import { cells } from '../../src/text/screen/layout/width.ts';
import { openWorkspace } from '../../src/work/workspace/open.ts';
import { tempFolder } from '../support/folder.ts';
import { runIn } from '../support/runs.ts';
import { everyNth } from '../support/soak-test.ts';
import { ADA, testWorkspace } from '../support/workspace.ts';

const SCREENS = COMMANDS.filter(({ show }) => show.doc !== undefined).map(({ name }) => [name] as const);

const ESCAPE = '\u001b';

/** Calls of each command that has a screen, in the workspace below; with nothing by default. */
const CALLS: Record<string, object> = { task_info: { id: 1 }, run_list: { all: true }, run_compare: { run: 'r1' } };

/** Tasks whose texts come from somewhere else, and would act on a terminal. */
async function hostile() {
  const work = await testWorkspace();
  const { run } = work;
  await run('task_add', { description: 'First', project: 'web', tags: 'a,b', due: 'yesterday', priority: 'H' });
  await run('task_add', { description: `Long ${'and longer '.repeat(20)}`, depends: 1, due: 'friday', agent: 'fixer' });
  await run('task_add', { description: '日本語 👨‍👩‍👧 שלום', parent: 1, tags: 'x'.repeat(60) });
  await run('task_annotate', { id: 1, text: 'Red \u001b[31m and \u0007 a bell\nand a line \u202Eturned' }, ADA);
  await run('task_doc_write', { id: 1, content: `# Spec\n\n\tan indented line\u001b[2J ${'word '.repeat(60)}` });
  await run('task_start', { id: 3 });
  await run('claim_acquire', { scope: 'src/**,日本/**' });
  await runIn(work, 'review', { number: 2 });
  await run('task_stop', { id: 3, handoff: 'Half \u001b]0;title\u0007 done' });
  return work;
}

describe.each(everyNth(3, SCREENS))('the screen of %s', (name) => {
  test('fits 40, 80 and 250 columns, and only its colours are escapes', async () => {
    const { opened, run } = await hostile();
    if (name === 'task_redo') await run('task_undo', {}, ADA);
    if (/^night_(stop|report)/.test(name)) await run('night_start', { until: '3h' }, ADA);
    const executed = await execute(opened, { ...ADA, door: 'cli' }, commandNamed(name), CALLS[name] ?? {});
    for (const columns of [40, 80, 250]) {
      const plain = await renderScreen(executed, { columns, colour: 0 });
      expect(harmless(plain)).toBe(plain);
      for (const line of plain.split('\n')) expect(cells(line), line).toBeLessThanOrEqual(columns);
      const painted = await renderScreen(executed, { columns, colour: 16 });
      expect(stripVTControlCharacters(painted)).toBe(plain);
      expect(
        painted
          .split(ESCAPE)
          .slice(1)
          .every((part) => /^\[\d+m/.test(part)),
      ).toBe(true);
      expect(plain).not.toMatch(/\btask_[a-z]+/);
    }
  });
});

test.each([80, 100])('of a setting all of what it is for is shown in %i columns', async (columns) => {
  const { opened } = await testWorkspace();
  const executed = await execute(opened, { ...ADA, door: 'cli' }, commandNamed('setting_list'), {});
  const shown = await renderScreen(executed, { columns, colour: 0 });
  expect(shown).toContain('Meaning');
  expect(shown.split('\n').filter((line) => line.endsWith('…'))).toEqual([]);
});

test('in the home folder the page says where a queue can be, not how to add a task', async () => {
  const home = tempFolder('home');
  vi.stubEnv('HOME', home);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const opened = await openWorkspace({ cwd: home, env: {} });
  const page = await renderScreen(await execute(opened, { ...ADA, door: 'cli' }, commandNamed('backlog_status'), {}), {
    columns: 200,
    colour: 0,
  });
  expect(page).toMatch(/^Your home folder has no queue\. Go to the folder of a project first/);
});
