import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Run } from '../../src/domain/records.ts';
import { documentAnswers } from '../../src/domain/runs/answers/document-answer.ts';
import { documentsTouched } from '../../src/runs/living/documents.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { git } from '../support/git.ts';
import { FAST } from '../support/goals.ts';
import { inRun } from '../support/runs.ts';
import { soak } from '../support/soak-test.ts';
import { testWorkspace } from '../support/workspace.ts';
import { field } from './support/field.ts';

const plugin = builtPlugin();

const FILES = {
  'src/a.txt': 'a\n',
  'src/c.txt': 'c\n',
  'lib/b.txt': 'b\n',
  'docs/src.md': 'It is a.\n',
  'docs/speed.md': 'Slow.\n',
};

/** Does what the task's description says: the files to append to, then `|` and the last message. */
const PLAYER = `
import { appendFileSync, readFileSync } from 'node:fs';
const [, files, said] = /DO (.*?)\\|(.*?)\\|/.exec(readFileSync(process.env.BACKLOG_PROMPT_FILE, 'utf8'));
for (const file of files.trim().split(' ')) appendFileSync(file, 'more\\n');
console.log(JSON.stringify({ backlog: 'summary', text: said.replaceAll(';', '\\n') }));
`;

interface Health {
  documents: { path: string; of: string; commits: number; files: string[]; read?: string }[];
}

soak(
  'a run is asked for the documents that it touches; they are part of its diff, and those whose files moved are named',
  async () => {
    const { run, text, task, agent, start, becomes, user, tree, refused, until } = await field({
      ...plugin,
      files: FILES,
    });
    const moved = async () => (await run<Health>('goal_health')).documents;
    const commit = (file: string) => {
      appendFileSync(join(user, file), 'by hand\n');
      git(user, 'commit', '-qam', `Change ${file}`);
    };
    const { id: _, ...goal } = FAST;
    await run('goal_add', { ...goal, document: 'docs/speed.md' });
    await run('setting_set', { name: 'runs.documents.src/', value: 'docs/src.md' });
    await run('setting_set', { name: 'runs.documents.lib', value: 'docs/lib.md' });
    await agent('player', PLAYER);
    const first = await task({
      description: 'DO src/a.txt docs/src.md|Done.;Document docs/speed.md: none, only a word;Why: moves|',
      scope: 'src/**',
      goal: 'I-1',
    });
    const one = await becomes(await start(first, 'player'), 'review');
    const prompt = readFileSync(join(tree(one.id), '../prompt.md'), 'utf8');
    expect(prompt).toContain('Living documents: docs/speed.md (describes I-1), docs/src.md (describes src).');
    expect(prompt).not.toContain('docs/lib.md');
    expect(one.result).toMatchObject({
      outside: [],
      paths: ['docs/src.md', 'src/a.txt'],
      documents: [
        { path: 'docs/speed.md', of: 'I-1', answer: 'none', read: one.base, text: 'only a word' },
        { path: 'docs/src.md', of: 'src', answer: 'changed', read: one.base },
      ],
    });
    expect(await text('run_diff', { run: one.id })).toContain('+++ b/docs/src.md');
    expect(await text('run_show', { run: one.id })).toContain(
      'docs/speed.md (describes I-1) needs no change, according to the agent: "only a word"; docs/src.md (describes src) changed',
    );
    // While it waits, somebody changes another file: the document was not read against that change.
    commit('src/c.txt');
    await run('run_approve', { run: one.id });
    await becomes(one.id, 'merged');
    const unread = { path: 'docs/src.md', of: 'src', read: one.base };
    expect(await moved()).toMatchObject([{ ...unread, commits: 1, files: ['src/c.txt'] }]);

    // The answer has the sentence and the call that makes a task of it, for every door.
    expect((await run<Health>('goal_health')).documents).toMatchObject([
      {
        why: expect.stringMatching(
          /^docs\/src\.md describes src, whose files changed in 1 commit since it was read at /,
        ),
        fix: { command: 'task_add', words: { description: 'Update docs/src.md' }, flags: { scope: 'docs/src.md' } },
      },
    ]);
    commit('src/a.txt');
    commit('lib/b.txt');
    expect(await moved()).toMatchObject([
      { ...unread, commits: 2, files: ['src/a.txt', 'src/c.txt'] },
      { path: 'docs/speed.md', of: 'I-1', commits: 1, files: ['src/a.txt'], read: one.base },
    ]);
    expect(await text('doctor')).toContain(
      'docs/src.md describes src, whose files changed in 2 commits since it was read at',
    );
    // A person's commit of the document counts as reading.
    commit('docs/src.md');
    expect((await moved()).map(({ path }) => path)).toEqual(['docs/speed.md']);

    // A judge is a check. It gets the why and the question, and its answer counts as the agent's does.
    const says = 'grep -q "will not: .requests to a server" "$BACKLOG_JUDGE" && echo "Why: breaks: it asks"';
    await run('setting_set', { name: 'checks.judge', value: `test -z "$BACKLOG_JUDGE" || { ${says}; }` });
    // A result that says it breaks a refusal is in the way of its approval, at every door.
    const second = await task({
      description: 'DO src/a.txt|Done.;Why: breaks, it asks a server|',
      scope: 'src/**',
      goal: 'I-1',
    });
    const two = await becomes(await start(second, 'player'), 'review');
    expect(two.result?.documents?.map(({ path, answer }) => [path, answer])).toEqual([
      ['docs/speed.md', 'silent'],
      ['docs/src.md', 'silent'],
    ]);
    const objection = {
      grant: 'breaks',
      mark: 'breaks its goal',
      names: ['its agent: it asks a server', 'judge: it asks'],
    };
    expect(await run('run_show', { run: two.id })).toMatchObject({ objections: [objection] });
    expect(await text('report_now')).toContain('breaks its goal');
    expect(JSON.stringify(await run('task_list', { filter: String(second) }))).toContain(JSON.stringify([objection]));
    const no = await refused('run_approve', { run: two.id });
    expect(no.message).toBe(`run ${two.id} breaks a refusal of I-1: its agent: it asks a server, judge: it asks`);
    const judged = readFileSync(join(tree(two.id), '../judge.md'), 'utf8');
    expect(judged).toContain('Why: breaks');
    expect(judged).toContain('> +more');
    await refused('run_merge_now', { run: two.id });
    await refused('run_control', { run: two.id, verb: 'approve', unmet: true, outside: true });
    await run('run_approve', { run: two.id, breaks: true });
    expect((await becomes(two.id, 'merged')).verdict).toMatchObject({ breaks: true });
    expect((await moved()).map(({ path, commits }) => [path, commits])).toEqual([
      ['docs/src.md', 1],
      ['docs/speed.md', 2],
    ]);

    // An agent that links its task to another goal while it works is not asked for that goal's document.
    await run('setting_set', { name: 'checks.judge', value: 'true' });
    await run('goal_add', { title: 'Guides', state: 'now', document: 'docs/guide.md' });
    const third = await task({ description: 'DO src/a.txt docs/guide.md|Done.|', scope: 'src/**', goal: 'I-1' });
    const three = await start(third, 'player');
    await becomes(three, 'review');
    await run('task_modify', { filter: String(third), goal: 'I-2' }, inRun(three));
    await run('run_request_changes', { run: three, note: 'Once more' });
    const again = await until(three, ({ state, rounds }) => state === 'review' && rounds!.length > 1);
    expect(again).toMatchObject({ goal: 'I-2', firstGoal: 'I-1', result: { outside: ['docs/guide.md'] } });
    expect(again.result?.documents?.map(({ path }) => path)).toEqual(['docs/speed.md', 'docs/src.md']);
    expect(readFileSync(join(tree(three), '../prompt.md'), 'utf8')).not.toContain('docs/guide.md (describes');
  },
);

