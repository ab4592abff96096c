import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Run } from '../../../src/domain/records.ts';
import type { CheckoutMark } from '../../../src/runs/git/index.ts';
import { checkoutChange } from '../../../src/runs/git/index.ts';
import { landingsIn, sentIn, withoutLandings } from '../../../src/runs/supervisor/result/checkout.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { git } from '../../support/git.ts';
import { soak } from '../../support/soak-test.ts';
import { beside, gatedRun, reviewed, shellAgent, started } from '../support/acting.ts';
import { type Field, field } from '../support/field.ts';

const plugin = builtPlugin();

async function mergedMeanwhile(place: Field, name: string): Promise<void> {
  const { id } = await reviewed(place, `echo x > src/${name}.txt`);
  await place.run('run_approve', { run: id });
  await place.becomes(id, 'merged');
}

soak(
  'what merges of other runs change in the checkout while an agent works is not told as changed; what somebody else changes is',
  async () => {
    const place = await field(plugin);
    const { id, open } = await gatedRun(place, 'echo work > src/w.txt');
    const other = await gatedRun(place, 'echo work > src/v.txt');
    await mergedMeanwhile(place, 'one');
    await mergedMeanwhile(place, 'two');
    open();
    expect((await place.becomes(id, 'review')).checkout).toBeUndefined();
    writeFileSync(join(place.user, 'docs/b.txt'), 'mine\n');
    git(place.user, 'branch', 'mine');
    other.open();
    expect((await place.becomes(other.id, 'review')).checkout).toEqual(['refs/heads/mine moved', 'docs/b.txt (new)']);
  },
);

soak('what a person changes between rounds is not told; what changed in an earlier round stays told', async () => {
  const place = await field(plugin);
  const late = `case $(cat ../round 2>/dev/null) in 2) echo 2 > ${place.user}/docs/two.txt;; '') echo 1 > ${place.user}/docs/one.txt;; esac`;
  const { id } = await reviewed(place, `${late}; echo 2 > ../round; echo work >> src/w.txt`);
  git(place.user, 'commit', '-q', '--allow-empty', '-m', 'Between rounds');
  writeFileSync(join(place.user, 'docs/b.txt'), 'mine\n');
  await place.run('run_request_changes', { run: id, note: 'Again' });
  const again = await place.until(id, ({ state, rounds }) => state === 'review' && rounds?.length === 2);
  expect(again.checkout).toEqual(['docs/one.txt (new)', 'docs/two.txt (new)']);
});

