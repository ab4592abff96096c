import { execFile } from 'node:child_process';
import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { BacklogError } from '../../src/domain/errors.ts';
import type { Run } from '../../src/domain/records.ts';
import { missingIn } from '../../src/domain/task/objections.ts';
import { startJob } from '../../src/runs/supervisor/start-supervisor.ts';
import { startBoard } from '../../src/web/server/start/start-board.ts';
import { cli } from '../interfaces/cli/line.ts';
import { connect } from '../interfaces/mcp/connect.ts';
import { until } from '../scheduler/support/until.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { checkoutMark } from '../support/checkout-mark.ts';
import { ENVIRONMENT } from '../support/environment.ts';
import { git } from '../support/git.ts';
import { inRun } from '../support/runs.ts';
import { soak } from '../support/soak-test.ts';
import { logIn } from '../web/served.ts';
import { atDoors, exists, gatedRun, shellAgent, started } from './support/acting.ts';
import { type Field, field } from './support/field.ts';
import { AGENT_ACTS, empty, GROUND_ACTS } from './support/ground-acts.ts';

const plugin = builtPlugin();

/** Commits a file, leaves another one uncommitted, and changes a mode. Later rounds add and commit a file each, also in a sparse checkout. */
const AGENT =
  'if [ $BACKLOG_ROUND = 1 ]; then echo 1 > src/one.txt; git add -A; git commit -qm one; echo 2 > src/two.txt; chmod +x src/a.txt; else echo x > src/round-$BACKLOG_ROUND.txt; echo x >> docs/b.txt; git add -A --sparse; git commit -qm round; fi';
const MADE = ['.gitignore', 'docs/b.txt', 'src/a.txt', 'src/one.txt', 'src/two.txt'];

/** A run whose first round is over, or was cut off, with its next round yet to begin. */
const WAYS: Readonly<
  Record<
    string,
    { before(place: Field): Promise<string>; again(place: Field, id: string, more?: object): Promise<unknown> }
  >
> = {
  'request changes': {
    before: async (place) => (await place.becomes(await started(place, AGENT), 'review')).id,
    again: (place, run, more) => place.run('run_request_changes', { run, note: 'More', ...more }),
  },
  'resume after a failure': {
    before: async (place) => {
      const id = await started(place, `${AGENT}; [ $BACKLOG_ROUND != 1 ]`);
      return (await place.until(id, ({ state }) => state === 'failed')).id;
    },
    again: (place, run, more) => place.run('run_resume', { run, ...more }),
  },
  answer: {
    before: async (place) => {
      const { id, open } = await gatedRun(place, AGENT);
      await place.run('run_ask', { text: 'Which colour?' }, inRun(id));
      open();
      return (await place.becomes(id, 'asking')).id;
    },
    again: (place, run, more) => place.run('run_answer', { run, note: 'Blue', ...more }),
  },
  'request changes after a conflict': {
    before: async (place) => {
      const { id } = await place.becomes(await started(place, AGENT), 'review');
      writeFileSync(join(place.user, 'src/one.txt'), 'of the person\n');
      git(place.user, 'add', '-A');
      git(place.user, 'commit', '-q', '-m', 'Mine');
      await place.run('run_approve', { run: id });
      return (await place.until(id, ({ state, waits }) => state === 'review' && waits?.why === 'conflict')).id;
    },
    again: (place, run, more) => place.run('run_request_changes', { run, note: 'More', ...more }),
  },
  'review send': {
    before: async (place) => (await place.becomes(await started(place, AGENT), 'review')).id,
    again: (place, run, more) => place.run('review_send', { run, note: 'More', ...more }),
  },
  'resume after a stop': {
    before: async (place) => {
      const { id } = await gatedRun(place, `${AGENT}; [ $BACKLOG_ROUND = 1 ] || exit 0`);
      await place.run('run_stop', { run: id });
      return (await place.until(id, ({ state }) => state === 'stopped')).id;
    },
    again: (place, run, more) => place.run('run_resume', { run, ...more }),
  },
  'resume over MCP': {
    before: async (place) => {
      const id = await started(place, `${AGENT}; [ $BACKLOG_ROUND != 1 ]`);
      return (await place.until(id, ({ state }) => state === 'failed')).id;
    },
    again: (place, run, more) => overMcp(place, { run, verb: 'resume', ...more }),
  },
};

