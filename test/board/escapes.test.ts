import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { runFiles } from '../../src/runs/run-folder.ts';
import { describeInBrowser } from '../support/browser.ts';
import { askedBy, runIn } from '../support/runs.ts';
import { soak } from '../support/soak-test.ts';
import type { Served } from '../web/served.ts';
import { builtBoards } from './visit.ts';

/** As programs print a red word with a link and a title of the window. */
const RED = '\u001b]0;title\u0007\u001b[1;31mred\u001b[0m \u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\ word';
const AT = '2026-01-01T00:00:00Z' as const;

/** Views that show what agents and programs of runs printed, with a run whose words they have. */
const PLACES = [
  ['now', 'Asks'],
  ['now?show=all', 'Runs'],
  ['board', 'Fails'],
  ['list', 'Fails'],
  ['agents', 'Runs'],
  ['git', 'Runs'],
  ['timeline', 'claude'],
  ['activity', 'Runs'],
  ['task/1', 'Asks'],
  ['task/2', 'Runs'],
  ['task/3', 'Fails'],
  ['run/r1', 'Work time'],
  ['run/r2', 'Work time'],
  ['run/r3', 'Work time'],
  ['review/r4', 'Waits'],
] as const;

describeInBrowser('codes for terminals in what agents and programs print', (browser) => {
  const { board } = builtBoards();

  soak('reach no view, and the words between them do', async () => {
    const served = await board();
    await printingRed(served);
    const { open } = await browser.person(served);
    const wrong: string[] = [];
    for (const [path, shows] of PLACES) {
      const page = await open(`/w/project/${path}`);
      await page.locator('main').getByText(shows).first().waitFor();
      const text = (await page.locator('main').textContent()) ?? '';
      for (const code of text.match(/.{0,30}(?:\[[01;]*[0-9]m|\]8;;|\]0;|U\+001B).{0,10}/g) ?? [])
        wrong.push(`${path}: ${code}`);
      if (path === 'now') expect(text).toContain('red link word');
      await page.close();
    }
    expect(wrong).toEqual([]);
  });
});

/** Makes runs whose questions, errors, summaries, checks, steps and outputs have such codes. */
async function printingRed({ call, opened }: Served): Promise<void> {
  for (const description of ['Asks', 'Runs', 'Fails', 'Waits']) await call('task_add', { description });
  await opened.store.refresh();
  const rounds = [{ n: 1, why: 'start' as const, at: AT, summary: RED }];
  const checks = [{ name: 'lint', ok: false, why: RED, ms: 900, output: RED, commit: 'a'.repeat(40) }];
  await askedBy({ opened } as never, await runIn({ opened }, 'asking', { number: 1, rounds }), RED);
  await runIn({ opened }, 'running', { number: 2, rounds });
  await runIn({ opened }, 'failed', { number: 3, rounds, checks, reason: { code: 'crashed', text: RED } });
  await runIn({ opened }, 'review', { number: 4, rounds, checks });
  for (const id of ['r1', 'r2', 'r3', 'r4']) {
    const { events } = runFiles({ runs: join(opened.where.dir, 'runs'), id });
    mkdirSync(dirname(events), { recursive: true });
    const lines = [
      { type: 'round', n: 1, why: 'start' },
      { type: 'note', text: RED },
      { type: 'tool', id: 't', name: 'Bash', summary: RED },
      { type: 'tool_end', id: 't', ok: false, summary: RED },
      { type: 'text', text: RED },
    ];
    appendFileSync(events, lines.map((event) => `${JSON.stringify({ at: AT, ...event })}\n`).join(''));
  }
}
