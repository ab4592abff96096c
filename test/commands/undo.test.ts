import { describe, expect, test } from 'vitest';
import { formatActor } from '../../src/domain/actor.ts';
import { laterRecords, refusedUndo } from '../../src/domain/calls/refused-undo.ts';
import type { BacklogError } from '../../src/domain/errors.ts';
import { KINDS, type KindRow } from '../../src/domain/kinds/table.ts';
import type { Task } from '../../src/domain/task/task.ts';
import { putDesiredState } from '../../src/scheduler/loop/desired-state.ts';
import { RIGHTS } from '../../src/work/people/rights.ts';
import type { Caller } from '../../src/work/workspace/context.ts';
import { runIn } from '../support/runs.ts';
import { ADA, agent, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

const ME = agent('11111111-aaaa');
const OTHER = agent('22222222-bbbb');

/** 1 and 2, of which 1 got a priority, then a due date, then a tag, each by its own commit: 3, 4 and 5. */
async function changed(): Promise<TestWorkspace> {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'First' }, ME);
  await work.run('task_add', { description: 'Second' }, ME);
  await work.run('task_modify', { filter: '1', priority: 'H' }, ME);
  await work.run('task_modify', { filter: '1', due: '2026-08-04' }, ME);
  await work.run('task_modify', { filter: '1', tags: 'bug' }, ME);
  return work;
}

const first = async ({ run }: TestWorkspace) =>
  (await run<{ record: Task }>('task_info', { id: 1, format: 'json' })).record;

test('the history marks as final exactly the changes whose undo is refused, whatever changed later', async () => {
  const work = await changed();
  await work.run('task_undo', { commit: 5 }, ME);
  await work.run('task_add', { description: 'Third' });
  await work.run('task_delete', { id: 3 });
  await work.run('task_purge', { id: 3 });
  await runIn(work, 'review', { number: 2 });
  await work.run('setting_set', { name: 'runs.cost', value: '2' });
  const { commits } = await work.run<{ commits: { seq: number; final?: true }[] }>('task_history', { limit: 50 });
  expect(commits.length).toBeGreaterThan(8);
  const marked = commits.filter(({ final }) => final).map(({ seq }) => seq);
  const refused: number[] = [];
  for (const { seq } of commits)
    await work.run('task_undo', { commit: seq, dry_run: true }).catch((error: BacklogError) => {
      if (!refusedUndo().safeParse(error.data).success) refused.push(seq);
    });
  expect(marked).toEqual(refused);
  expect(marked.length).toBeGreaterThan(2);
});

describe('a trial of an undo', () => {
  test('says what it would change, and changes nothing', async () => {
    const work = await changed();
    const before = work.opened.store.state.seq;
    expect(await work.text('task_undo', { dry_run: true, commit: 4 }, ME)).toBe(
      [
        'Would undo 4 2026-07-30 14:30 UTC ai:claude-code (session 11111111) task_modify: 1 "First" due: (none) -> 2026-08-04',
        'That would change (1):',
        '- 1 "First" due: 2026-08-04 -> (none)',
      ].join('\n'),
    );
    expect(await work.run('task_undo', { dry_run: true }, ME)).toMatchObject({
      undone: { seq: 5 },
      seq: null,
      dryRun: true,
    });
    expect(work.opened.store.state.seq).toBe(before);
    expect(await first(work)).toMatchObject({ priority: 'H', tags: ['bug'] });
  });

  test('is refused as the undo itself would be', async () => {
    const work = await changed();
    await work.run('task_modify', { filter: '1', priority: 'L' }, OTHER);
    const input = { commit: 3 };
    const error = await work.refused('task_undo', { ...input, dry_run: true }, ME);
    expect(error).toMatchObject(JSON.parse(JSON.stringify(await work.refused('task_undo', input, ME))));
    expect(await work.refused('task_undo', { commit: 6, dry_run: true }, ME)).toMatchObject({ code: 'forbidden' });
  });

  test('of a change of many tasks is bounded', async () => {
    const work = await testWorkspace();
    await work.run('task_import', { tasks: Array.from({ length: 60 }, (_, i) => ({ description: `Task ${i}` })) }, ME);
    await work.run('task_modify', { filter: '1-60', priority: 'H' }, ME);
    const lines = (await work.text('task_undo', { dry_run: true }, ME)).split('\n');
    expect(lines).toHaveLength(23);
    expect(lines.at(-1)).toBe('- … and 40 more');
  });
});

