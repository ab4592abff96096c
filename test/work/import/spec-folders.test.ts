import { cpSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Task } from '../../../src/domain/task/task.ts';
import type { SyncResult } from '../../../src/report/sync-result.ts';
import { ADA, testWorkspace } from '../../support/workspace.ts';

const FOLDERS = fileURLToPath(new URL('../../fixtures/spec-plans', import.meta.url));

interface Answer {
  imported: { task: Task }[];
  added: number;
  changed: unknown[];
  left: string[];
}
type Read = Task & { docs?: { spec?: string } };

interface Plan {
  path: string;
  /** The line of each open step that is played, by its number; one with a subtask, a wrapped one, one with a letter. */
  steps: Readonly<Record<string, string>>;
  /** Tags and dependencies, by number. */
  facts: Readonly<Record<string, string>>;
}

/** Whole folders of specifications. The structure is that of published ones: marks, gaps, tables, code, wrapped lines. */
const PLANS: Readonly<Record<string, Plan>> = {
  'kiro-nested': {
    path: '.kiro/specs/tide-table/tasks.md',
    steps: {
      '1.1': 'Write property test: a station without a zone is refused',
      '2.3b': 'Keep the new printer',
      '2.4': 'Name the columns',
      4: 'Moon phases',
    },
    facts: {
      1: 'req-1.1,req-1.2,req-1.3,req-1.4,req-1.5,req-2.1,req-2.2,req-2.3,req-9.1',
      '1.2': 'optional,req-1.3,req-1.4',
      5: 'req-10.1,req-10.2,req-10.3,req-10.4',
    },
  },
  'kiro-margin': {
    path: '.kiro/specs/lock-keeper/tasks.md',
    steps: {
      '1.1': 'Write property test for the gates',
      4: '认可',
      '2.2': '换班',
      6.1: '交接',
      10: 'Ensure all tests pass',
    },
    facts: {
      1: 'req-1.3,req-3.1,req-8.2',
      '2.2': 'req-2.1,req-2.2,req-2.3,req-17,req-18',
      5: 'req-34.1,req-34.2,req-37.4',
    },
  },
  'spec-kit': {
    path: 'specs/003-harbour-fees/tasks.md',
    steps: {
      T002: 'Pin the prices',
      T004: 'Take fees',
      T010: 'Contract test',
      T012: 'Bill in',
      T021: 'Run the checks',
    },
    facts: { T006: '← T004', T010: 'parallel,US1', T012: 'US1 ← T013', T013: 'US1 ← T010,T011' },
  },
  'spec-kit-wrapped': {
    path: 'specs/014-crane-log/tasks.md',
    steps: { T001: 'Write the measurements', T002a: 'Create `scripts/probe.mjs`', T010b: '修改', T013: 'Validate' },
    facts: { T002a: 'parallel', T010a: 'parallel,US1', T014: '← T013' },
  },
  openspec: {
    path: 'openspec/changes/add-berths/tasks.md',
    steps: { '1.1': 'call `berths`', '2.2': '**GREEN**', '2.3.1': 'North', 3.2: 'A numbered item' },
    facts: { 2.3: '← 2.2' },
  },
};

const ENDS = ['\n', '\r\n'] as const;

async function ground(name: string, end: string = '\n') {
  const work = await testWorkspace();
  const project = join(work.folder, 'project');
  cpSync(join(FOLDERS, name), project, { recursive: true });
  const file = join(project, PLANS[name]!.path);
  const text = readFileSync(file, 'utf8').replaceAll('\n', end);
  const write = (next: string) => writeFileSync(file, next);
  write(text);
  const tasks = async () => (await work.run<{ tasks: Read[] }>('task_export', {}, ADA)).tasks;
  const byNumber = async () => new Map((await tasks()).map((task) => [task.source!.id!, task]));
  const bring = () => work.run<Answer>('task_import', { from: file }, ADA);
  const sync = () => work.run<SyncResult>('task_sync', { file }, ADA);
  return { work, project, file, text, write, tasks, byNumber, bring, sync, read: () => readFileSync(file, 'utf8') };
}

/** Returns the lines of which an import told nothing. A text that is in the file twice is told twice. */
function untold(text: string, { left, tasks }: { left: readonly string[]; tasks: readonly Read[] }): string[] {
  const specs = tasks.flatMap(({ docs }) => (docs?.spec ?? '').split('\n').map((line) => line.trim()));
  const heads = tasks.map(({ description }) => description);
  return text.split(/\r?\n/).flatMap((line, at) => {
    const bare = line.trim();
    if (bare === '' || left.some((one) => one.startsWith(`line ${at + 1}: `))) return [];
    const inSpecs = specs.indexOf(bare);
    if (inSpecs >= 0) specs.splice(inSpecs, 1);
    const words = bare.replace(/^\S+ \[.\]\*? /, '');
    const isHead = words !== bare;
    const inHeads = heads.findIndex((head) =>
      isHead ? words.includes(head) || wrapped(head, words) : head.includes(bare),
    );
    if (isHead && inHeads >= 0) tasksLeft(heads, inHeads, words);
    return inSpecs >= 0 || inHeads >= 0 ? [] : [`${at + 1} ${line}`];
  });
}

