import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunState } from '../../../src/domain/runs/run-states.ts';
import { gitProject, runIn } from '../../support/runs.ts';
import { testWorkspace } from '../../support/workspace.ts';
import { wordsOf } from './elsewhere-lines.ts';
import { cli } from './line.ts';

/** A run that only a person moves, or nobody any more. */
async function runOf(state: RunState) {
  const work = await testWorkspace();
  const base = await gitProject(work);
  await work.run('task_add', { description: 'Fix login' });
  await runIn(work, state, { number: 1, base });
  return cli({ BACKLOG_DIR: join(work.folder, 'store'), USER: 'ada' }, true, join(work.folder, 'project'));
}

describe('watching a run ends when only a person moves it, and names the line that does', () => {
  test.each([
    ['run watch r1', 'review', /^backlog: run r1 is in review\. next: .*backlog approve r1/],
    ['run show r1 --watch', 'review', /^backlog: run r1 is in review\./],
    ['run events r1 --watch', 'review', /^backlog: run r1 is in review\./],
    ['run events r1 --watch', 'failed', /^backlog: run r1 failed\. next: .*backlog (resume|retry) r1/],
    ['run watch r1', 'asking', /^backlog: run r1 is asking a question\. next: .*backlog answer r1/],
    ['run watch r1', 'stopped', /^backlog: run r1 was stopped\. next: .*backlog resume r1/],
    ['run watch r1', 'interrupted', /^backlog: run r1 was interrupted .*next: .*backlog resume r1/],
    ['run watch r1', 'merged', /^backlog: run r1 is merged\. next: /],
    ['run watch r1', 'discarded', /^backlog: run r1 was discarded\./],
  ] as const)('%s, in state %s', async (line, state, told) => {
    const { say } = await runOf(state);
    const { err, out } = await say(line);
    expect(err).toMatch(told);
    for (const [, meant = ''] of err.matchAll(/backlog ((?:approve|resume|retry|discard) r1)/g))
      expect((await say(wordsOf(`${meant} --help`))).code).toBe(0);
    expect(out).not.toBe('');
  });

  test('run list --watch names the next lines, too', async () => {
    const { say } = await runOf('review');
    expect((await say('run list --watch')).err).toMatch(/^backlog: run r1 is in review\. next: /);
  });
});