/** Calls a server in a process of its own. */
async function overMcp(place: Field, input: Record<string, unknown>): Promise<unknown> {
  const env = { BACKLOG_DIR: place.store, BACKLOG_TOOLS: 'all' };
  const where = { project: place.user, home: place.root, env };
  return (await connect(plugin.server, where)).text('run_control', input);
}

/** Files of a commit in the private copy. */
function filesOf({ store }: Field, commit: string): string[] {
  return git(join(store, 'runs/repositories/user/store.git'), 'ls-tree', '-r', '--name-only', commit)
    .split('\n')
    .sort();
}

/** A file that was set aside. */
function rescuedFile({ store }: Field, id: string, path: string): string {
  const copy = join(store, 'runs/repositories/user/store.git');
  const rescued = git(copy, 'for-each-ref', '--format=%(refname)', `refs/runs/${id}/rescue`).split('\n');
  return git(copy, 'show', `${rescued.find((ref) => ref.endsWith('/files'))}:${path}`);
}

/** What round 1 made is in the result of round 2, or is named and blocks the approval. */
async function expectNothingLost(place: Field, run: Run): Promise<void> {
  const missing = (run.result?.missing ?? []).map(({ path }) => path);
  expect([...new Set([...filesOf(place, run.result!.commit), ...missing])]).toEqual(expect.arrayContaining(MADE));
  if (missing.length > 0)
    expect(await place.refused('run_approve', { run: run.id })).toMatchObject({ code: 'conflict' });
}

const CASES = Object.keys(WAYS).flatMap((way) => Object.keys(GROUND_ACTS).map((act) => [way, act] as const));

async function play(way: string, act: string): Promise<void> {
  const place = await field(plugin);
  const id = await WAYS[way]!.before(place);
  const before = checkoutMark(place.user);
  GROUND_ACTS[act]!(place, id);
  await WAYS[way]!.again(place, id);
  const run = await place.becomes(id, 'review');
  await expectNothingLost(place, run);
  expect(filesOf(place, run.result!.commit)).toEqual(expect.arrayContaining([...MADE, 'src/round-2.txt']));
  expect(checkoutMark(place.user)).toEqual(before);
}
/** `npm test` plays the first way and act. */
for (const [i, [way, act]] of CASES.entries())
  (i === 0 ? test : soak)(`${way}, after ${act}: the next round has the work of the first`, () => play(way, act));

/** The files of the last result land, and no other ones. */
async function expectLands(place: Field, { id, result }: Run): Promise<void> {
  const risk = result!.alarms?.map(({ rule }) => rule);
  await place.run('run_approve', { run: id, ...(result!.missing ? { missing: '.' } : {}), ...(risk ? { risk } : {}) });
  await place.becomes(id, 'merged');
  expect(git(place.user, 'rev-parse', 'main^{tree}')).toBe(result!.tree);
  expect(git(place.user, 'status', '--porcelain')).toBe('');
}

for (const [act, [line, lacks = []]] of Object.entries(AGENT_ACTS))
  soak(`an agent that ${act} in its second round loses nothing unsaid, and its result lands as shown`, async () => {
    const place = await field(plugin);
    const id = await started(place, `if [ $BACKLOG_ROUND = 1 ]; then ${AGENT}; else set -e; ${line}; fi`);
    await place.becomes(id, 'review');
    await place.run('run_request_changes', { run: id, note: 'More' });
    await place.until(id, ({ state, rounds }) => state === 'failed' || rounds?.length === 2);
    const run = await place.becomes(id, 'review');
    await expectNothingLost(place, run);
    expect(run.result?.missing?.map(({ path }) => path) ?? []).toEqual(lacks);
    await expectLands(place, run);
  });