/** A line of a step whose sentence goes on, or has a dependency in its middle. */
const wrapped = (head: string, words: string): boolean => {
  const parts = words
    .split(/\s*\((?:after|depends on) [^)]*\)/)
    .flatMap((part) => part.replace(/^(?:\S+ )(?:\[(?:P|US\d)\] )*/, ''));
  return parts.every((part) => head.includes(part));
};

/** A line of one step only stands for one task, but its wrapped lines come later. */
function tasksLeft(heads: string[], at: number, words: string): void {
  if (words.includes(heads[at]!)) heads.splice(at, 1);
}

const MARK = / <!-- task [0-9a-f-]{36} -->/;
const unmarked = (text: string) => text.replaceAll(new RegExp(MARK, 'g'), '');

const numbered = (number: string) =>
  new RegExp(`^\\s*\\S+ \\[.\\]\\*? (?:<a id="[^"]*"></a>)?${number.replace('.', '\\.')}[. ]`);

/** The lines of a text with another one in place of that of a step. */
function withLine(text: string, number: string, change: (line: string) => string | undefined): string {
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = text.split(end);
  const at = lines.findIndex((line) => numbered(number).test(line));
  expect([number, at >= 0]).toEqual([number, true]);
  const next = change(lines[at]!);
  return lines.toSpliced(at, 1, ...(next === undefined ? [] : [next])).join(end);
}