soak(
  'a repository that is moved between two rounds stops neither, and the review says that its checkout is not known',
  async () => {
    const place = await field(plugin);
    await place.run('setting_set', { name: 'checks.second', value: 'grep -q 2 src/w.txt && echo 1 passed' });
    const moved = `${place.user}-moved`;
    const id = await started(place, `echo $BACKLOG_ROUND > src/w.txt; mv ${place.user} ${moved} || true`, {
      checks: 'second',
    });
    const run = await place.becomes(id, 'review');
    expect(run.rounds).toHaveLength(2);
    expect(run.checkout).toEqual([
      expect.stringMatching(/^it can't be read: /),
      'its state at the start of the round is no longer recorded',
    ]);
  },
);

soak('of the linked worktree from which a run is started it is told what changed, too', async () => {
  const place = await field(plugin);
  const linked = join(place.root, 'linked');
  git(place.user, 'worktree', 'add', '-q', '-b', 'linked', linked);
  await shellAgent(
    place,
    'thief',
    `echo stolen > ${linked}/src/from-agent.txt; echo mine >> ${linked}/src/a.txt; echo work > src/w.txt`,
  );
  const start = await beside(place, plugin.supervisor, linked);
  const task = await place.task({ description: 'Work' });
  const { runs } = await start<{ runs: { run: Run }[] }>('run_start', { filter: String(task), agent: 'thief' });
  const run = await place.becomes(runs[0]!.run.id, 'review');
  expect(run.checkout).toEqual([`${linked}/src/a.txt (new)`, `${linked}/src/from-agent.txt (new)`]);
  const other = await place.start(await place.task({ description: 'From the main checkout' }), 'thief');
  expect((await place.becomes(other, 'review')).checkout).toBeUndefined();
});

describe('of a change', () => {
  const MAIN = 'refs/heads/main';
  const at = (refs: Record<string, string>, more: Partial<CheckoutMark> = {}): CheckoutMark => ({
    head: `ref: ${MAIN}`,
    index: JSON.stringify(refs),
    stash: [],
    files: {},
    refs,
    ...more,
  });
  const landings = [
    { ref: MAIN, old: 'a', new: 'b' },
    { ref: MAIN, old: 'b', new: 'c' },
    { ref: 'refs/heads/other', old: 'c', new: 'd' },
    { ref: MAIN, old: 'e', new: 'f' },
    { ref: MAIN, old: 'f', new: 'f' },
    { ref: MAIN, old: 'f', new: 'g' },
    { ref: MAIN, old: 'g', new: 'h' },
    { ref: MAIN, old: 'g', new: 'i' },
    ...landingsIn(
      [
        { repository: 'web', target: MAIN, reverted: { old: 'b', commit: 'r' } },
        { repository: 'web', target: MAIN, revert: { plan: { old: 'r', new: 'q' } } },
      ] as unknown as Run[],
      'web',
    ),
  ];
  const same = { index: 'i' };
  const pull = 'refs/remotes/origin/backlog/1-t-1';
  const sent = sentIn(
    [
      { repository: 'web', merge: { commit: 'b' } },
      { repository: 'web', sent: 's' },
      { repository: 'api', sent: 'x' },
    ] as unknown as Run[],
    'web',
  );
  const left = (before: CheckoutMark, after: CheckoutMark) =>
    withoutLandings(checkoutChange(before, after)!, { before, after }, landings, sent);

  test.each([
    ['one landing', at({ [MAIN]: 'a' }), at({ [MAIN]: 'b' })],
    ['two', at({ [MAIN]: 'a' }), at({ [MAIN]: 'c' })],
    ['a merge without a change, between two landings', at({ [MAIN]: 'e' }), at({ [MAIN]: 'g' })],
    ['the second landing from a commit to which the branch went back', at({ [MAIN]: 'g' }), at({ [MAIN]: 'i' })],
    ['a revert', at({ [MAIN]: 'b' }), at({ [MAIN]: 'r' })],
    ['a revert that is being written', at({ [MAIN]: 'r' }), at({ [MAIN]: 'q' })],
    ['one that is under way', at({ [MAIN]: 'a' }), at({ [MAIN]: 'b', 'refs/backlog/landing/r2': 'b' })],
    ['a pull request that was pushed', at({}, same), at({ [pull]: 's' }, same)],
    ['one that was pushed', at({ [MAIN]: 'a' }), at({ [MAIN]: 'b', 'refs/remotes/origin/main': 'b' })],
  ])('%s is left out', (_, before, after) => {
    expect(left(before, after)).toBeUndefined();
  });

  test.each([
    ['a branch of a remote that somebody pushed', at({}, same), at({ [pull]: 'x' }, same), { refs: [pull] }],
    ['a commit of somebody', at({ [MAIN]: 'a' }), at({ [MAIN]: 'x' }), { refs: [MAIN], index: true }],
    ['one after a landing', at({ [MAIN]: 'a' }), at({ [MAIN]: 'd' }), { refs: [MAIN], index: true }],
    ['a branch that went back', at({ [MAIN]: 'c' }), at({ [MAIN]: 'a' }), { refs: [MAIN] }],
    ['a branch that is gone', at({ [MAIN]: 'a' }), at({}), { refs: [MAIN] }],
    ['a switch', at({ [MAIN]: 'a' }), at({ [MAIN]: 'b' }, { head: 'ref: refs/heads/x' }), { refs: [], index: true }],
    ['a file', at({ [MAIN]: 'a' }), at({ [MAIN]: 'b' }, { files: { a: 'M' } }), { refs: [], index: false }],
  ])('%s stays', (_, before, after, what) => {
    expect(left(before, after)).toMatchObject(what);
  });
});