soak('after its git folder vanished, what the result before lacked of a branch is still named', async () => {
  const place = await field(plugin);
  const id = await started(
    place,
    `if [ $BACKLOG_ROUND = 1 ]; then git switch -qc side; echo s > side.txt; git add -A; git commit -qm side; git switch -q -; fi; echo x > src/round-$BACKLOG_ROUND.txt`,
  );
  for (const [round, act] of [
    [2, 'its git folder vanishes'],
    [3, 'it vanishes with its git folder'],
  ] as const) {
    await place.becomes(id, 'review');
    GROUND_ACTS[act]!(place, id);
    await place.run('run_request_changes', { run: id, note: 'More' });
    await place.until(id, ({ state, rounds }) => state === 'failed' || rounds?.length === round);
    const run = await place.becomes(id, 'review');
    expect(run.result?.missing?.map(({ path }) => path)).toEqual(['side.txt']);
  }
});

test('changes that nobody added to a result wait for a person: refused at every door, adopted, or set aside', async () => {
  const place = await field(plugin);
  const { id } = await place.becomes(await started(place, AGENT), 'review');
  changeByHand(place, id);
  for (const name of ['run_request_changes', 'review_send']) {
    const refused = await place.refused(name, { run: id, note: 'More' });
    expect(refused).toMatchObject({ code: 'conflict', data: { changed: ['src/a.txt', 'src/hand.txt'] } });
    expect(refused.hint).toContain('--restore');
  }
  await place.run('run_request_changes', { run: id, note: 'More', restore: true });
  const run = await place.until(id, ({ state, rounds }) => state === 'review' && rounds?.length === 2);
  expect(run.restore).toBeUndefined();
  expect(filesOf(place, run.result!.commit)).toEqual([...MADE, 'src/round-2.txt'].sort());
  expect(rescuedFile(place, id, 'src/hand.txt')).toBe('of a person');
});

/** Other doors at which a person's call starts a round: the board's and the command line, in processes of their own. */
const DOORS: typeof WAYS = {
  ...WAYS,
  'request changes on the board': {
    ...WAYS['request changes']!,
    async again(place, run, more) {
      const { ok, text } = await onBoard(place, 'run_request_changes', { run, note: 'More', ...more });
      if (!ok) throw new Error(text);
    },
  },
  'resume at the command line': {
    ...WAYS['resume after a failure']!,
    again: async (place, run, more) => {
      const words = [plugin.cli, 'resume', run, ...Object.keys(more ?? {}).map((name) => `--${name}`)];
      await promisify(execFile)(process.execPath, words, {
        cwd: place.user,
        env: { ...ENVIRONMENT, HOME: place.root, BACKLOG_DIR: place.store },
      });
    },
  },
};

/** Calls a command as the browser does, at a board of this process whose supervisors are processes. */
async function onBoard({ store, root, user }: Field, command: string, input: object) {
  const board = await startBoard({
    env: { ...ENVIRONMENT, BACKLOG_DIR: store, BACKLOG_HOME: join(root, 'home') },
    ...{ cwd: user, port: 0, failed: () => {} },
    errands: (job, folders) => startJob(plugin.supervisor, job, folders),
  });
  try {
    const { origin } = new URL(board.link());
    const headers = { ...(await logIn(board.link())), 'content-type': 'application/json', 'x-backlog': '1' };
    const [queue] = (await (await fetch(`${origin}/api/v1/workspaces`, { headers })).json()) as [{ uuid: string }];
    const at = `${origin}/api/v1/${queue.uuid}/${command}`;
    const answer = await fetch(at, { method: 'POST', headers, body: JSON.stringify(input) });
    return { ok: answer.ok, text: await answer.text() };
  } finally {
    await board.close();
  }
}

