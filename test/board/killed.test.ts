import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { execute } from '../../src/commands/execute.ts';
import { commandNamed } from '../../src/commands/index.ts';
import { openWorkspace } from '../../src/work/workspace/open.ts';
import { validateRecord } from '../../src/work/workspace/validate.ts';
import { AT_TERMINAL } from '../support/at-terminal.ts';
import { describeInBrowser, forget } from '../support/browser.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { ENVIRONMENT } from '../support/environment.ts';
import { tempFolder } from '../support/folder.ts';
import { soak } from '../support/soak-test.ts';
import { ADA } from '../support/workspace.ts';

const plugin = builtPlugin();

const LOST = "server doesn't answer";
const DRAFTS = { comment: 'Half a comment', spec: 'Half a specification', task: 'Half a task' };

describeInBrowser('kill -9 of the server', (browser) => {
  soak(
    'is said, and the page goes on with the next one: nothing lost or doubled, what was being written still there',
    async () => {
      const { start, add } = await person();
      await add('Before');
      const first = await start();
      const { open, wrong, context } = await browser.person(first);
      const [list, task] = [await open('/w/project/list'), await open('/w/project/task/1')];
      await list.locator('.list-row', { hasText: 'Before' }).waitFor();
      await task.getByRole('textbox', { name: 'New note' }).fill(DRAFTS.comment);
      await task.getByRole('button', { name: 'Write the spec' }).click();
      await task.getByRole('textbox', { name: 'Text of spec' }).fill(DRAFTS.spec);
      await list.keyboard.press('c');
      await list.keyboard.type(DRAFTS.task);

      first.child.kill('SIGKILL');
      await first.ended;
      await Promise.all([list, task].map((page) => page.getByText(LOST).waitFor()));
      await list.keyboard.press('Enter');
      await list.locator('dialog').getByText('does not answer').waitFor();
      await task.getByRole('button', { name: 'Add note', exact: true }).click();
      await task.getByText('does not answer').first().waitFor();
      for (const n of [1, 2, 3]) await add(`Meanwhile ${n}`);

      const second = await start();
      expect(second.origin).toBe(first.origin);
      await Promise.all([list, task].map((page) => page.getByText(LOST).waitFor({ state: 'detached' })));
      expect(await list.getByRole('textbox', { name: 'Description and fields' }).inputValue()).toBe(DRAFTS.task);
      expect(await task.getByRole('textbox', { name: 'New note' }).inputValue()).toBe(DRAFTS.comment);
      expect(await task.getByRole('textbox', { name: 'Text of spec' }).inputValue()).toBe(DRAFTS.spec);
      await list.keyboard.press('Enter');
      await task.getByRole('button', { name: 'Add note', exact: true }).click();
      await task.getByRole('button', { name: 'Save' }).click();
      await task.locator('.comments').getByText(DRAFTS.comment).waitFor();
      await task.locator('.markdown').getByText(DRAFTS.spec).waitFor();
      expect(await task.locator('.comments li').count()).toBe(1);
      const titles = ['Before', DRAFTS.task, 'Meanwhile 1', 'Meanwhile 2', 'Meanwhile 3'];
      for (const title of titles) await list.locator('.list-row', { hasText: title }).waitFor();
      expect(await list.locator('.list-row:not(.is-coming)').count()).toBe(titles.length);
      // Before the server ends.
      await context.close();
      forget(wrong, /ERR_/);
    },
  );
});

/** Somebody with a project, a terminal, and a board in a process of its own. */
async function person() {
  const home = tempFolder('person');
  const project = join(home, 'project');
  mkdirSync(project);
  const env = { BACKLOG_HOME: join(home, '.backlog'), USER: 'ada', TZ: 'UTC' };
  const opened = await openWorkspace({ cwd: project, env, store: { validate: validateRecord } });
  onTestFinished(() => opened.close());
  await opened.make();
  const start = async () => {
    const [program = '', ...words] = [...AT_TERMINAL, process.execPath, plugin.cli, 'board', '--no-open', '--json'];
    const child = spawn(program, words, {
      cwd: project,
      env: { ...ENVIRONMENT, HOME: home, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'exit');
    onTestFinished(async () => {
      child.kill('SIGKILL');
      await ended;
    });
    const [said] = (await once(child.stdout, 'data')) as [Buffer];
    const { link, port } = JSON.parse(String(said)) as { link: string; port: number };
    return { child, ended, origin: `http://127.0.0.1:${port}`, link: () => link };
  };
  const add = (description: string) => execute(opened, ADA, commandNamed('task_add'), { description });
  return { start, add };
}
