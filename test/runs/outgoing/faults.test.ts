import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Run } from '../../../src/domain/records.ts';
import { git } from '../../support/git.ts';
import { seeded } from '../../support/random.ts';
import { runWithResult } from '../../support/runs.ts';
import { runs } from '../../support/seed.ts';
import { soak } from '../../support/soak-test.ts';
import { tally } from '../../support/tally.ts';
import { hook, type Outgoing, withRemote } from '../support/outgoing.ts';

/** What can be in the way of a push, and the words that its reason must have. */
const FAULTS = {
  none: '',
  hook: 'the scanner found a token',
  server: 'REFUSED by policy',
  protected: 'protected branch',
  hang: 'took more than',
  gone: 'origin',
  forge: 'the forge is down',
} as const;
type Fault = keyof typeof FAULTS;

/** How a forge brings a pull request into its branch. */
const WAYS = ['merge', 'squash', 'reworded', 'edited', 'second round'] as const;

/** What a landing met, for the table of a soak. */
interface Figures {
  landings: number;
  refusals: number;
  others: number;
  secrets: number;
  pulls: number;
}

/** A remote that refuses what it is told to, a forge, and everything that may be at that remote. */
interface Field extends Outgoing {
  figures: Figures;
  fault(of: Fault): Promise<void>;
  /** Commits that somebody other than a run brought to the remote, knowingly. */
  theirs: Set<string>;
  unapproved: string;
}

async function field(): Promise<Field> {
  const work = await withRemote();
  const { project, remote, folder } = work;
  const control = join(folder, 'fault');
  writeFileSync(control, 'none');
  git(project, 'remote', 'set-url', 'origin', `file://${remote}`);
  git(project, 'lfs', 'install', '--local');
  hook(
    join(project, '.git'),
    'pre-push',
    `case "$(cat ${control})" in hook) echo "${FAULTS.hook}" >&2; exit 1;; hang) sleep 300;; esac; exec git lfs pre-push "$@"`,
  );
  hook(
    remote,
    'pre-receive',
    `f="$(cat ${control})"; [ "$f" = server ] && { echo "${FAULTS.server}"; exit 1; }
while read -r old new ref; do
  [ "$ref" = refs/heads/main ] || continue
  [ "$f" = protected ] && { echo "GH006: protected branch"; exit 1; }
  git merge-base --is-ancestor "$old" "$new" || { echo "no fast-forward"; exit 1; }
done; exit 0`,
  );
  writeFileSync(
    join(folder, 'forge.sh'),
    `[ "$(cat ${control})" = forge ] && { echo "${FAULTS.forge}"; exit 1; }
grep -qx "$BACKLOG_BRANCH" ${folder}/requests && { echo "a pull request for $BACKLOG_BRANCH already exists"; exit 1; }
echo "$BACKLOG_BRANCH" >> ${folder}/requests; echo "https://forge.example/$BACKLOG_BRANCH"`,
  );
  writeFileSync(join(folder, 'requests'), '');
  await work.run('setting_set', { name: 'runs.pushMinutes', value: '1' });
  git(folder, 'clone', '-q', remote, 'others');
  git(project, 'commit', '-q', '--allow-empty', '-m', 'Shared');
  git(project, 'push', '-q', '--no-verify', 'origin', 'main');
  const away = `${remote}.away`;
  return {
    ...work,
    figures: { landings: 0, refusals: 0, others: 0, secrets: 0, pulls: 0 },
    theirs: new Set(git(project, 'rev-list', 'main').split('\n')),
    unapproved: '',
    async fault(of) {
      if (existsSync(away)) renameSync(away, remote);
      if (of === 'gone') renameSync(remote, away);
      const was = readFileSync(control, 'utf8');
      writeFileSync(control, of);
      if ((was === 'hang') !== (of === 'hang'))
        await work.run('setting_set', { name: 'runs.pushMinutes', value: of === 'hang' ? '0.01' : '1' });
    },
  };
}

const all = ({ opened }: Field): Run[] => Array.from(opened.store.state.all('run'), ([, run]) => run);

/** The remote holds nothing that was not approved, or brought there by somebody; and what it lacks, the person sees. */
async function holds(on: Field, mode: 'push' | 'propose'): Promise<void> {
  if (!existsSync(on.remote)) return;
  const ours = new Set(
    all(on).flatMap(({ merge, outgoing, proposed, sent }) => [merge?.commit, outgoing?.commit, proposed?.commit, sent]),
  );
  const there = git(on.remote, 'rev-list', '--branches').split('\n');
  expect(there.filter((commit) => !ours.has(commit) && !on.theirs.has(commit))).toEqual([]);
  expect(there).not.toContain(on.unapproved);
  const main = new Set(git(on.remote, 'rev-list', 'main').split('\n'));
  const now = await on.text('report_now');
  for (const run of all(on)) {
    if (run.outgoing?.tries) expect(now).toContain(`not sent ${run.id} `);
    if (run.merged?.push) expect(main.has(run.merged.commit)).toBe(true);
    else if (mode === 'push' && run.merge && run.merged && !run.outgoing)
      expect(main.has(run.merged.commit)).toBe(true);
  }
}

/** A person pulls, and pushes what is theirs: from then on it may be there. */
async function personPushes(on: Field): Promise<void> {
  await on.fault('none');
  git(on.project, 'pull', '-q', '--no-rebase', '--no-edit', 'origin', 'main');
  for (const commit of git(on.project, 'rev-list', 'main').split('\n')) on.theirs.add(commit);
  git(on.project, 'push', '-q', 'origin', 'main');
}