test('a refused undo names an archived task by its number and description', async () => {
  const work = await changed();
  await work.run('task_modify', { filter: '1', description: 'Fi\u202Erst' }, ME);
  await work.run('task_done', { id: 1 }, ME);
  await work.run('task_archive', { filter: '1' });
  const error = await work.refused('task_undo', { commit: 4 }, ME);
  const name = '#1 Fi<U+202E>rst';
  expect(error.message).toContain(`changed later: the whole record of ${name} by `);
  expect(error.message).toMatch(/ Archived since: 1$/);
  expect(error.data).toMatchObject({ what: `changing due of ${name}`, conflicts: [{ name }] });
});

test('a refused undo says what it would have changed, for a bulk change in short', async () => {
  const work = await testWorkspace();
  await work.run('task_import', { tasks: Array.from({ length: 60 }, (_, i) => ({ description: `Task ${i}` })) }, ME);
  await work.run('task_modify', { filter: '1-60', priority: 'H' }, ME);
  await work.run('task_modify', { filter: '1-60', priority: 'L' }, OTHER);
  const error = await work.refused('task_undo', {}, ME);
  expect(error.code).toBe('conflict');
  expect(error.message).toMatch(
    /^change 2 .* can't be undone, since these changed later: priority of .*; and 55 more$/,
  );
  expect(error.hint).toMatch(/It would change: \d+ "Task \d+" priority: H -> \(none\); .*; and 57 more$/);
  expect(error.hint!.length).toBeLessThan(400);
  const { conflicts, ...said } = refusedUndo().parse(error.data);
  expect(said).toEqual({ seq: 2, verb: 'undo', what: 'changing 60 tasks' });
  expect(conflicts).toHaveLength(60);
  expect(conflicts[0]).toMatchObject({
    field: 'priority',
    name: expect.stringMatching(/^#\d+ Task/),
    by: formatActor(OTHER.actor),
    seq: 3,
  });
  expect(laterRecords(conflicts)).toHaveLength(60);
});

test.each<[who: string, may: Caller, other: Caller]>([
  ['a token without the right for that', ADA, { ...ADA, rights: ['read', 'write', 'review'] }],
  ['an agent whose token had the right', { ...ME, rights: RIGHTS }, ME],
])('a changed setting is undone and redone by whom may change settings, not by %s', async (_, may, other) => {
  const { run, refused, opened } = await testWorkspace();
  await run('task_add', { description: 'First' }, may);
  await run('setting_set', { name: 'review.agents', value: true }, may);
  for (const input of [{}, { dry_run: true }, { commit: 2 }])
    expect(await refused('task_undo', input, other)).toMatchObject({ code: 'forbidden' });
  await run('task_undo', {}, may);
  for (const input of [{}, { commit: 3 }])
    expect(await refused('task_redo', input, other)).toMatchObject({ code: 'forbidden' });
  expect(opened.store.state.get('setting', 'review.agents')).toBeUndefined();
  await run('task_redo', {}, may);
  expect(opened.store.state.get('setting', 'review.agents')).toMatchObject({ value: true });
});

describe('a saved filter', () => {
  const set = ({ run }: TestWorkspace, name: string, filter: string) => run('view_set', { name, filter });

  test('that another one uses is not removed by an undo, nor by a redo', async () => {
    const work = await testWorkspace();
    await set(work, 'a', '+bug');
    await set(work, 'b', '+READY (@a or +ui)');
    const error = await work.refused('task_undo', { commit: 1 });
    expect(error).toMatchObject({ code: 'referenced', message: 'undoing this would leave @b without @a' });
    await work.run('task_undo', { commit: 2 });
    await work.run('view_delete', { name: 'a' });
    await work.run('task_undo', { commit: 4 });
    await work.run('task_redo', { commit: 2 });
    expect(await work.refused('task_redo', { commit: 4 })).toMatchObject({ code: 'referenced' });
    await work.run('task_list', { filter: '@b' });
  });

  test('with a phrase that looks like another one is taken back', async () => {
    const work = await testWorkspace();
    await set(work, 'team', '"ping @bob now"');
    await set(work, 'team', '+urgent');
    await work.run('task_undo');
    expect(work.opened.store.state.get('view', 'team')?.filter).toBe('"ping @bob now"');
  });

  test('comes back only with those that it uses', async () => {
    const work = await testWorkspace();
    await set(work, 'a', '+bug');
    await set(work, 'b', '@a');
    await set(work, 'b', '+ui');
    await work.run('view_delete', { name: 'a' });
    expect(await work.refused('task_undo', { commit: 3 })).toMatchObject({ code: 'referenced' });
    await work.run('task_undo', { commit: 4 });
    await work.run('task_undo', { commit: 3 });
  });

  test('that the orchestrator uses is not removed, nor changed by whom may not start it, until it is stopped', async () => {
    const work = await testWorkspace();
    await set(work, 'a', '+bug');
    const { store } = work.opened;
    const wish = (desired: 'running' | 'stopped', filter: string) =>
      store.write({ command: 'orchestrator_start', actor: ADA.actor }, (tx) =>
        putDesiredState(tx, { caller: ADA }, desired, { filter }),
      );
    await wish('running', '@a');
    const message = '@a is used by the orchestrator';
    expect(await work.refused('view_delete', { name: 'a' })).toMatchObject({ code: 'referenced', message });
    expect(await work.refused('task_undo', { commit: 1 })).toMatchObject({ code: 'referenced' });
    await work.run('view_set', { name: 'a', filter: '+ui' });
    const narrow = { ...ADA, rights: ['read', 'write', 'review'] } satisfies Caller;
    expect(await work.refused('task_undo', {}, narrow)).toMatchObject({ code: 'forbidden' });
    await work.run('task_undo');
    expect(await work.refused('task_redo', {}, narrow)).toMatchObject({ code: 'forbidden' });
    await wish('stopped', '@a');
    await work.run('view_delete', { name: 'a' });
  });
});

test('undo restores no record that only a person at a terminal may write, except settings', () => {
  const kinds = Object.entries<KindRow>(KINDS).filter(([, { terminal }]) => terminal);
  expect(kinds.filter(([, { undo }]) => undo !== 'never' && undo !== 'refused')).toEqual([]);
});

describe('redo', () => {
  test('does again what was undone last, then what was undone before it', async () => {
    const work = await changed();
    await work.run('task_undo', {}, ME);
    await work.run('task_undo', {}, ME);
    expect(await first(work)).not.toHaveProperty('due');
    expect(await work.text('task_redo', {}, ME)).toMatch(
      /^Redone: 4 .*task_modify: 1 "First" due: \(none\) -> 2026-08-04$/,
    );
    expect(await first(work)).toMatchObject({ due: '2026-08-04' });
    expect(await first(work)).not.toHaveProperty('tags');
    await work.run('task_redo', {}, ME);
    expect(await first(work)).toMatchObject({ tags: ['bug'] });
    expect(await work.refused('task_redo', {}, ME)).toMatchObject({ code: 'nothing-to-do' });
  });

  test('can itself be undone and done again, as often as one likes', async () => {
    const work = await changed();
    for (let round = 0; round < 3; round++) {
      await work.run('task_undo', {}, ME);
      expect(await first(work)).not.toHaveProperty('tags');
      await work.run('task_redo', {}, ME);
      expect(await first(work)).toMatchObject({ tags: ['bug'] });
    }
    expect(await work.run('task_undo', { dry_run: true }, ME)).toMatchObject({ undone: { seq: 5 } });
  });

  test('names what was undone by its own number, or by that of the undo', async () => {
    for (const commit of [4, 6]) {
      const work = await changed();
      await work.run('task_undo', { commit: 4 }, ME);
      await work.run('task_redo', { commit }, ME);
      expect(await first(work)).toMatchObject({ due: '2026-08-04' });
      expect(await work.refused('task_redo', { commit }, ME)).toMatchObject({ code: 'conflict' });
    }
  });

  test('brings back a task that was undone away, with its number', async () => {
    const work = await changed();
    await work.run('task_add', { description: 'Third', spec: '# Spec' }, ME);
    await work.run('task_undo', {}, ME);
    await work.run('task_add', { description: 'Fourth' }, OTHER);
    await work.run('task_redo', {}, ME);
    expect(await work.text('task_list', { filter: 'Third' })).toBe('3 - ready Third');
    expect(await work.text('task_doc_read', { id: 3 })).toBe('# Spec');
  });

  test('is over once its caller changes something else, but for a number; others may change what they like', async () => {
    const work = await changed();
    await work.run('task_undo', {}, ME);
    await work.run('task_add', { description: 'Theirs' }, OTHER);
    await work.run('task_add', { description: 'Mine' }, ME);
    expect(await work.refused('task_redo', {}, ME)).toMatchObject({
      code: 'nothing-to-do',
      message: expect.stringMatching(
        /^nothing is left to redo: you made change 8 \(task_add, .*\) after you undid change 5/,
      ),
      hint: 'Redo it anyway: task_redo 6',
    });
    expect(await first(work)).not.toHaveProperty('tags');
    await work.run('task_undo', {}, ME);
    expect(await work.run('task_redo', { dry_run: true }, ME)).toMatchObject({ undone: { seq: 9 } });
    await work.run('task_redo', { commit: 6 }, ME);
    expect(await first(work)).toMatchObject({ tags: ['bug'] });
  });

  test('is refused when something changed since, and says what', async () => {
    const work = await changed();
    await work.run('task_undo', { commit: 3 }, ME);
    await work.run('task_modify', { filter: '1', priority: 'L' }, OTHER);
    const error = await work.refused('task_redo', {}, ME);
    expect(error).toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(
        /can't be redone, since these changed later: priority of #1 First by ai:claude-code \(change 7, [\d-]+ [\d:]+ \S+\)$/,
      ),
      hint: expect.stringContaining('It would change: 1 "First" priority: (none) -> H'),
    });
    expect(await first(work)).toMatchObject({ priority: 'L' });
  });

  test('is for whoever undid; a person may for another one, by number', async () => {
    const work = await changed();
    await work.run('task_undo', {}, ME);
    expect(await work.refused('task_redo', {}, OTHER)).toMatchObject({ code: 'nothing-to-do' });
    expect(await work.refused('task_redo', { commit: 6 }, OTHER)).toMatchObject({ code: 'forbidden' });
    expect(await work.refused('task_redo', {}, ADA)).toMatchObject({ code: 'nothing-to-do' });
    await work.run('task_redo', { commit: 5 }, ADA);
    expect(await first(work)).toMatchObject({ tags: ['bug'] });
  });

  test('of a start begins the task again, with its claim', async () => {
    const work = await changed();
    await work.run('task_start', { id: 2 }, ME);
    await work.run('task_undo', {}, ME);
    await work.run('task_redo', {}, ME);
    expect(await work.text('claim_list')).toContain('session 11111111  #2 Second');
  });

  test('says what it would change', async () => {
    const work = await changed();
    await work.run('task_undo', {}, ME);
    expect(await work.text('task_redo', { dry_run: true }, ME)).toContain(
      'That would change (1):\n- 1 "First" tags: +bug',
    );
    expect(await first(work)).not.toHaveProperty('tags');
  });
});

