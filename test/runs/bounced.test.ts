import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { leaderOf } from '../../src/runs/upkeep/leadership.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { git } from '../support/git.ts';
import { DEADLINE_MS } from '../support/seed.ts';
import { soak } from '../support/soak-test.ts';
import { atDoors } from './support/acting.ts';
import { type Field, field } from './support/field.ts';
import { holdGit } from './support/held-git.ts';

const plugin = builtPlugin();

/** Writes the first line in its first round; after a bounce it takes both sides of what is marked, and follows what a red check says. */
const FIXER = `
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
const { BACKLOG_ROUND: round, WRITES } = process.env;
const read = () => readFileSync('src/a.txt', 'utf8');
if (round === '1') writeFileSync('src/a.txt', read().replace('first', 'first of the agent'));
else writeFileSync('src/a.txt', read().replace(/^(<<<<<<<|=======|>>>>>>>).*\\n/gm, ''));
`;

const A = 'first\nsecond\nthird\n';

/** A run in review that changes the first line of src/a.txt. */
async function changed(place: Field, source = FIXER): Promise<string> {
  await place.agent('fixer', source);
  const id = await place.start(await place.task({ description: 'Change a', scope: 'src/**' }), 'fixer');
  await place.becomes(id, 'review');
  return id;
}

/** What a person commits meanwhile. */
function commits(user: string, file: string, text: string): string {
  writeFileSync(join(user, file), text);
  git(user, 'add', '-A');
  git(user, 'commit', '-q', '-m', 'Of the person');
  return git(user, 'rev-parse', 'HEAD');
}

const promptOf = ({ tree }: Field, id: string) => readFileSync(join(tree(id), '../prompt.md'), 'utf8');

async function bounced(place: Field, id: string, why: string, accepted: object = {}) {
  await place.run('run_approve', { run: id, ...accepted });
  return place.until(id, ({ state, waits }) => state === 'review' && waits?.why === why);
}

test('a result that conflicts says so also after a person adopted a file; one request for changes later it is merged: its agent gets the target with the conflict marked', async () => {
  const place = await field({ ...plugin, files: { 'src/a.txt': A, 'docs/b.txt': 'b\n' } });
  const { user, run, becomes, text, tree } = place;
  // Leaves the marks at first.
  const id = await changed(place, FIXER.replace('else write', "else if (round !== '3') write"));
  const tip = commits(user, 'src/a.txt', A.replace('first', 'first of the person'));
  commits(user, 'docs/b.txt', 'b of the person\n');
  await bounced(place, id, 'conflict');
  expect(await text('run_show', { run: id })).toMatch(
    /^next: run_control r1 with verb request_changes, note "Fix it" merges/m,
  );
  writeFileSync(join(tree(id), 'src/hand.txt'), 'of the person\n');
  await run('run_adopt', { run: id });
  const before = await place.until(id, ({ state, rounds }) => state === 'review' && rounds?.length === 2);
  expect(await text('run_show', { run: id })).toMatch(
    /^merge: it conflicts with the target branch: src\/a\.txt \(contents\)$/m,
  );
  await run('run_request_changes', { run: id, note: 'Resolve the conflict' });
  const again = await becomes(id, 'review');
  expect(again).toMatchObject({ base: git(user, 'rev-parse', 'HEAD') });
  expect(again.waits).toBeUndefined();
  expect(again.rounds?.map(({ why }) => why)).toEqual(['start', 'adopt', 'changes', 'checks']);
  const prompt = promptOf(place, id);
  expect(prompt).toContain('src/a.txt (contents)');
  expect(prompt).toContain('conflict markers are left in src/a.txt');
  expect(prompt).toContain('Resolve the conflict');
  expect(prompt).not.toContain('docs/b.txt');
  // The agent can look at what the others did.
  expect(git(tree(id), 'log', '--format=%H').split('\n')).toEqual(expect.arrayContaining([tip, before.result!.commit]));
  expect(await text('run_diff', { run: id })).not.toContain('b of the person');
  await run('run_approve', { run: id });
  await becomes(id, 'merged');
  expect(readFileSync(join(user, 'src/a.txt'), 'utf8').split('\n')).toEqual(
    expect.arrayContaining(['first of the agent', 'first of the person']),
  );
  expect(git(user, 'status', '--porcelain')).toBe('');
});

