import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { execute } from '../../src/commands/execute.ts';
import { commandNamed } from '../../src/commands/index.ts';
import type { Run } from '../../src/domain/records.ts';
import { describeInBrowser } from '../support/browser.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { git } from '../support/git.ts';
import { DEADLINE_MS } from '../support/seed.ts';
import { soak } from '../support/soak-test.ts';
import { ADA } from '../support/workspace.ts';
import { boardField } from './field.ts';

const plugin = builtPlugin();

/** Is green once there is a file. */
const GATE = `
import { existsSync } from 'node:fs';
const look = setInterval(() => existsSync(process.argv[2]) && clearInterval(look), 20);
`;

describeInBrowser('merging from a review', (browser) => {
  soak(
    'what will happen is said, then what happens; merging now goes before the queue; what is in the way is told with the next step',
    async () => {
      const board = await boardField(join(plugin.folder, 'dist/web'), {
        ...{ 'src/a.txt': 'a\n', 'src/b.txt': 'b\n', 'src/c.txt': 'c\n' },
        'gate.mjs': GATE,
      });
      const go = join(board.folder, 'go');
      writeFileSync(go, '');
      const value = `${process.execPath} gate.mjs ${go}`;
      await execute(board.opened, ADA, commandNamed('setting_set'), { name: 'checks.gate', value });
      const result = async (name: string, checks: string[]) => {
        await board.agent(
          `writes-${name}`,
          `import { writeFileSync } from 'node:fs'; writeFileSync('src/${name}.txt', 'new\\n');`,
        );
        const id = await board.start({ description: `Change ${name}`, checks }, `writes-${name}`);
        await board.becomes(id, 'review');
        return id;
      };
      const [first, second, third] = [await result('a', ['gate']), await result('b', []), await result('c', [])];
      rmSync(go);
      const { open } = await browser.person(board);
      const said = (id: string, text: string | RegExp) =>
        pages.get(id)!.locator('.review-landing', { hasText: text }).waitFor();
      const pages = new Map<string, Awaited<ReturnType<typeof open>>>();
      for (const id of [first, second, third]) pages.set(id, await open(`/w/project/review/${id}`));
      await said(first, 'After you approve it, Backlog merges it into main once its checks pass on the merged tree');

      const approve = async (id: string) => {
        const { commit } = (await board.call<{ run: Run }>('run_show', { run: id })).body.run.result!;
        return board.call('run_approve', { run: id, commit });
      };
      await pages
        .get(first)!
        .getByRole('button', { name: /^Approve \w{7}$/ })
        .click();
      pages.set(first, await open(`/w/project/review/${first}`));
      await said(first, 'checks are running on the merged tree: gate');
      await approve(second);
      await said(second, 'In the merge queue of main after 1 other.');
      await said(third, 'Backlog merges it into main after 2 others');

      writeFileSync(join(board.project, 'src/c.txt'), 'mine\n');
      await pages.get(third)!.getByRole('button', { name: 'More actions' }).click();
      await pages.get(third)!.getByRole('menuitem', { name: 'Merge now' }).click();
      await said(third, 'In the merge queue of main, before all others.');
      expect((await board.now(third)).verdict).toMatchObject({ now: expect.any(String) });
      writeFileSync(go, '');
      await said(first, /Merged as [0-9a-f]{7} into main/);
      await said(third, /uncommitted changes in .* to files of the result: src\/c.txt. Commit or stash them/);
      await said(second, /Merged as [0-9a-f]{7} into main/);
      // The merge queue may have the index just then.
      await vi.waitFor(() => git(board.project, 'checkout', '--', 'src/c.txt'), DEADLINE_MS);
      await said(third, /Merged as [0-9a-f]{7} into main/);
    },
  );
});