describe('what belongs to a task', () => {
  const attach = { id: 1, file: 'shot.txt', content: 'aGkK' };

  test('is not left without it: the undo of its add is refused, by whomever it was added', async () => {
    const { run, refused, text } = await testWorkspace();
    await run('task_add', { description: 'First' }, ME);
    await run('task_doc_write', { id: 1, name: 'notes', content: 'a lighthouse' }, OTHER);
    await run('attachment_add', attach, OTHER);
    const error = await refused('task_undo', {}, ME);
    expect(error).toMatchObject({
      code: 'referenced',
      message: 'undoing this would leave document notes, attachment shot.txt without task 1',
      hint: expect.stringContaining('task_delete 1'),
    });
    expect(await text('task_info', { id: 1 })).toContain('notes');
    await run('task_undo', {}, OTHER);
    await run('task_undo', {}, OTHER);
    await run('task_undo', {}, ME);
    expect(await text('task_count', { filter: 'status.any:' })).toBe('0');
  });

  test('is not left behind when archiving is done again', async () => {
    const { run, refused, opened } = await testWorkspace();
    await run('task_add', { description: 'First' });
    await run('task_done', { id: 1 });
    await run('task_archive', { filter: '1' });
    const archived = opened.store.state.seq;
    await run('task_undo', { commit: archived });
    await run('task_doc_write', { id: 1, name: 'notes', content: 'a lighthouse' }, OTHER);
    const error = await refused('task_redo', { commit: archived });
    expect(error).toMatchObject({
      message: 'undoing this would leave document notes without task 1',
      hint: 'Archive them together: task_archive 1',
    });
  });

  test.each([
    ['undone', ['task_undo', {}], 'Restore the task first'],
    ['archived', ['task_archive', { filter: '1' }], 'task_archive_restore 1 first'],
    ['purged', ['task_purge', { id: 1 }], "A purged task can't be restored"],
  ] as const)('does not come back without it, by a redo after the task was %s', async (how, [name, input], hint) => {
    const { run, refused, opened, text } = await testWorkspace();
    await run('task_add', { description: 'First' });
    await run('task_doc_write', { id: 1, name: 'notes', content: 'a lighthouse' });
    await run('task_undo', {});
    const undo = opened.store.state.seq;
    if (how === 'archived') await run('task_done', { id: 1 });
    if (how === 'purged') await run('task_delete', { id: 1 });
    await run(name, input);
    const error = await refused('task_redo', { commit: undo });
    expect(error.message).toContain(
      'undoing this would restore document notes without the task, which no longer exists',
    );
    expect(error.hint).toContain(hint);
    expect(await text('doctor')).not.toContain('without the task');
  });

  test('is named by doctor where an earlier version left it, and is no document of the workspace', async () => {
    const { run, opened, text } = await testWorkspace();
    await run('task_add', { description: 'First' }, ME);
    await run('task_doc_write', { id: 1, name: 'notes', content: 'a lighthouse' }, OTHER);
    await run('attachment_add', attach, OTHER);
    const actor = { kind: 'ai', name: 'claude-code', session: 'old' } as const;
    await opened.store.write({ actor, command: 'task_undo', undoes: 1 }, (tx) => {
      for (const [uuid] of tx.all('task')) tx.remove('task', uuid);
    });
    expect(await text('task_search', { text: 'lighthouse' })).toBe('No match.');
    expect(await text('doctor')).toContain(
      'document notes, attachment shot.txt have no task, which change 4 (task_undo) removed. Restore it: `backlog redo 4`',
    );
    await run('task_redo', { commit: 4 });
    expect(await text('doctor')).not.toContain('without the task');
    expect(await text('task_search', { text: 'lighthouse' })).toContain('First');
  });
});

