import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Task } from '../../../src/domain/task/task.ts';
import type { SyncResult } from '../../../src/report/sync-result.ts';
import { guardOf } from '../../../src/work/paths/guarded-paths.ts';
import { seeded } from '../../support/random.ts';
import { ADA, agent, testWorkspace } from '../../support/workspace.ts';

interface Answer {
  imported: { task: Task }[];
  left: string[];
}
type Read = Task & { docs?: { spec?: string } };

const KIRO = `# Implementation Plan

Overview of the counter.

- [x] 1. Set up the folders
  - Make the folders
  - _Requirements: 1.1_
- [-] 2. Count the crates
  - [ ] 2.1 Read the crates
    - Skip empty crates
    - _Requirements: 1.2, 2.1_
  - [ ]* 2.2 Write tests for reading
    - **Validates: Requirements 1.3**
- [ ] 3. Print the sum
`;

const SPEC_KIT = `---
description: "Tasks"
---

# Tasks: Counter

**Input**: the plan

## Phase 1: Setup

- [x] T001 Make the folders
- [ ] T002 [P] Set up the linter

## Phase 2: User Story 1 🎯

<!-- counts -->
- [ ] T003 [P] [US1] Count crates in src/count.ts (depends on T001, T002)
- [ ] T004 [US1] Print the sum, which depends on T001-T003
- [ ] T005 [US1] Measure (depends on T900)

**Checkpoint**: it counts
`;

const OPENSPEC = `## 1. Implementation

- [x] 1.1 Make the folders
- [ ] 1.2 Count the crates in \`src/count.ts\` for Array<Crate>
  - Skip empty crates

## 2. Tests
- [ ] 2.1 Test the count
`;

/** Each tool: a path of its file, a text, and its tasks as `number status words tags`. */
const TOOLS: Readonly<Record<string, { path: string; title: string; text: string; tasks: string[] }>> = {
  Kiro: {
    path: '.kiro/specs/counter/tasks.md',
    title: 'Kiro',
    text: KIRO,
    tasks: [
      '1 completed Set up the folders [req-1.1]',
      '2 pending Count the crates []',
      '2.1 pending Read the crates [req-1.2,req-2.1]',
      '2.2 pending Write tests for reading [optional,req-1.3]',
      '3 pending Print the sum []',
    ],
  },
  'spec-kit': {
    path: 'specs/001-counter/tasks.md',
    title: 'spec-kit',
    text: SPEC_KIT,
    tasks: [
      'T001 completed Make the folders []',
      'T002 pending Set up the linter [parallel]',
      'T003 pending Count crates in src/count.ts [parallel,US1]',
      'T004 pending Print the sum, which depends on T001-T003 [US1]',
      'T005 pending Measure (depends on T900) [US1]',
    ],
  },
  OpenSpec: {
    path: 'openspec/changes/add-counter/tasks.md',
    title: 'OpenSpec',
    text: OPENSPEC,
    tasks: [
      '1.1 completed Make the folders []',
      '1.2 pending Count the crates in `src/count.ts` for Array<Crate> []',
      '2.1 pending Test the count []',
    ],
  },
};

async function ground(path: string, text: string) {
  const work = await testWorkspace();
  const file = join(work.folder, 'project', path);
  const write = (next: string) => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, next);
  };
  write(text);
  const tasks = async () => (await work.run<{ tasks: Read[] }>('task_export', {}, ADA)).tasks;
  const byNumber = async () => new Map((await tasks()).map((task) => [task.source!.id, task]));
  const sync = () => work.run<SyncResult>('task_sync', { file }, ADA);
  const read = () => readFileSync(file, 'utf8');
  return { work, file, write, tasks, byNumber, sync, read };
}

const lineOf = ({ source, status, description, tags = [] }: Task) =>
  `${source!.id} ${status} ${description} [${tags.join(',')}]`;