describe.each(Object.entries(PLANS))('the folder %s', (name, { steps, facts }) => {
  test.each(ENDS)('is told line by line, and once (%j)', async (end) => {
    const { text, bring, tasks, sync, read } = await ground(name, end);
    const { left } = await bring();
    const first = await tasks();
    expect(untold(text, { left, tasks: first })).toEqual([]);
    const inCode = new Set(
      text.match(/^(```[\s\S]*?^```|<!--[\s\S]*?-->)/gm)?.flatMap((block) => block.split(/\r?\n/)),
    );
    const boxes = text
      .split(/\r?\n/)
      .filter((line) => /^\s*(?:[-*]|\d\.) \[[ xX~-]\]\*? \S/.test(line) && !inCode.has(line));
    expect(first).toHaveLength(boxes.filter((line) => !line.includes('no step')).length);
    expect(await bring()).toMatchObject({ imported: [], changed: [] });
    expect(await sync()).toMatchObject({ toFile: [], undecided: [] });
    // Only a step whose number doesn't name it gets a mark.
    const marked = read()
      .split(end)
      .filter((line, at) => line !== text.split(end)[at]);
    expect(marked.filter((line) => !MARK.test(line))).toEqual([]);
    expect(
      marked.filter(
        (line) => /^\s*\S+ \[.\]\*? (?:<a id="[^"]*"><\/a>)?[T\d][\d.a-z]* /.test(line) && !/ 3\. /.test(line),
      ),
    ).toEqual([]);
    expect(unmarked(read())).toBe(text);
    expect(await sync()).toMatchObject({ toQueue: [], toFile: [], undecided: [], written: false });
    expect((await tasks()).map(({ uuid }) => uuid)).toEqual(first.map(({ uuid }) => uuid));
  });

  test('has its numbers, tags and dependencies', async () => {
    const { bring, byNumber } = await ground(name);
    await bring();
    const all = await byNumber();
    const numberOf = (uuid: string) => [...all].find(([, task]) => task.uuid === uuid)?.[0];
    for (const [number, said] of Object.entries(facts)) {
      const { tags = [], depends = [] } = all.get(number)!;
      const after = depends.length === 0 ? [] : ['←', depends.map(numberOf).join(',')];
      expect([number, [...(tags.length > 0 ? [tags.join(',')] : []), ...after].join(' ')]).toEqual([number, said]);
    }
    for (const [number, words] of Object.entries(steps)) expect(all.get(number)?.description).toContain(words);
  });

  test.each(ENDS)('a step done here changes its mark and no other byte (%j)', async (end) => {
    const { work, text, bring, byNumber, sync, read } = await ground(name, end);
    await bring();
    let expected = text;
    for (const number of Object.keys(steps).reverse()) {
      await work.run('task_done', { id: String((await byNumber()).get(number)!.id), force: true }, ADA);
      expect(await sync()).toMatchObject({ undecided: [] });
      expected = withLine(expected, number, (line) => line.replace(/\[.\]/, '[x]'));
      expect(unmarked(read())).toBe(expected);
    }
    expect(await sync()).toMatchObject({ toQueue: [], toFile: [], undecided: [], written: false });
  });

  test.each(ENDS)('a step reworded here has its other marks, and the file its other lines (%j)', async (end) => {
    const { work, text, bring, byNumber, sync, read } = await ground(name, end);
    await bring();
    const others = (all: string) =>
      all.split(end).filter((line) => /^\s*(?:[-*]|\d\.) \[/.test(line) || /^[#`|*_-]/.test(line));
    for (const number of Object.keys(steps)) {
      const before = others(unmarked(read()));
      const { id } = (await byNumber()).get(number)!;
      await work.run('task_modify', { filter: String(id), description: `Anders ${number}` }, ADA);
      expect(await sync()).toMatchObject({ undecided: [] });
      const after = others(unmarked(read()));
      expect(after.filter((line) => !before.includes(line))).toEqual([expect.stringContaining(`Anders ${number}`)]);
      expect(after).toHaveLength(before.length);
      expect(after.some((line) => numbered(number).test(line) && line.includes(`Anders ${number}`))).toBe(true);
    }
    expect(text.split(end).length).toBeGreaterThanOrEqual(read().split(end).length);
    expect(await sync()).toMatchObject({ toQueue: [], toFile: [], undecided: [], written: false });
  });

  test.each(ENDS.flatMap((end) => (['sync', 'import'] as const).map((how) => [how, end] as const)))(
    'with %s, a step reworded, moved, in work and done there is the same task, and back (%j)',
    async (how, end) => {
      const { text, write, bring, byNumber, sync, read } = await ground(name, end);
      await bring();
      const start = await byNumber();
      const check = async (next: string, number: string, fields: object) => {
        write(next);
        if (how === 'import') expect(await bring()).toMatchObject({ added: 0 });
        else expect(await sync()).toMatchObject({ toFile: [], undecided: [] });
        expect(unmarked(read())).toBe(next);
        const now = await byNumber();
        expect(now.size).toBe(start.size);
        expect([...now.keys()].sort()).toEqual([...start.keys()].sort());
        for (const [key, { uuid }] of now) expect([key, uuid]).toEqual([key, start.get(key)!.uuid]);
        expect([number, now.get(number)]).toMatchObject([number, fields]);
      };
      for (const [number, words] of Object.entries(steps)) {
        const { description } = start.get(number)!;
        const held = { status: 'pending', handoff: { elsewhere: true } };
        await check(
          withLine(text, number, (line) => line.replace(words, `New ${words}`)),
          number,
          {
            description: description.replace(words, `New ${words}`),
          },
        );
        await check(
          withLine(text, number, (line) => line.replace('[ ]', '[-]')),
          number,
          held,
        );
        await check(
          withLine(text, number, (line) => line.replace('[ ]', '[~]')),
          number,
          held,
        );
        await check(text, number, { status: 'pending', description });
        expect((await byNumber()).get(number)!.handoff).toBeUndefined();
        await check(
          withLine(text, number, (line) => line.replace('[ ]', '[x]')),
          number,
          { status: 'completed' },
        );
        await check(text, number, { status: 'pending', description });
      }
      // A step without lines of its own moves to the end of the file.
      const last = Object.keys(steps).findLast((number) => !start.get(number)!.docs?.spec)!;
      let moved: string | undefined;
      const without = withLine(text, last, (line) => {
        moved = line.trim();
        return undefined;
      });
      await check(`${without.trimEnd()}${end}${end}## Later${end}${end}${moved}${end}`, last, { status: 'pending' });
      await check(text, last, { status: 'pending', description: start.get(last)!.description });
    },
  );
});

test.each(['2026-03-04-add-berths', 'port/2026-03-04-add-berths'])(
  'a change of OpenSpec keeps its tasks when it is archived as %s',
  async (to) => {
    const { work, project, file, bring, tasks } = await ground('openspec');
    await bring();
    const uuids = async () => (await tasks()).map(({ uuid }) => uuid);
    const before = await uuids();
    const archived = join(project, 'openspec/changes/archive', to, 'tasks.md');
    mkdirSync(dirname(dirname(archived)), { recursive: true });
    renameSync(dirname(file), dirname(archived));
    await work.run('task_import', { from: archived }, ADA);
    expect(await uuids()).toEqual(before);
  },
);