describe('a task that an undo makes active', () => {
  async function started(work: TestWorkspace) {
    await work.run('task_add', { description: 'First', scope: 'src/**' }, ME);
    await work.run('task_start', { id: 1 }, ME);
  }
  const holders = async ({ run }: TestWorkspace) =>
    (await run<{ claims: { holder: string }[] }>('claim_list')).claims.map(({ holder }) => holder);

  test.each(['task_done', 'task_stop', 'task_delete'])(
    'is held again by whoever takes back their own %s',
    async (name) => {
      const work = await testWorkspace();
      await started(work);
      await work.run(name, { id: 1 }, ME);
      expect(await holders(work)).toEqual([]);
      expect(await work.text('task_undo', {}, ME)).toMatch(/\nTask 1 is active, and you have claimed it\.$/);
      expect(await holders(work)).toEqual([ME.holder]);
      expect(await work.text('claim_check', { paths: 'src/a.ts' }, OTHER)).toContain('claimed by');
      await work.run('task_redo', {}, ME);
      expect(await holders(work)).toEqual([]);
      expect(await first(work)).not.toHaveProperty('start');
    },
  );

  const takenMeanwhile = async ({ run }: TestWorkspace) => {
    await run('task_add', { description: 'Second', scope: 'src/**' }, OTHER);
    await run('task_start', { id: 2 }, OTHER);
  };
  test.each([
    ['somebody else has its files by now', 'src/** is claimed by', takenMeanwhile, ME],
    ['a person takes back what an agent did', 'someone else undid it', async () => {}, ADA],
  ])('is pending with a note where %s', async (_, why, meanwhile, caller) => {
    const work = await testWorkspace();
    await started(work);
    await work.run('task_done', { id: 1 }, ME);
    await meanwhile(work);
    expect(await work.text('task_undo', { commit: 3 }, caller)).toMatch(/\nTask 1 is pending: /);
    const task = await first(work);
    expect(task).toMatchObject({ status: 'pending', annotations: [{ text: expect.stringContaining(why) }] });
    expect(task).not.toHaveProperty('start');
    expect(await holders(work)).not.toContain(ME.holder);
    await work.run('task_redo', {}, caller);
    expect(await first(work)).toMatchObject({ status: 'completed' });
  });
});