soak(
  'a result that is red on the merged tree is merged after one request: its agent gets that tree, the check and what it printed',
  async () => {
    const place = await field({ ...plugin, files: { 'src/a.txt': A, 'docs/b.txt': 'b\n' } });
    const { user, run, becomes } = place;
    await run('setting_set', {
      name: 'checks.agree',
      value:
        'if grep -q strict docs/b.txt && grep -q agent src/a.txt && ! grep -q agreed src/a.txt; then echo they disagree; exit 1; fi; echo 1 passed',
    });
    await run('setting_set', { name: 'runs.checks.src', value: 'agree' });
    const id = await changed(
      place,
      FIXER.replace("''));", "'') + (/they disagree/.test(readFileSync('../prompt.md', 'utf8')) ? 'agreed\\n' : ''));"),
    );
    commits(user, 'docs/b.txt', 'strict\n');
    // The check reads the file that the run changes.
    const accepted = { risk: 'checkFiles' };
    await bounced(place, id, 'red', accepted);
    await run('run_request_changes', { run: id, note: 'Make it agree' });
    const again = await becomes(id, 'review');
    expect(again.checks).toMatchObject([{ name: 'agree', ok: true }]);
    expect(promptOf(place, id)).toContain('they disagree');
    await run('run_approve', { run: id, ...accepted });
    await becomes(id, 'merged');
    expect(readFileSync(join(user, 'src/a.txt'), 'utf8')).toBe('first of the agent\nsecond\nthird\nagreed\n');
  },
);

soak('a supervisor that is killed while it brings the target leaves no git that goes on in the tree', async () => {
  const place = await field({ supervisor: plugin.supervisor, files: { 'src/a.txt': A, 'docs/b.txt': 'b\n' } });
  const { user, run, becomes, until, now } = place;
  const id = await changed(place);
  commits(user, 'src/a.txt', A.replace('first', 'first of the person'));
  await bounced(place, id, 'conflict');
  const git = holdGit(place, `read-tree --reset -u`);
  await run('run_request_changes', { run: id, note: 'Resolve the conflict' });
  await git.reached;
  process.kill((await until(id, ({ supervisor }) => supervisor !== undefined)).supervisor!.pid, 'SIGKILL');
  await atDoors(place, id, ({ state }) => state === 'interrupted');
  await expect.poll(() => git.lives(), { timeout: DEADLINE_MS }).toBe(false);
  await run('run_resume', { run: id });
  await becomes(id, 'review');
  expect(readdirSync(join(place.tree(id), '..')).filter((name) => name.includes('.update-'))).toEqual([]);
  expect((await now(id)).checks ?? []).toEqual([]);
});

soak("a merge queue that is killed leaves no git that goes on in the folder of the next one's checks", async () => {
  const place = await field({ supervisor: plugin.supervisor, files: { 'src/a.txt': A } });
  await place.run('setting_set', { name: 'checks.fine', value: 'echo 1 passed' });
  await place.run('setting_set', { name: 'runs.checks.src', value: 'fine' });
  const id = await changed(place);
  const git = holdGit(place, 'read-tree --reset -u');
  await place.run('run_approve', { run: id });
  await git.reached;
  await place.now(id);
  const leader = leaderOf(place.opened.store.state, 'merge:user', Date.now(), { alive: () => true });
  process.kill(leader!.pid, 'SIGKILL');
  await atDoors(place, id, ({ state }) => state === 'merged');
  await expect.poll(() => git.lives(), { timeout: DEADLINE_MS }).toBe(false);
});

soak('where the target was rewritten the run begins on it, with the diff of its result', async () => {
  const place = await field({ ...plugin, files: { 'src/a.txt': A, 'docs/b.txt': 'b\n' } });
  const { user, run, becomes, text } = place;
  commits(user, 'docs/b.txt', 'b, to be amended\n');
  const id = await changed(place);
  writeFileSync(join(user, 'src/a.txt'), A.replace('first', 'first of the person'));
  git(user, 'commit', '-q', '-a', '--amend', '-m', 'Amended');
  await bounced(place, id, 'conflict');
  await run('run_request_changes', { run: id, note: 'Resolve the conflict' });
  const again = await becomes(id, 'review');
  expect(again.base).toBe(git(user, 'rev-parse', 'HEAD'));
  expect(await text('run_diff', { run: id })).not.toContain('docs/b.txt');
  await run('run_approve', { run: id });
  await becomes(id, 'merged');
});