function othersPush(on: Field, n: number): void {
  const clone = join(on.folder, 'others');
  git(clone, 'pull', '-q', '--no-rebase', 'origin', 'main');
  writeFileSync(join(clone, `others-${n}.txt`), `${n}\n`);
  git(clone, 'add', '-A');
  git(clone, 'commit', '-q', '-m', `Others ${n}`);
  git(clone, 'push', '-q', 'origin', 'main');
  on.theirs.add(git(clone, 'rev-parse', 'HEAD'));
}

/** The forge brings a pull request in, its own way. Must a person say that it is merged? */
function forgeMerges(on: Field, run: Run, way: (typeof WAYS)[number]): boolean {
  const clone = join(on.folder, 'others');
  git(clone, 'fetch', '-q', 'origin');
  git(clone, 'reset', '-q', '--hard', 'origin/main');
  const branch = `origin/${run.branch}`;
  if (way === 'merge') git(clone, 'merge', '-q', '--no-ff', '--no-edit', branch);
  else {
    git(clone, 'merge', '-q', '--squash', branch);
    if (way === 'edited') writeFileSync(join(clone, `${run.id}.txt`), 'edited on the forge\n');
    const said = way === 'squash' ? git(clone, 'log', '-1', '--format=%B', branch) : `Fix (#${run.id.slice(1)})`;
    git(clone, 'commit', '-qam', said);
  }
  git(clone, 'push', '-q', 'origin', 'main');
  on.theirs.add(git(clone, 'rev-parse', 'HEAD'));
  return way === 'edited';
}

/** The object of git-lfs that a landing brings, in the person's repository: its pointer. */
function pointer({ project }: Field, content: string): string {
  return spawnSync('git', ['lfs', 'clean'], { cwd: project, input: content }).stdout.toString();
}

soak(
  'landings with faults at random: the remote holds only what was approved, nothing is lost, every failure is seen',
  async () => {
    const on = await field();
    const random = seeded(41).next;
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
    await on.run('task_add', { description: 'Never approved' });
    const waiting = await runWithResult(on, { 'never.txt': 'never\n' }, { number: 1, branch: 'backlog/never' });
    on.unapproved = waiting.result!.commit;
    git(on.project, 'config', 'lfs.locksverify', 'false');
    const files = new Map<string, string>();
    let mode: 'push' | 'propose' = 'push';

    const settle = async () => {
      await personPushes(on);
      on.pass(3 * 3_600_000);
      await on.merge();
      await on.send();
      await holds(on, mode);
      for (const run of all(on).filter(({ state }) => state === 'approved' && mode === 'propose')) {
        const saidBy = forgeMerges(on, on.one(run.id), pick(WAYS.slice(0, 4)));
        git(on.project, 'pull', '-q', '--no-rebase', '--no-edit', 'origin', 'main');
        await on.run('run_list');
        if (saidBy) await on.run('run_merged', { run: run.id, commit: 'main', note: 'Edited there' });
        expect(on.one(run.id).state).toBe('merged');
        on.figures.pulls++;
      }
      expect(all(on).filter(({ id, state }) => id !== waiting.id && state !== 'merged')).toEqual([]);
      expect(all(on).filter(({ outgoing }) => outgoing)).toEqual([]);
    };

    const landings = runs(4);
    for (let n = 0; n < landings; n++) {
      if (n % 10 === 0) {
        await settle();
        mode = n === 0 ? 'push' : pick(['push', 'propose'] as const);
        const command = mode === 'propose' ? `sh ${join(on.folder, 'forge.sh')}` : '';
        await on.run('setting_set', { name: 'runs.propose', value: command });
      }
      const content = random() < 0.3 ? pointer(on, `object ${n} ${'x'.repeat(500)}`) : `${n}\n`;
      await on.run('task_add', { description: `Landing ${n}` });
      const number = n + 2;
      const { id } = await runWithResult(on, { [`r${number}.txt`]: content }, { number, branch: `backlog/${number}` });
      files.set(id, content);
      if (random() < 0.15) {
        on.commit(`secret-${n}.txt`);
        on.figures.secrets++;
      }
      if (random() < 0.15) {
        await on.fault('none');
        othersPush(on, n);
        on.figures.others++;
      }
      const fault = pick(Object.keys(FAULTS) as Fault[]);
      await on.fault(fault);
      await on.run('run_approve', { run: id });
      await on.merge();
      await on.send();
      on.figures.landings++;
      const { outgoing } = on.one(id);
      if (outgoing) {
        on.figures.refusals++;
        expect(outgoing.failed).toBeTruthy();
      }
      await holds(on, mode);
      if (random() < 0.3) await personPushes(on);
      on.pass(Math.floor(random() * 20) * 60_000);
      if (random() < 0.3) await on.run('run_push', { run: id }).catch(() => undefined);
      await on.send();
      await holds(on, mode);
    }
    await settle();
    for (const [id, content] of files) {
      const { merged } = on.one(id);
      expect(git(on.remote, 'merge-base', 'main', merged!.commit)).toBe(merged!.commit);
      const there = git(on.remote, 'show', `main:${id}.txt`);
      if (there !== 'edited on the forge') expect(there).toBe(content.trimEnd());
      const object = /sha256:(\w+)/.exec(there)?.[1];
      if (object)
        expect(existsSync(join(on.remote, 'lfs/objects', object.slice(0, 2), object.slice(2, 4), object))).toBe(true);
    }
    const { landings: played, refusals } = on.figures;
    tally({ 'landings with faults': played, 'pushes and requests that failed': refusals });
  },
);
