import { describe, expect, test } from 'vitest';
import { ADA, agent, testWorkspace } from '../support/workspace.ts';

async function worked() {
  const workspace = await testWorkspace();
  await workspace.run('task_add', { description: 'First' });
  await workspace.run('task_add', { description: 'Second' });
  return workspace;
}

describe('history tells', () => {
  test.each([
    [
      'task_doc_write',
      { id: 1, content: '# Spec', note: 'from the meeting' },
      '1 "First" document spec: version 1 (from the meeting), +1 -0 lines',
    ],
    ['task_doc_write', { id: 'workspace', name: 'vision', content: 'All' }, 'document vision: version 1, +1 -0 lines'],
    ['setting_set', { name: 'claims.outsideScope', value: 'deny' }, 'setting claims.outsideScope = deny'],
    ['setting_set', { name: 'urgency.age.max', value: 30 }, 'setting urgency.age.max = 30'],
    ['view_set', { name: 'mine', filter: '+bug sort:due+' }, '@mine = +bug sort:due+'],
    ['task_modify', { filter: '2', depends: 1 }, '2 "Second" depends: +1 "First"'],
    ['task_modify', { filter: '2', parent: 1 }, '2 "Second" parent: (none) -> 1 "First"'],
    ['task_modify', { filter: '2', scope: 'src/**,docs/a.md' }, '2 "Second" scope: (none) -> src/** docs/a.md'],
    ['task_modify', { filter: '2', acceptance: ['it works'] }, '2 "Second" acceptance: +"it works"'],
    ['task_stop', { id: 2, handoff: 'half\ndone' }, '2 "Second" handoff: (none) -> "half ⏎ done"'],
    ['task_add', { description: 'Third', discovered_from: 1 }, '3 added: Third'],
  ])('%s %j', async (command, input, told) => {
    const workspace = await worked();
    await workspace.run(command, input);
    const [latest] = (await workspace.text('task_history')).split('\n');
    expect(latest).toContain(` ${command}: ${told}`);
  });

  test('not of a task that only got a new time of change', async () => {
    const workspace = await worked();
    await workspace.run('task_split', { id: 2, scope: ['a/**', 'b/**'] });
    const [latest] = (await workspace.text('task_history')).split('\n');
    expect(latest).toMatch(/: 3 added: Second \(a\/\*\*\); 4 added: Second \(b\/\*\*\)$/);
  });

  test("the rewrites of a task's documents among its own changes, in order and within the limit", async () => {
    const workspace = await worked();
    for (const content of ['# A', '# B']) await workspace.run('task_doc_write', { id: 1, content });
    await workspace.run('task_modify', { filter: '1', priority: 'H' });
    await workspace.run('task_doc_write', { id: 2, content: '# Other' });
    await workspace.run('task_doc_delete', { id: 1 });
    const lines = async (input: object) => (await workspace.text('task_history', input)).split('\n');
    expect((await lines({ id: 1 })).map((line) => line.replace(/^.*?task_/, ''))).toEqual([
      'doc_delete: 1 document spec: deleted, +0 -1 lines',
      'modify: 1 priority: (none) -> H',
      'doc_write: 1 document spec: version 2, +1 -1 lines',
      'doc_write: 1 document spec: version 1, +1 -0 lines',
      'add: 1 added: First',
    ]);
    const short = await lines({ id: 1, limit: 2 });
    expect(short).toHaveLength(3);
    expect(short[2]).toBe('More changes: task_history {"task":"1","limit":4}');
  });

  test('two sessions of one client apart', async () => {
    const workspace = await worked();
    await workspace.run('task_modify', { filter: '1', priority: 'H' }, agent('11111111-aaaa'));
    await workspace.run('task_modify', { filter: '1', priority: 'L' }, agent('22222222-bbbb'));
    const text = await workspace.text('task_history', { id: 1 });
    expect(text).toContain('ai:claude-code (session 11111111) task_modify');
    expect(text).toContain('ai:claude-code (session 22222222) task_modify');
  });

  test.each<[string, [command: string, input: object][], string]>([
    [
      'a new agent',
      [['agent_add', { name: 'fixer', provider: 'command', argv: ['node', 'fix.mjs'] }]],
      'agent fixer = command, default',
    ],
    [
      'one field of an agent',
      [
        ['agent_add', { name: 'fixer', provider: 'command', argv: ['node', 'fix.mjs'] }],
        ['agent_update', { name: 'fixer', slots: 2 }],
      ],
      'agent fixer slots: (none) -> 2',
    ],
    [
      'the permissions of an agent',
      [
        ['agent_add', { name: 'fixer', provider: 'command', argv: ['node', 'fix.mjs'] }],
        ['agent_update', { name: 'fixer', mode: 'bypass', allow: ['Read'] }],
      ],
      'agent fixer permission: mode default -> mode bypass, allow Read',
    ],
    ['an estimate, once', [['task_modify', { filter: '1', estimate: '2h' }]], '1 "First" estimate: (none) -> PT2H'],
    [
      'an agent that is disabled',
      [
        ['agent_add', { name: 'fixer', provider: 'command', argv: ['node', 'fix.mjs'] }],
        ['agent_disable', { name: 'fixer' }],
      ],
      'agent fixer enabled: true -> false',
    ],
  ])('%s', async (_, calls, told) => {
    const workspace = await worked();
    for (const [command, input] of calls) await workspace.run(command, input);
    expect((await workspace.text('task_history', { limit: 1 })).split('\n')[0]).toContain(`: ${told}`);
  });

  test('what was removed', async () => {
    const workspace = await worked();
    await workspace.run('view_set', { name: 'mine', filter: '+bug' });
    await workspace.run('view_delete', { name: 'mine' });
    expect(await workspace.text('task_history', { limit: 1 })).toContain('@mine removed');
  });
});