describe.each(Object.entries(TOOLS))('a plan of %s', (_, { path, title, text, tasks: expected }) => {
  test('has its numbers, marks and tags, also by an agent', async () => {
    const { work, file, tasks } = await ground(path, text);
    await work.run('task_import', { from: file }, agent('s1'));
    expect((await tasks()).map(lineOf)).toEqual(expected);
    expect((await work.run<Answer>('task_import', { from: file }, agent('s1'))).imported).toEqual([]);
  });

  test('reworded, moved and done elsewhere, and back, keeps its tasks', async () => {
    const { work, file, write, byNumber } = await ground(path, text);
    await work.run('task_import', { from: file }, ADA);
    const before = await byNumber();
    const steps = text.split('\n').filter((line) => /^\s*- \[/.test(line));
    const last = steps.at(-1)!;
    const moved = text.replace(`${last}\n`, '').replace(steps[0]!, `${last.trim()}\n${steps[0]}`);
    const open = moved.replace(last.trim(), last.trim().replace('[ ]', '[x]'));
    write(open.replace('folders', 'directories'));
    await work.run('task_import', { from: file }, ADA);
    const after = await byNumber();
    expect([...after.keys()].sort()).toEqual([...before.keys()].sort());
    for (const [number, { uuid }] of after) expect(uuid).toBe(before.get(number)!.uuid);
    const ends = [...after].map(([, { status, description }]) => `${status} ${description}`);
    expect(ends.filter((one) => one.includes('directories'))).toHaveLength(1);
    expect(ends.filter((one) => one.startsWith('completed'))).toHaveLength(2);
    write(text);
    await work.run('task_import', { from: file }, ADA);
    const back = await byNumber();
    for (const [number, { uuid, description }] of before) expect(back.get(number)).toMatchObject({ uuid, description });
    expect(back.size).toBe(before.size);
  });

  test.each(['\n', '\r\n'])('is synchronised in the marks of its tool (%j)', async (end) => {
    const own = text.replaceAll('\n', end);
    const { work, file, write, byNumber, tasks, sync, read } = await ground(path, own);
    expect(await sync()).toMatchObject({ undecided: [], toFile: [], marked: 0, lines: 0 });
    expect(read()).toBe(own);
    expect((await tasks()).map(lineOf)).toEqual(expected);
    const numbers = await byNumber();
    const open = [...numbers.values()].filter(({ status }) => status === 'pending');
    const done = open.at(-1)!;
    await work.run('task_done', { id: String(done.id), force: true }, ADA);
    expect(await sync()).toMatchObject({ undecided: [] });
    const step = new RegExp(`\\[ \\](?=\\*? ${done.source!.id.replace('.', '\\.')}[. ])`);
    const ticked = own.replace(step, '[x]');
    expect(ticked).not.toBe(own);
    expect(read()).toBe(ticked);
    await work.run('task_modify', { filter: String(done.id), description: 'Other words' }, ADA);
    await sync();
    const lineIn = (all: string) => all.split(end).find((line) => line.includes(`] ${done.source!.id}`))!;
    expect(lineIn(read())).toMatch(/^\s*- \[x\] [T\d][\d.]* (\[US1\] )?Other words/);
    // A step that is reworded, moved and reopened in the file is the same task.
    write(own.replace(`${lineIn(own)}${end}`, '').trimEnd() + end + lineIn(own).replace('] T', '] T').trim() + end);
    expect(await sync()).toMatchObject({ undecided: [] });
    const after = await byNumber();
    expect(after.size).toBe(numbers.size);
    expect(after.get(done.source!.id)).toMatchObject({
      uuid: done.uuid,
      status: 'pending',
      description: done.description,
    });
    expect(await sync()).toMatchObject({ toQueue: [], toFile: [], undecided: [], written: false });
    expect((await work.run<SyncResult>('task_sync', { file }, agent('s1'))).written).toBe(false);
  });

  test('tells by its folder which tool it has', async () => {
    const { work, file } = await ground(path, text.replace('- [ ]', '- [-]'));
    expect(await work.text('task_import', { from: file }, ADA)).toContain(`in progress in ${title}`);
  });

  test('is found in its folder', async () => {
    const { work, file } = await ground(path, text);
    const { imported } = await work.run<Answer>('task_import', { from: join(work.folder, 'project') }, agent('s1'));
    expect(imported).toHaveLength(expected.length);
    expect((await work.run<Answer>('task_import', { from: file }, ADA)).imported).toEqual([]);
    const several = Array.from({ length: 8 }, (_, i) => join(work.folder, 'project/docs', `tasks${i}.md`));
    for (const [i, other] of several.entries()) {
      mkdirSync(dirname(other), { recursive: true });
      writeFileSync(other, '- [ ] One\n');
      if (i > 0 && i < 7) continue;
      const { hint } = await work.refused('task_import', { from: join(work.folder, 'project') }, agent('s1'));
      expect(hint).toMatch(/tasks\d?\.md/);
    }
  });
});

test('a step of Kiro in work arrives so, and is free when its mark is gone', async () => {
  const { work, file, write, byNumber, sync } = await ground(TOOLS.Kiro!.path, KIRO);
  await work.run('task_import', { from: file }, ADA);
  expect((await byNumber()).get('2')).toMatchObject({ status: 'pending', handoff: { elsewhere: true } });
  write(KIRO.replace('[-]', '[ ]'));
  await work.run('task_import', { from: file }, ADA);
  expect((await byNumber()).get('2')!.handoff).toBeUndefined();
  await sync();
  write(KIRO);
  await sync();
  expect((await byNumber()).get('2')).toMatchObject({ handoff: { elsewhere: true } });
});

test('an optional step has a low priority and does not block its step', async () => {
  const { work, file, byNumber } = await ground(TOOLS.Kiro!.path, KIRO.replace('[-]', '[ ]'));
  await work.run('task_import', { from: file }, ADA);
  const tasks = await byNumber();
  expect(tasks.get('2.1')!.parent).toBe(tasks.get('2')!.uuid);
  expect(tasks.get('2.2')).toMatchObject({ priority: 'L' });
  expect(tasks.get('2.1')!.docs?.spec).toBe('- Skip empty crates\n- _Requirements: 1.2, 2.1_');
  await work.run('task_done', { id: String(tasks.get('2.1')!.id) }, ADA);
  await work.run('task_done', { id: String(tasks.get('2')!.id) }, ADA);
});

test('a subtask at the margin belongs to the step of its number', async () => {
  const { work, file, byNumber } = await ground(TOOLS.Kiro!.path, '- [ ] 1. Count\n- [ ] 1.1 Read\n- [ ] 1.1.1 Skip\n');
  await work.run('task_import', { from: file }, ADA);
  const tasks = await byNumber();
  expect(tasks.get('1.1')!.parent).toBe(tasks.get('1')!.uuid);
  expect(tasks.get('1.1.1')!.parent).toBe(tasks.get('1.1')!.uuid);
});

test('steps of spec-kit depend on those that they name', async () => {
  const { work, file, byNumber } = await ground(TOOLS['spec-kit']!.path, SPEC_KIT);
  await work.run('task_import', { from: file }, ADA);
  const tasks = await byNumber();
  const of = (number: string) =>
    (tasks.get(number)!.depends ?? []).map((uuid) => [...tasks].find(([, task]) => task.uuid === uuid)![0]);
  expect(of('T003')).toEqual(['T001', 'T002']);
  expect(of('T004')).toEqual(['T001', 'T002', 'T003']);
  expect(of('T005')).toEqual([]);
});

test('fields of the queue get lines that name steps, and details of a step are text', async () => {
  const details =
    '  - type: a text of crates\n  - due: later\n  - priority: urgent\n  - scope: all crates\n  - spec: short\n';
  const { work, byNumber, sync, read } = await ground(TOOLS.Kiro!.path, `- [ ] 1. Read\n- [ ] 2. Count\n${details}`);
  await sync();
  const tasks = await byNumber();
  expect(tasks.get('2')!.docs?.spec).toBe(details.trim().replaceAll('\n  ', '\n'));
  const depends = String(tasks.get('1')!.id);
  await work.run('task_modify', { filter: String(tasks.get('2')!.id), depends, due: '2026-12-30', tags: '+web' }, ADA);
  expect(await sync()).toMatchObject({ undecided: [] });
  expect(read()).toMatch(
    /^- \[ \] 2. Count #web\n {2}- (?:depends: 1\n {2}- due: .*|due: .*\n {2}- depends: 1)\n {2}- type: a text/m,
  );
  expect(await sync()).toMatchObject({ toQueue: [], toFile: [], undecided: [], written: false });
});

test('two specs have steps of the same numbers', async () => {
  const { work, file, tasks } = await ground(TOOLS['spec-kit']!.path, SPEC_KIT);
  const other = join(work.folder, 'project/specs/002-printer/tasks.md');
  mkdirSync(dirname(other), { recursive: true });
  writeFileSync(other, '- [ ] T001 Print\n- [ ] T002 Print twice (depends on T001)\n');
  await work.run('task_import', { from: file }, ADA);
  await work.run('task_import', { from: other }, ADA);
  expect(await tasks()).toHaveLength(7);
});

test('a deleted task has no mark in these files, so its line stays', async () => {
  const { work, byNumber, sync, read } = await ground(TOOLS.Kiro!.path, KIRO);
  await sync();
  await work.run('task_delete', { id: String((await byNumber()).get('3')!.id) }, ADA);
  await sync();
  expect(read()).toBe(KIRO);
  expect((await byNumber()).get('3')!.status).toBe('deleted');
});

test.each([
  ['.kiro/specs/counter/tasks.md', undefined],
  ['.kiro/specs', undefined],
  ['app/.KIRO/Specs/a/tasks.md', undefined],
  ['.kiro/settings/mcp.json', 'client'],
  ['.kiro/steering/product.md', 'client'],
  ['.kiro/hooks/specs/a.md', 'client'],
  ['.kiro', 'client'],
  ['.kiro/specs/../settings/mcp.json', 'client'],
  ['.kiro/specs/a/.claude/settings.json', 'client'],
])('%s is guarded as %s', (path, guard) => expect(guardOf(path)).toBe(guard));

/** Kinds of lines of each tool's files; `N` is the number of a step. */
const LINES: readonly string[] = [
  ...['- [ ] N Crate N', '- [x] N Crate N', '- [-] N Crate N', '- [ ]* N Crate N', '- [ ] Loose words N', '- [ ] '],
  ...[
    '  - [ ] N Crate N',
    '  - Detail N',
    '    - Deeper N',
    '  - _Requirements: 1.2, N_',
    '  - priority: H',
    '  - due: later N',
    '  - spec: words N',
    '  - acceptance: N',
  ],
  ...[
    '## Phase N',
    '# Plan N',
    '**Checkpoint** N',
    '<!-- note N -->',
    '---',
    '',
    '```',
    '  ```sh',
    '> Note N',
    '- Item N',
  ],
];

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'each line is a task, a field, spec text or named as left out (%i)',
  async (seed) => {
    const random = seeded(seed);
    for (const [at, { path }] of Object.values(TOOLS).entries()) {
      let n = 0;
      const numberAt = (one: number) => (at === 1 ? `T${String(one).padStart(3, '0')}` : `${one}.1`);
      const lines = [
        '- [ ] 99.1 Only',
        ...Array.from({ length: 25 }, () => random.pick(LINES).replaceAll('N', numberAt(++n))),
      ];
      const { work, file, tasks } = await ground(path, `${lines.join('\n')}\n`);
      const { left } = await work.run<Answer>('task_import', { from: file }, ADA);
      const all = await tasks();
      const said = [
        ...left,
        ...all.flatMap(({ docs, ...task }) => [JSON.stringify(task), ...(docs?.spec ?? '').split('\n')]),
      ];
      for (const [i, line] of lines.entries()) {
        const bare = line.trim();
        const step = /^- \[.\]\*? (?:(?:T\d+|\d+\.\d) )?(.+)$/.exec(bare)?.[1];
        const isTold =
          bare === '' ||
          left.includes(`line ${i + 1}: ${bare}`) ||
          (step !== undefined && all.some(({ description }) => description === step)) ||
          (bare === '- priority: H' && all.some(({ priority }) => priority === 'H')) ||
          said.some((one) => one.trim() === bare);
        expect([i + 1, bare, isTold]).toEqual([i + 1, bare, true]);
      }
      const steps = lines.filter((line) => /^\s*- \[.\]\*? \S/.test(line)).length;
      const isCode = lines.some((line) => line.includes('```'));
      if (!isCode) expect(all).toHaveLength(steps);
    }
  },
);