/** A person's changes in the worktree, which no result has. */
function changeByHand(place: Field, id: string): void {
  appendFileSync(join(place.tree(id), 'src/a.txt'), 'of a person\n');
  writeFileSync(join(place.tree(id), 'src/hand.txt'), 'of a person\n');
}

/** The words of an error at any door. */
const wordsOf = (error: unknown): string =>
  error instanceof BacklogError ? `${error.message} ${error.hint}` : String(error);

const LACKS = 'its worktree has changes that its result lacks: src/a.txt, src/hand.txt';

soak.each(Object.keys(DOORS).flatMap((door) => ['restore', 'adopt'].map((way) => [door, way] as const)))(
  'changes that nobody added to a result wait for a person: %s is refused with their list, and goes on with %s',
  async (door, way) => {
    const place = await field(plugin);
    const { before, again } = DOORS[door]!;
    const id = await before(place);
    const rounds = (await place.now(id)).rounds?.length ?? 0;
    changeByHand(place, id);
    const refused = wordsOf(await again(place, id).catch((error: unknown) => error));
    expect(refused).toContain(LACKS);
    expect(refused).toMatch(/adopt.*restore/s);
    expect((await place.now(id)).rounds).toHaveLength(rounds);
    if (way === 'restore') await again(place, id, { restore: true });
    else {
      // A question is answered or stopped before anything else.
      if (refused.includes('run_stop')) await place.run('run_stop', { run: id });
      await place.run('run_adopt', { run: id });
    }
    const run = await place.becomes(id, 'review');
    expect(run.rounds!.length).toBeGreaterThan(rounds);
    expect(run.restore).toBeUndefined();
    expect(filesOf(place, run.result!.commit).includes('src/hand.txt')).toBe(way === 'adopt');
    expect(filesOf(place, run.result!.commit)).toEqual(expect.arrayContaining(MADE));
    if (way === 'restore') expect(rescuedFile(place, id, 'src/hand.txt')).toBe('of a person');
  },
);

soak('changes that nobody added to a result wait for a person when a message starts another round, too', async () => {
  const place = await field(plugin);
  const [at, go] = [join(place.root, 'at'), join(place.root, 'go')];
  const line = `[ -e ${go} ] || touch ${at}; while [ ! -e ${go} ]; do sleep 0.02; done; echo 1 passed`;
  await place.run('setting_set', { name: 'checks.gate', value: line });
  const id = await started(place, AGENT, { checks: 'gate' });
  await exists(at);
  changeByHand(place, id);
  await place.run('run_message', { run: id, note: 'And blue' });
  writeFileSync(go, '');
  const { reason, rounds } = await place.until(id, ({ state }) => state === 'failed');
  expect([reason, rounds?.length]).toEqual([{ code: 'worktree_changed', text: LACKS }, 1]);
  expect(await place.text('run_show', { run: id })).toContain('adopt');
  const refused = await place.refused('run_message', { run: id, note: 'And red' });
  expect(refused).toMatchObject({ code: 'conflict', data: { state: 'failed' } });
  await place.run('run_adopt', { run: id });
  await place.becomes(id, 'review');
  const run = await place.now(id);
  expect(run.rounds!.map(({ why }) => why).slice(0, 2)).toEqual(['start', 'adopt']);
  expect(filesOf(place, run.result!.commit)).toEqual(expect.arrayContaining([...MADE, 'src/hand.txt']));
});

soak(
  'a retry goes on in another worktree: changes that nobody added to a result stay, and are kept under a rescue ref when that is removed',
  async () => {
    const place = await field(plugin);
    const { id } = await place.becomes(await started(place, AGENT), 'review');
    changeByHand(place, id);
    await place.run('run_retry', { run: id });
    const run = await place.becomes('r2', 'review');
    expect(filesOf(place, run.result!.commit)).toEqual(MADE);
    await place.run('run_clean', { run: id, force: true });
    expect(rescuedFile(place, id, 'src/hand.txt')).toBe('of a person');
  },
);

