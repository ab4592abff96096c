import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inDoorWords } from '../../../src/domain/calls/door.ts';
import { RUN_REASONS, type RunReason } from '../../../src/domain/runs/run-reasons.ts';
import type { RunState } from '../../../src/domain/runs/run-states.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { untouched } from '../../support/checkout-mark.ts';
import { git } from '../../support/git.ts';
import { IS_SOAK } from '../../support/seed.ts';
import { everyNth } from '../../support/soak-test.ts';
import { type Field, field } from '../support/field.ts';

const plugin = builtPlugin();

interface Row {
  does: string;
  /** A line for `/bin/sh`; `$F` is a file in its scope that no other row writes. */
  line?: string;
  argv?: string[];
  start?: Record<string, unknown>;
  becomes: RunState;
  why?: RunReason;
  /** What must be found of its file: in its tree, or under a ref of the run. */
  kept?: string;
  /** Only a soak plays it: for a run it is as the one before, or the one after. */
  soak?: true;
}

const WHO = 'git config user.name a; git config user.email a@example.invalid';
const WORK = `${WHO}; echo work > $F; git add -A; git commit -qm work`;

const ENDS: Row[] = [
  { does: 'is not there', argv: ['/nowhere/agent'], becomes: 'failed', why: 'no_agent' },
  { does: 'is no program', argv: ['/etc/passwd'], becomes: 'failed', why: 'no_agent', soak: true },
  { does: 'fails at once', line: 'echo no luck >&2; exit 3', becomes: 'failed', why: 'agent_failed', soak: true },
  { does: 'fails after work', line: 'echo work > $F; exit 3', becomes: 'failed', why: 'agent_failed', kept: 'work' },
  {
    soak: true,
    does: 'is killed by the system',
    line: 'echo work > $F; kill -9 $$',
    becomes: 'failed',
    why: 'crashed',
    kept: 'work',
  },
  { does: 'changes nothing', line: 'echo Done.', becomes: 'failed', why: 'no_changes' },
  { does: 'prints nonsense', line: 'head -c 300000 /dev/urandom; echo work > $F', becomes: 'review', kept: 'work' },
  {
    soak: true,
    does: 'prints one endless line with control characters',
    line: 'printf "\\033]0;x\\007"; head -c 3000000 /dev/zero | tr "\\0" x; echo work > $F',
    becomes: 'review',
    kept: 'work',
  },
  {
    does: 'talks and never ends',
    line: 'echo work > $F; while :; do echo still here; sleep 0.1; done',
    start: { minutes: 0.1 },
    becomes: 'failed',
    why: 'wall_limit',
    kept: 'work',
  },
];

const HISTORIES: Row[] = [
  {
    does: 'amends',
    line: `${WORK}; echo more >> $F; git commit -qa --amend -m more`,
    becomes: 'review',
    kept: 'work\nmore',
  },
  { does: 'switches the branch', line: `git switch -qc other; ${WORK}`, becomes: 'review', kept: 'work' },
  { does: 'detaches', line: `git checkout -q --detach; ${WORK}`, becomes: 'review', kept: 'work', soak: true },
  { does: 'resets its work away', line: `${WORK}; git reset -q --hard HEAD~1`, becomes: 'failed', why: 'no_changes' },
  {
    does: 'collects garbage',
    line: `${WORK}; git reflog expire --expire=now --all; git gc -q --prune=now`,
    becomes: 'review',
    kept: 'work',
  },
  {
    does: 'begins another history',
    line: `git checkout -q --orphan other; ${WORK}`,
    becomes: 'failed',
    why: 'base_lost',
    kept: 'work',
  },
];