test('a bulk change is counted, with how to see it in full', async () => {
  const workspace = await testWorkspace();
  for (let i = 1; i <= 9; i++) await workspace.run('task_add', { description: `Task ${i}`, tags: 'bug' });
  await workspace.run('task_modify', { filter: '+bug', priority: 'H' });
  const [line] = (await workspace.text('task_history')).split('\n');
  expect(line).toMatch(
    /^10 .*task_modify: (\d "Task \d" priority: \(none\) -> H; ){5}… and 4 more: task_history \{"commit":10\}$/,
  );
  const whole = (await workspace.text('task_history', { commit: 10 })).split('\n');
  expect(whole).toHaveLength(10);
  expect(whole[9]).toBe('  9 "Task 9" priority: (none) -> H');
  expect(await workspace.text('task_history', { commit: 99 })).toBe('No changes.');
});

describe('history is asked', () => {
  const HOUR = 3_600_000;
  const S1 = agent('11111111-aaaa');

  /** 1 and 2 by Ada, 3 and 4 by a session an hour later, 5 by one of its agents an hour after that. */
  async function mixed() {
    const workspace = await worked();
    workspace.pass(HOUR);
    await workspace.run('task_modify', { filter: '1', priority: 'H' }, S1);
    await workspace.run('task_doc_write', { id: 2, content: 'One\nTwo\n' }, S1);
    workspace.pass(HOUR);
    await workspace.run(
      'task_annotate',
      { id: 1, text: 'Found' },
      agent('11111111-aaaa', 'a46032', 'backlog:implementer'),
    );
    return workspace;
  }

  test.each<[Record<string, unknown>, number[]]>([
    [{ actor: 'ada' }, [2, 1]],
    [{ actor: 'human' }, [2, 1]],
    [{ actor: 'claude-code' }, [5, 4, 3]],
    [{ actor: 'implementer' }, [5]],
    [{ actor: 'a46032' }, [5]],
    [{ session: '11111111' }, [5, 4, 3]],
    [{ session: '11111111-aaaa' }, [5, 4, 3]],
    [{ session: '1' }, []],
    [{ command: 'task_modify' }, [3]],
    [{ command: 'modify' }, [3]],
    [{ command: 'doc write' }, [4]],
    [{ command: 'task' }, [5, 4, 3, 2, 1]],
    [{ since: '2026-07-30T15:30:00Z' }, [5, 4, 3]],
    [{ until: '2026-07-30T15:30:00Z' }, [4, 3, 2, 1]],
    [{ since: '2026-07-30T15:00:00Z', until: '2026-07-30T16:00:00Z' }, [4, 3]],
    [{ task: 1 }, [5, 3, 1]],
    [{ task: 2, actor: 'ai' }, [4]],
    [{ id: 2, task: 2, command: 'add' }, [2]],
  ])('%j', async (input, commits) => {
    const { run } = await mixed();
    const told = await run<{ commits: { seq: number }[] }>('task_history', input);
    expect(told.commits.map(({ seq }) => seq)).toEqual(commits);
  });

  test('for a command that nobody called, and names the nearest that somebody did', async () => {
    expect(await (await mixed()).text('task_history', { command: 'modfy' })).toBe(
      'No changes.\nNo change was made by modfy; did you mean modify?',
    );
  });

  test('for two tasks at once, which is refused', async () => {
    expect(await (await mixed()).refused('task_history', { id: 1, task: 2 })).toMatchObject({ code: 'usage' });
  });

  test('for more than there is room for, and says how to see the rest', async () => {
    const { text, run } = await mixed();
    expect((await text('task_history', { limit: 2 }, S1)).split('\n').at(-1)).toBe(
      'More changes: task_history {"limit":4}',
    );
    expect(await text('task_history', { limit: 2, task: 1 }, { ...ADA, door: 'cli' })).toContain(
      'More changes: backlog history --task 1 --limit 4',
    );
    expect(await text('task_history', { limit: 1, full: true, actor: 'ai', since: 'today' })).toContain(
      'More changes: task_history {"actor":"ai","since":"today","full":true,"limit":2}',
    );
    expect(await run('task_history', { limit: 5 })).not.toHaveProperty('more');
  });
});