soak(
  'what left since the round before is named, blocks the approval until a person names it, and may come back',
  async () => {
    const place = await field(plugin);
    const id = await started(
      place,
      `case $BACKLOG_ROUND in 1) ${AGENT};; 2) rm src/one.txt; git checkout -q HEAD src/a.txt; chmod -x src/a.txt;; 3) echo 1 > src/one.txt; chmod +x src/a.txt;; esac; echo $BACKLOG_ROUND > src/n.txt`,
    );
    await place.becomes(id, 'review');
    await place.run('run_request_changes', { run: id, note: 'More' });
    const second = await place.until(id, ({ state, rounds }) => state === 'review' && rounds?.length === 2);
    expect(second.result?.missing?.map(({ path, how, in: of }) => `${path} ${how} ${of}`)).toEqual([
      'src/a.txt reverted round',
      'src/one.txt reverted round',
    ]);
    const refused = await place.refused('run_approve', { run: id });
    expect(refused).toMatchObject({ code: 'conflict', message: expect.stringContaining('src/a.txt, src/one.txt') });
    expect(await place.refused('run_approve', { run: id, missing: 'src/one.txt' })).toMatchObject({ code: 'conflict' });
    const { err } = await cli({ BACKLOG_DIR: place.store }, true, place.user).say(`approve ${id}`);
    expect(err, 'a line to paste').toContain(
      `To approve anyway: \`backlog approve ${id} --missing src/a.txt,src/one.txt`,
    );
    expect(err.match(/`/g)!.length % 2).toBe(0);
    expect(await place.text('run_show', { run: id })).toContain(
      'src/one.txt (change reverted, was in the result before)',
    );
    await place.run('run_request_changes', { run: id, note: 'Bring them back' });
    const third = await place.until(id, ({ state, rounds }) => state === 'review' && rounds?.length === 3);
    expect(third.result?.missing).toBeUndefined();
  },
);

soak('a person approves a result without what left by naming it', async () => {
  const place = await field(plugin);
  const id = await started(place, `[ $BACKLOG_ROUND != 1 ] || { ${AGENT}; exit 0; }; rm -r src docs; echo x > new.txt`);
  await place.becomes(id, 'review');
  await place.run('run_request_changes', { run: id, note: 'Remove all' });
  const run = await place.until(id, ({ state, rounds }) => state === 'review' && rounds?.length === 2);
  expect(run.result?.missing).toHaveLength(4);
  await place.run('run_approve', { run: id, missing: 'src/,docs/b.txt' });
  const merged = await place.becomes(id, 'merged');
  expect(merged.verdict).toMatchObject({ missing: ['src/', 'docs/b.txt'] });
});

soak(
  'names with blanks, line breaks, quotes or bytes that are no text are named as the review lists them, in the approval',
  async () => {
    const place = await field(plugin);
    const names = ['a b', 'q\'"', 'line\\nbreak', '\\377x', '\\376x'];
    const write = `for n in 'a b' "q'\\"" 'line\\nbreak' '\\377x' '\\376x'; do echo x > "src/$(printf "$n")"; done; git add -A; git commit -qm odd`;
    const id = await started(
      place,
      `[ $BACKLOG_ROUND != 1 ] || { ${write}; exit 0; }; git rm -rq src; echo new > new.txt`,
    );
    await place.becomes(id, 'review');
    await place.run('run_request_changes', { run: id, note: 'Remove them' });
    const run = await place.until(id, ({ state, rounds }) => state === 'review' && rounds?.length === 2);
    const left = missingIn(run).filter((path) => path !== 'src/a.txt');
    expect(left).toHaveLength(names.length);
    const shown = await place.text('run_show', { run: id });
    expect(shown).not.toMatch(/^break/m);
    expect(await place.refused('run_approve', { run: id, missing: left.slice(1) })).toMatchObject({ code: 'conflict' });
    await place.run('run_approve', {
      run: id,
      missing: missingIn(run),
      risk: run.result?.alarms?.map(({ rule }) => rule),
    });
    const merged = await place.becomes(id, 'merged');
    expect(merged.verdict?.missing).toEqual(missingIn(run));
    expect(git(place.user, 'ls-files', 'src')).toBe('');
  },
);

test('what an agent committed, on other branches and in other worktrees too, or stashed, and its folder lacks at the end is named; so is a vanished worktree of the first round', async () => {
  const place = await field(plugin);
  const one = await place.becomes(
    await started(
      place,
      [
        'git switch -qc side; echo s > side.txt; git add -A; git commit -qm side; git switch -q -',
        'echo u > stashed.txt; git stash -qu',
        'git worktree add -q --detach ../second; cd ../second; echo w > second.txt; git add -A; git commit -qm w; cd ../tree',
        'mkdir lib; echo 1 > lib/c.txt; git add -A; git commit -qm c; rm -r lib; echo 2 > src/two.txt',
      ].join('; '),
    ),
    'review',
  );
  expect(one.result?.missing).toMatchObject(
    ['lib/c.txt', 'second.txt', 'side.txt', 'stashed.txt'].map((path) => ({ path, how: 'reverted', in: 'commits' })),
  );
  const two = await place.becomes(await started(place, 'rm -rf src docs .gitignore .git; echo x > x.txt'), 'review');
  expect(two.result?.missing?.map(({ path, in: of }) => `${path} ${of}`)).toEqual([
    '.gitignore start',
    'docs/b.txt start',
    'src/a.txt start',
  ]);
});

soak.each([
  ['committed on a branch', 'git switch -qc side; echo s > side.txt; git add -A; git commit -qm side; git switch -q -'],
  ['stashed', 'echo s > side.txt; git stash -qu'],
  ['staged and deleted', 'echo s > side.txt; git add -A; rm side.txt'],
  ['committed and deleted', 'echo s > side.txt; git add -A; git commit -qm side; rm side.txt'],
])('an empty result names the work that an agent %s, and does not say that it changed nothing', async (_, line) => {
  const place = await field(plugin);
  const id = await started(place, line);
  const { reason, result } = await place.until(id, ({ state }) => state === 'failed');
  expect(reason).toEqual({ code: 'no_changes', text: 'its result is empty and lacks earlier work: side.txt' });
  expect(result?.missing?.map(({ path }) => path)).toEqual(['side.txt']);
});

/** Kills the supervisor of a run, and waits until the run is interrupted. */
async function killed(place: Field, id: string): Promise<void> {
  process.kill((await place.now(id)).supervisor!.pid, 'SIGKILL');
  await atDoors(place, id, ({ state }) => state === 'interrupted');
}

soak(
  'after a kill amid a round, missing files come back from the start and the commits, and other work stays',
  async () => {
    const place = await field({ supervisor: plugin.supervisor });
    const { id, open } = await gatedRun(place, `${AGENT}; git rm -q docs/b.txt; git commit -qm gone`);
    await killed(place, id);
    rmSync(join(place.tree(id), 'src/one.txt'));
    rmSync(join(place.tree(id), '.gitignore'));
    open();
    await place.run('run_resume', { run: id });
    const run = await place.becomes(id, 'review');
    expect(filesOf(place, run.result!.commit)).toEqual(
      [...MADE.filter((file) => file !== 'docs/b.txt'), 'src/round-2.txt'].sort(),
    );
    expect(run.result?.missing).toBeUndefined();
  },
);

soak('after a kill before the first round, missing files come back', async () => {
  const place = await field({ supervisor: plugin.supervisor });
  const [at, go] = [join(place.root, 'at'), join(place.root, 'go')];
  await place.run('setting_set', {
    name: 'runs.setup',
    value: `touch ${at}; while [ ! -e ${go} ]; do sleep 0.02; done`,
  });
  const id = await started(place, 'echo x > x.txt');
  await exists(at);
  await killed(place, id);
  empty(place.tree(id));
  writeFileSync(go, '');
  await place.run('run_resume', { run: id });
  const run = await place.becomes(id, 'review');
  expect(filesOf(place, run.result!.commit)).toEqual(['.gitignore', 'docs/b.txt', 'src/a.txt', 'x.txt']);
});

soak(
  'the orchestrator resumes a failed run by itself: files that vanished meanwhile come back, nobody acting',
  async () => {
    const place = await field({ supervisor: plugin.supervisor });
    await shellAgent(place, 'fails-once', `${AGENT}; [ $BACKLOG_ROUND != 1 ]`);
    await place.run('setting_set', { name: 'runs.agent', value: 'fails-once' });
    await place.task({ description: 'Work' });
    await place.run('orchestrator_start', { agents: 1, backoff: 3_600 });
    await until(
      () => place.all(),
      ([run]) => run?.state === 'failed',
    );
    empty(place.tree('r1'));
    await place.run('orchestrator_start', { backoff: 0 });
    const run = await place.until('r1', ({ state }) => state === 'review');
    expect(run.rounds?.map(({ why }) => why)).toEqual(['start', 'resume']);
    expect(filesOf(place, run.result!.commit)).toEqual([...MADE, 'src/round-2.txt'].sort());
    await place.run('orchestrator_stop');
  },
);

soak('files that vanish while a result is checked come back before the next round of the same supervisor', async () => {
  const place = await field(plugin);
  await place.run('setting_set', {
    name: 'checks.once',
    value: `echo 1 passed; [ -e ${place.root}/second ] || { touch ${place.root}/second; rm -rf ${place.tree('r1')}/src; exit 1; }`,
  });
  const id = await started(place, AGENT, { checks: 'once' });
  const run = await place.becomes(id, 'review');
  expect(filesOf(place, run.result!.commit)).toEqual([...MADE, 'src/round-2.txt'].sort());
});

soak('a folder that was emptied is not adopted unsaid: what left is named and blocks the approval', async () => {
  const place = await field(plugin);
  const { id } = await place.becomes(await started(place, AGENT), 'review');
  empty(place.tree(id));
  writeFileSync(join(place.tree(id), 'hand.txt'), 'of a person\n');
  await place.run('run_adopt', { run: id });
  const run = await place.until(id, ({ state, rounds }) => state === 'review' && rounds?.length === 2);
  expect(run.result?.missing?.map(({ path }) => path)).toEqual(MADE);
  expect(await place.refused('run_approve', { run: id })).toMatchObject({ code: 'conflict' });
});

soak("an agent that empties its index and Backlog's hides no file that git ignores from the result", async () => {
  const place = await field({ ...plugin, files: { 'src/a.txt': 'a\n', 'kept.log': 'l\n', '.gitignore': '' } });
  writeFileSync(join(place.user, '.gitignore'), '*.log\n');
  git(place.user, 'commit', '-qam', 'Ignore logs');
  const run = await place.becomes(
    await started(place, 'GIT_INDEX_FILE=../index git read-tree --empty; git read-tree --empty; echo x > src/x.txt'),
    'review',
  );
  expect(filesOf(place, run.result!.commit)).toEqual(['.gitignore', 'kept.log', 'src/a.txt', 'src/x.txt']);
});

soak('after a kill amid a round, git reset takes no change of the round before', async () => {
  const place = await field({ supervisor: plugin.supervisor });
  const id = await started(
    place,
    `case $BACKLOG_ROUND in 1) echo one >> src/a.txt;; 2) touch ${place.root}/at; sleep 60;; 3) echo three >> src/a.txt;; esac`,
  );
  await place.becomes(id, 'review');
  await place.run('run_request_changes', { run: id, note: 'More' });
  await exists(join(place.root, 'at'));
  await killed(place, id);
  git(place.tree(id), 'reset', '-q', '--hard');
  await place.run('run_resume', { run: id });
  const run = await place.becomes(id, 'review');
  expect(git(join(place.store, 'runs/repositories/user/store.git'), 'show', `${run.result!.commit}:src/a.txt`)).toBe(
    'a\none\nthree',
  );
});