const WORKTREES: Row[] = [
  { does: 'deletes .git', line: 'echo work > $F; rm -rf .git', becomes: 'review', kept: 'work' },
  {
    does: 'makes a repository of its own',
    line: `rm .git; git init -q; ${WORK}`,
    becomes: 'failed',
    why: 'base_lost',
    kept: 'work',
  },
  {
    does: 'deletes the git folder',
    line: 'echo work > $F; rm -rf ../repo.git',
    becomes: 'failed',
    why: 'worktree_lost',
    kept: 'work',
  },
  {
    does: 'deletes its worktree after a commit',
    line: `${WORK}; rm -rf "$PWD"`,
    becomes: 'failed',
    why: 'worktree_lost',
    kept: 'work',
  },
  {
    soak: true,
    does: 'deletes all of its run',
    line: 'rm -rf "../../$BACKLOG_RUN"; true',
    becomes: 'failed',
    why: 'worktree_lost',
  },
  {
    does: 'writes into what its supervisor notes',
    line: `echo work > $F; cd ..; for f in checkout.json prepared.json repository.json usage.json; do echo '{}' > $f; done`,
    becomes: 'review',
    kept: 'work',
  },
  {
    does: 'writes into its events',
    line: `echo work > $F; { echo '{"type":"text","text":"x"}'; echo '{"type":"snapshot"}'; echo '{"type":"check","at":7}'; echo null; head -c 2000000 /dev/zero | tr "\\0" x; echo; printf '{"ty'; } >> ../events.ndjson`,
    becomes: 'review',
    kept: 'work',
  },
];

test.each(
  everyNth(3, [
    ['ends in some way', ENDS],
    ['does something to its history', HISTORIES],
    ['does something to its worktree', WORKTREES],
  ] as const),
)('an agent that %s: its run says what happened and what to do, and nothing is lost', async (_, all) => {
  const rows = all.filter((row) => IS_SOAK || !row.soak);
  const place = await field(plugin);
  await untouched(place.user, async () => {
    const ids = await Promise.all(rows.map((row, n) => begun(place, row, n)));
    for (const [n, row] of rows.entries()) await checked(place, row, ids[n]!, `src/${n}.txt`);
    await place.opened.ready();
    const waiting = rows.flatMap(({ becomes }, n) => (becomes === 'review' ? [ids[n]] : []));
    expect(Array.from(place.opened.store.state.all('claim'))).toEqual([]);
    const { runs } = await place.run<{ runs: { run: { id: string } }[] }>('run_list', { state: 'review' });
    // They started at the same time, so the ids have any order.
    expect(runs.map(({ run }) => run.id).toSorted()).toEqual(waiting.toSorted());
  });
});

async function begun(place: Field, { does, line, argv, start }: Row, n: number): Promise<string> {
  await place.run('agent_add', {
    name: `agent-${n}`,
    provider: 'command',
    argv: argv ?? ['/bin/sh', '-c', `F=src/${n}.txt; ${line}`],
  });
  const task = await place.task({ description: does, scope: `src/${n}.txt` });
  return place.start(task, `agent-${n}`, start);
}

async function checked(place: Field, { does, becomes, why, kept }: Row, id: string, file: string): Promise<void> {
  const run = await place.settled(id);
  expect({ does, state: run.state, why: run.reason?.code }).toEqual({ does, state: becomes, why });
  const shown = await place.text('run_show', { run: id });
  if (why) expect(shown).toContain(inDoorWords(undefined, RUN_REASONS[why].next.replaceAll('<run>', id)));
  expect(await place.text('run_events', { run: id })).toMatch(/next: |^The log of run r\d+ is empty\.$/);
  expect(place.processes(`BACKLOG_RUN=${id}`)).toEqual([]);
  if (kept !== undefined)
    expect({ does, kept: found(place, id, file) }).toEqual({ does, kept: expect.arrayContaining([kept]) });
}

/** What the file holds, in the tree of a run and under each of its refs. */
function found(place: Field, id: string, file: string): string[] {
  const tree = join(place.tree(id), file);
  const store = join(place.store, 'runs/repositories/user/store.git');
  const refs = git(store, 'for-each-ref', '--format=%(refname)', `refs/runs/${id}`).split('\n');
  const texts = refs.map((ref) => {
    try {
      return git(store, 'show', `${ref}:${file}`);
    } catch {
      return '';
    }
  });
  return [...(existsSync(tree) ? [readFileSync(tree, 'utf8').trimEnd()] : []), ...texts];
}