describe("what is taken back is told in people's words", () => {
  const taken = async (work: TestWorkspace, verb = 'task_undo') => {
    const { what, tasks } = await work.run<{ what: string; tasks: number }>(verb, {}, ME);
    return [what, tasks];
  };

  test.each([
    ['task_add', { description: 'Third' }, 'adding #3 Third', 1],
    ['task_modify', { filter: '1', priority: 'H' }, 'changing priority of #1 First', 1],
    ['task_done', { id: 1 }, 'completing #1 First', 1],
    ['task_delete', { id: 1 }, 'deleting #1 First', 1],
    ['task_start', { id: 1 }, 'starting #1 First', 1],
    ['task_annotate', { id: 1, text: 'Seen' }, 'changing notes of #1 First', 1],
    ['task_modify', { filter: '1,2', tags: 'bug' }, 'changing 2 tasks', 2],
    ['task_delete', { id: '1,2' }, 'deleting 2 tasks', 2],
    ['task_doc_write', { id: 1, content: 'Why' }, 'adding document spec of #1', 0],
    ['view_set', { name: 'mine', filter: '+bug' }, 'adding @mine', 0],
    ['task_import', { tasks: [{ description: 'Three' }, { description: 'Four' }] }, 'the import of 2 tasks', 2],
  ])('%s %j: %s', async (command, input, what, tasks) => {
    const work = await testWorkspace();
    await work.run('task_import', { tasks: [{ description: 'First' }, { description: 'Second' }] });
    await work.run(command, input, ME);
    expect(await taken(work)).toEqual([what, tasks]);
    expect(await taken(work, 'task_redo')).toEqual([what, tasks]);
    // A redo is taken back as what it did again.
    expect(await work.run('task_undo', {}, ME)).toMatchObject({ what });
  });

  test('a claim by its files', async () => {
    const work = await testWorkspace();
    await work.run('claim_acquire', { scope: ['src/login/**', 'docs/**'] }, ME);
    expect(await taken(work)).toEqual(['claiming src/login/** and 1 more', 0]);
  });

  test('and the answer stays short, whatever number of records that changes', async () => {
    const work = await testWorkspace();
    const tasks = Array.from({ length: 2_000 }, (_, i) => ({ description: `Task ${i} ${'x'.repeat(10)}` }));
    await work.run('task_add', { description: 'Before' });
    await work.run('task_import', { tasks }, ME);
    for (const [verb, what] of [
      ['task_history', undefined],
      ['task_undo', 'the import of 2,000 tasks'],
      ['task_redo', 'the import of 2,000 tasks'],
    ] as const) {
      const answer = await work.run<{ what?: string; commits?: { left: number; tasks: number }[] }>(verb, {}, ME);
      expect(JSON.stringify(answer).length).toBeLessThan(60_000);
      expect(answer.what).toBe(what);
      if (answer.commits) expect(answer.commits[0]).toMatchObject({ tasks: 2_000, left: 1_980 });
    }
  });
});

