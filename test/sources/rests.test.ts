import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { execute } from '../../src/commands/execute.ts';
import { commandNamed } from '../../src/commands/index.ts';
import type { Task } from '../../src/domain/task/task.ts';
import { type TaskFormat, WRITTEN } from '../../src/sources/index.ts';
import type { Caller } from '../../src/work/workspace/context.ts';
import { tempFolder } from '../support/folder.ts';
import { needsProgram } from '../support/needs.ts';
import { seeded } from '../support/random.ts';
import { runs, SEED } from '../support/seed.ts';
import { ADA, type TestWorkspace, testWorkspace } from '../support/workspace.ts';
import type { Answer } from './imported.ts';
import { randomRows } from './random-queue.ts';

type Row = Task & { docs?: Record<string, string> };
const BOB: Caller = { actor: { kind: 'human', name: 'bob' }, holder: 'human:bob' };
const ENDINGS: Readonly<Record<string, string>> = { markdown: 'md', csv: 'csv', ndjson: 'ndjson' };

async function emptyQueue(): Promise<TestWorkspace> {
  const work = await testWorkspace();
  await work.run('setting_set', { name: 'checks.word', value: 'true' });
  return work;
}

/** A queue of random tasks, of which some were worked on here. */
async function randomQueue(seed: number): Promise<TestWorkspace> {
  const random = seeded(seed);
  const work = await emptyQueue();
  await work.run('task_import', { tasks: randomRows(random) });
  const open = (await rowsOf(work)).filter(({ status, handoff }) => status === 'pending' && !handoff);
  if (open[0]) await work.run('task_annotate', { id: open[0].uuid, text: 'noted here' });
  if (open[1] && random.int(2) === 0) await work.run('task_delete', { id: open[1].uuid });
  else if (open[1]) await work.run('task_start', { id: open[1].uuid, force: true }).catch(() => undefined);
  return work;
}

async function rowsOf(work: TestWorkspace): Promise<Row[]> {
  return (await work.run<{ tasks: Row[] }>('task_export')).tasks;
}

const author = ({ actor, author: named }: { actor: string; author?: string | undefined }, importer: string) =>
  named ?? (actor === importer ? undefined : actor);

/** What a row is in another queue, by docs/reference/formats.md. */
function elsewhere(row: Row, { title, lacks }: { title: string; lacks: readonly string[] }) {
  const { id: _, start, acceptance, annotations, handoff, estimates, docs, ...rest } = row;
  const as = (signed: { at: string; actor: string; author?: string | undefined }) => {
    const by = author(signed, 'human:bob');
    return { at: signed.at, actor: 'human:bob', ...(by === undefined ? {} : { author: by }) };
  };
  const whole: Record<string, unknown> = {
    ...rest,
    acceptance: acceptance?.map(({ text, met }) => ({
      text,
      ...(met
        ? { met: { ...as(met), evidence: met.evidence, ...(met.outdated ? { outdated: met.outdated } : {}) } }
        : {}),
    })),
    annotations: annotations?.map((note) =>
      lacks.includes('annotations.id')
        ? { at: note.at, actor: 'human:bob', text: note.text }
        : { id: note.id, ...as(note), text: note.text, ...(note.re ? { re: note.re } : {}) },
    ),
    handoff:
      handoff || !start
        ? handoff && { ...as(handoff), note: handoff.note, ...(handoff.elsewhere ? { elsewhere: true } : {}) }
        : { at: start, actor: 'human:bob', note: expect.stringMatching(`^active in ${title}`), elsewhere: true },
    estimates:
      estimates &&
      Object.fromEntries(
        Object.entries(estimates).flatMap(([slot, said]) =>
          said ? [[slot, { ...as(said), estimate: said.estimate }]] : [],
        ),
      ),
    docs: lacks.includes('docs') ? docs?.spec !== undefined && { spec: docs.spec } : docs,
  };
  if (lacks.includes('start')) whole.handoff = undefined;
  for (const field of lacks) if (field !== 'docs') delete whole[field];
  return shown(whole);
}

/** A row as it is compared: without what each queue gives itself, empty lists and what is not there. */
function shown(row: object) {
  const { id: _, acceptance, annotations, ...rest } = row as Row;
  const whole = {
    ...rest,
    acceptance: acceptance?.map(({ id: _id, ...criterion }: { id?: string }) => criterion),
    annotations,
  };
  const isThere = ([, value]: [string, unknown]) =>
    value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);
  return Object.fromEntries(Object.entries(whole).filter(isThere));
}