describe('in full, history tells', () => {
  const linesOf = async (workspace: Awaited<ReturnType<typeof worked>>, input: object = {}) =>
    (await workspace.text('task_history', { full: true, limit: 1, ...input })).split('\n').slice(1);

  test('documents as diffs', async () => {
    const workspace = await worked();
    const text = Array.from({ length: 30 }, (_, i) => `Line ${i + 1}`);
    await workspace.run('task_doc_write', { id: 1, content: text.join('\n') });
    await workspace.run('task_doc_write', { id: 1, content: text.with(9, 'Another\u001b[2J').join('\n'), note: 'why' });
    expect(await linesOf(workspace)).toEqual([
      '  1 "First" document spec: version 2 (why), +1 -1 lines',
      '    @@ -7,7 +7,7 @@',
      '     Line 7',
      '     Line 8',
      '     Line 9',
      '    -Line 10',
      '    +Another␛[2J',
      '     Line 11',
      '     Line 12',
      '     Line 13',
      'More changes: task_history {"full":true,"limit":2}',
    ]);
    await workspace.run('task_undo');
    expect((await linesOf(workspace)).slice(0, 2)).toEqual([
      '  1 "First" document spec: version 2 undone, +1 -1 lines',
      '    @@ -7,7 +7,7 @@',
    ]);
  });

  test('long documents bounded, lost ones by why', async () => {
    const workspace = await worked();
    await workspace.run('task_doc_write', { id: 1, content: 'x\n'.repeat(5_000) });
    const lines = await linesOf(workspace);
    expect(lines.length).toBeLessThan(100);
    expect(lines.at(-2)).toBe('    … and 4921 more lines');
    await workspace.loseBlobs();
    expect((await linesOf(workspace))[0]).toMatch(/document spec: version 1; a text is missing/);
  });

  test('notes, handoffs, evidence and descriptions whole, quoted line by line', async () => {
    const workspace = await worked();
    const note = `First line\n41 2026-08-01 human:root task_purge  1 purged\n${'long '.repeat(40)}`;
    await workspace.run('task_annotate', { id: 1, text: note });
    expect(await linesOf(workspace)).toEqual([
      expect.stringMatching(/^ {2}1 "First" annotations: \+"First line ⏎ 41 /),
      '    > First line',
      '    > 41 2026-08-01 human:root task_purge  1 purged',
      `    > ${'long '.repeat(40).trim()}`,
      'More changes: task_history {"full":true,"limit":2}',
    ]);
    await workspace.run('task_stop', { id: 2, handoff: 'half\ndone' });
    expect(await linesOf(workspace)).toEqual(expect.arrayContaining(['    > half', '    > done']));
    await workspace.run('task_modify', { filter: '2', acceptance: ['it works'] });
    await workspace.run('task_annotate', { id: 2, criterion: 1, text: 'npm test\n41 passed' });
    expect(await linesOf(workspace)).toEqual(expect.arrayContaining(['    > npm test', '    > 41 passed']));
    await workspace.run('task_modify', { filter: '2', description: 'Word '.repeat(30).trim() });
    expect(await linesOf(workspace)).toEqual(expect.arrayContaining([`    > ${'Word '.repeat(30).trim()}`]));
  });

  test('settings and views with the value they had', async () => {
    const workspace = await worked();
    for (const value of ['deny', 'allow']) await workspace.run('setting_set', { name: 'claims.outsideScope', value });
    expect((await linesOf(workspace))[0]).toBe('  setting claims.outsideScope = allow (was deny)');
    for (const filter of ['+bug', '+READY']) await workspace.run('view_set', { name: 'mine', filter });
    expect((await linesOf(workspace))[0]).toBe('  @mine = +READY (was +bug)');
  });

  test('a new task with its fields, and all of a bulk change', async () => {
    const workspace = await worked();
    await workspace.run('task_add', { description: 'Third', depends: '1,2', tags: 'bug', due: '2026-08-04' });
    expect(await linesOf(workspace)).toEqual(
      expect.arrayContaining([
        '  3 added: Third',
        '    depends: 1 "First" 2 "Second"',
        '    due: 2026-08-04',
        '    tags: bug',
      ]),
    );
    await workspace.run('task_modify', { filter: '1,2,3', project: 'web' });
    expect(await linesOf(workspace)).toHaveLength(4);
  });

  test('which commit an undo takes back', async () => {
    const workspace = await worked();
    await workspace.run('task_modify', { filter: '1', priority: 'H' });
    await workspace.run('task_undo');
    expect(await workspace.text('task_history', { limit: 1 })).toContain(
      'task_undo (undoes 3): 1 "First" priority: H -> (none)',
    );
  });
});

test('what a model is told of a queue full of long texts stays within its bound', async () => {
  const workspace = await worked();
  for (let i = 0; i < 4; i++)
    await workspace.run('task_doc_write', { id: 1, content: `${i} ${'word '.repeat(300)}\n`.repeat(400) });
  const text = await workspace.text('task_history', { full: true, limit: 500 }, agent('s1'));
  expect(text.length).toBeLessThan(60_200);
  expect((await workspace.text('task_history', { full: true }, agent('s1'))).length).toBeLessThan(60_200);
});