describe('the undo of a new series', () => {
  const series = async () => {
    const work = await testWorkspace();
    await work.run('task_add', { description: 'Water', due: '2026-07-31', recur: 'weekly' }, ME);
    expect(await work.text('task_count', { filter: '+ANY' }, ME)).toBe('2');
    return work;
  };

  test('takes its instances that nobody has changed; the redo brings them back', async () => {
    const work = await series();
    await work.run('task_undo', {}, ME);
    expect(await work.text('task_count', { filter: '+ANY' }, ME)).toBe('0');
    await work.run('task_redo', {}, ME);
    expect(await work.text('task_count', { filter: '+ANY' }, ME)).toBe('2');
    expect(await work.text('task_info', { id: '2' }, ME)).toContain('Water');
  });

  test.each([
    ['changed', 'task_modify', { filter: '2', priority: 'H' }],
    ['started', 'task_start', { id: '2' }],
    ['completed', 'task_done', { id: '2' }],
    ['has a note', 'task_annotate', { id: '2', text: 'n' }],
    ['blocks another task', 'task_add', { description: 'After', depends: '2' }],
  ])('is refused if one is or %s', async (_, command, input) => {
    const work = await series();
    await work.run(command, input, ME);
    const error = await work.refused('task_undo', { commit: 1 }, ME);
    expect(error.code).toBe('referenced');
    expect(await work.text('task_count', { filter: '2 +ANY' }, ME)).toBe('1');
  });
});