const byUuid = <R extends { uuid?: unknown }>(rows: readonly R[]) =>
  rows.toSorted((a, b) => (String(a.uuid) < String(b.uuid) ? -1 : 1));

/** Exports a queue by pipe and by file, reads it into an empty one, and again wherever it may be known. */
async function roundTrip(
  work: TestWorkspace,
  rows: readonly Row[],
  { name, title, lacks = [] }: TaskFormat,
): Promise<void> {
  const { output, command } = await execute(work.opened, { ...ADA, door: 'cli' }, commandNamed('task_export'), {
    format: name,
  });
  const path = join(tempFolder('rests'), `plan.${ENDINGS[name] ?? 'json'}`);
  await work.run('task_export', { format: name, to: path });
  expect(readFileSync(path, 'utf8')).toBe(await command.show.file!(output));

  const there = await emptyQueue();
  const { source, warnings, left } = await there.run<Answer>('task_import', { from: path }, BOB);
  expect({ source, warnings, left }).toEqual({ source: name, warnings: [], left: [] });
  const came = byUuid(await rowsOf(there)).map((row) => held(row, lacks));
  expect(came).toEqual(byUuid(rows).map((row) => elsewhere(row, { title, lacks })));

  for (const [queue, caller] of [
    [there, BOB],
    [there, ADA],
    [work, BOB],
  ] as const) {
    const again = await queue.run<Answer>('task_import', { from: path }, caller);
    expect({ imported: again.imported, changed: again.changed }).toEqual({ imported: [], changed: [] });
  }
  await there.opened.close();
}

/** What a format is said to hold of a row. */
function held(row: Row, lacks: readonly string[]): object {
  const notes = lacks.includes('annotations.id')
    ? { annotations: row.annotations?.map(({ at, actor, text }) => ({ at, actor, text })) }
    : {};
  const fields = Object.entries(shown({ ...row, ...notes }));
  return Object.fromEntries(fields.filter(([field]) => field === 'docs' || !lacks.includes(field)));
}

test('random queues come back as far as each format holds them, by pipe and by file, and rest', async () => {
  for (let i = 0; i < runs(1, 2); i++) {
    const seed = SEED * 10_000 + i;
    const work = await randomQueue(seed);
    const rows = await rowsOf(work);
    for (const format of WRITTEN)
      await roundTrip(work, rows, format).catch((error: Error) => {
        error.message = `queue ${seed} as ${format.name}: ${error.message}`;
        throw error;
      });
    await work.opened.close();
  }
});

/** What `task export` writes of a file that it has imported into a database of its own. */
function throughTaskwarrior(file: string): Buffer {
  const folder = tempFolder('taskwarrior');
  writeFileSync(join(folder, 'rc'), `data.location=${folder}/data\nconfirmation=no\nhooks=no\nrecurrence=no\n`);
  mkdirSync(join(folder, 'data'));
  const env = { ...process.env, HOME: folder, TASKRC: join(folder, 'rc'), TZ: 'UTC' };
  const call = (...words: string[]) => execFileSync('task', words, { env, stdio: ['ignore', 'pipe', 'ignore'] });
  call('import', file);
  return call('rc.json.array=on', 'export');
}

test('random queues go through Taskwarrior itself, and rest where they came from', needsProgram('task'), async () => {
  for (let i = 0; i < runs(1, 2); i++) {
    const seed = SEED * 10_000 + 5_000 + i;
    const work = await emptyQueue();
    await work.run('task_import', { tasks: randomRows(seeded(seed)) });
    const rows = await rowsOf(work);
    const [ours, theirs] = ['ours.json', 'theirs.json'].map((name) => join(tempFolder('rests'), name)) as [
      string,
      string,
    ];
    await work.run('task_export', { format: 'taskwarrior', to: ours });
    writeFileSync(theirs, throughTaskwarrior(ours));
    const { source, changed, imported, warnings } = await work.run<Answer>('task_import', { from: theirs });
    expect({ seed, source, changed, imported, warnings }).toEqual({
      ...{ seed, source: 'taskwarrior' },
      ...{ changed: [], imported: [], warnings: [] },
    });
    expect(await rowsOf(work), `queue ${seed}`).toEqual(rows);
    await work.opened.close();
  }
});