test.each([
  ['Document docs/a.md: none, a rename only', { answer: 'none', text: 'a rename only' }],
  ['- **Document `docs/a.md`: none**', { answer: 'none' }],
  ['Document docs/a.md: changed', { answer: 'silent' }],
  ['Document docs/other.md: none', { answer: 'silent' }],
  ['Nothing to say', { answer: 'silent' }],
])('%j about a document that the diff lacks', (summary, answer) => {
  const rounds = [{ n: 1, why: 'start', at: '2026-07-30T14:30:00Z', summary }] as never;
  const read = '0'.repeat(40);
  const asked = [{ path: 'docs/a.md', of: 'I-1' }];
  expect(documentAnswers({ rounds }, asked, { changed: new Set(), read })).toEqual([
    { path: 'docs/a.md', of: 'I-1', read, ...answer },
  ]);
  expect(documentAnswers({ rounds }, asked, { changed: new Set(['docs/a.md']), read })).toMatchObject([
    { answer: 'changed' },
  ]);
});

soak('of many documents, a result is compared with each whose folder it changes', async () => {
  const { run, opened } = await testWorkspace();
  for (let n = 0; n < 8; n++) await run('setting_set', { name: `runs.documents.f${n}`, value: `docs/${n}.md` });
  const asked = { repository: 'project', scope: [] } as Pick<Run, 'repository' | 'scope'> as Run;
  const touched = documentsTouched(opened.store.state, asked, ['f1/a.ts', 'f7/a.ts']);
  expect(touched.map(({ path }) => path)).toEqual(['docs/1.md', 'docs/7.md']);
});

test('a message of thousands of marks is read at once', () => {
  const asked = [{ path: 'notes/a.md', of: 'src' }];
  const around = { changed: new Set<string>(), read: '0'.repeat(40) };
  const summary = `Document ${'*'.repeat(2_000)}\nDocument${' '.repeat(2_000)}x\n**Document \`notes/a.md\`: none**, a rename`;
  const start = process.cpuUsage().user;
  expect(documentAnswers({ rounds: [{ summary } as never] }, asked, around)).toMatchObject([
    { answer: 'none', text: 'a rename' },
  ]);
  // The first form of the pattern needed more than 10 s.
  expect(process.cpuUsage().user - start).toBeLessThan(5_000_000);
});
