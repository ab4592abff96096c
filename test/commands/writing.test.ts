import { describe, expect, test } from 'vitest';
import { execute } from '../../src/commands/execute.ts';
import { COMMANDS } from '../../src/commands/index.ts';
import { render } from '../../src/commands/render.ts';
import { formatActor } from '../../src/domain/actor.ts';
import { settableRows } from '../../src/domain/fields/table.ts';
import type { Commit, Store, Tx } from '../../src/store/index.ts';
import { everyNth } from '../support/soak-test.ts';
import { type TestWorkspace, testWorkspace, workspaces } from '../support/workspace.ts';
import { callerOf, fill, WRITES, type Write } from './writes.ts';

/** They make a commit for each page and each change of a service: test/work/services. */
const OF_SERVICES = ['source_pull', 'source_push', 'source_sync'];

/** What mends, replaces or makes a store makes no commit. */
const writing = COMMANDS.filter(
  ({ name, access }) =>
    !OF_SERVICES.includes(name) &&
    access.effect !== 'read' &&
    !access.toleratesDamage &&
    name !== 'backlog_init' &&
    name !== 'config_init' &&
    name !== 'pass_add',
);

/** Their write is made in the store itself: test/store/undo.test.ts. */
const OF_THE_STORE = ['task_undo', 'task_redo'];

/** They try their write before they write a file; a trial is never made again. */
const TRIES_FIRST = ['task_sync'];

type Start = () => Promise<TestWorkspace>;
const made = { agent: new Map<Write['prepare'], Start>(), person: new Map<Write['prepare'], Start>() };

/** Returns a start for a command: copies of a workspace that is made once for all commands that need the same. */
function startOf(name: string): Start {
  const { person, prepare } = WRITES[name] ?? {};
  const known = made[person ? 'person' : 'agent'];
  const start = known.get(prepare) ?? workspaces((work) => fill(work, name));
  known.set(prepare, start);
  return start;
}
const plain = startOf('');
const starts = new Map(writing.map(({ name }) => [name, startOf(name)]));

test('every command that writes is held to the contract', () => {
  expect(Object.keys(WRITES).sort()).toEqual(writing.map(({ name }) => name).sort());
});

describe.each(
  everyNth(
    5,
    writing.map((command) => [command.name, command] as const),
  ),
)('%s', (name, command) => {
  const { idempotent } = command.access;
  const caller = callerOf(name);
  const { does, refuses }: Write = WRITES[name] ?? { does: {}, refuses: [] };
  const filled = starts.get(name)!;

  test('makes one commit, signed by the caller, puts the same when its function has to run again, and gives a text and a value that is the same as JSON', async () => {
    const workspace = await filled();
    const before = workspace.opened.store.state.seq;
    const { lost, won } = loseOnce(workspace.opened.store);
    const executed = await execute(workspace.opened, caller, command, does);
    expect(asJson(executed.output)).toEqual(executed.output);
    expect(render(executed)).not.toBe('');
    // A lease says who works, and is no change of the caller.
    const made = (await commitsAfter(workspace, before)).filter(({ actor }) => actor.name !== 'lease');
    expect(made.map(({ actor, command }) => [formatActor(actor), command])).toEqual([
      [formatActor(caller.actor), name],
    ]);
    expect(made[0]!.changes).not.toEqual([]);
    if (!OF_THE_STORE.includes(name)) expect(lost).not.toEqual([]);
    expect(TRIES_FIRST.includes(name) ? won.filter((put) => lost.includes(put)) : lost).toEqual(won);
  });

  test.skipIf(refuses.length === 0)('refused leaves the log as it is', async () => {
    const workspace = await filled();
    const before = workspace.opened.store.state.seq;
    for (const [code, input] of refuses) {
      const error = await workspace.refused(name, input, caller);
      expect(error, JSON.stringify(input)).toMatchObject({ code, message: expect.stringMatching(/\S/) });
      expect(await commitsAfter(workspace, before), JSON.stringify(input)).toEqual([]);
    }
  });

  test('refused where there is no workspace yet makes none', async () => {
    const workspace = await testWorkspace();
    for (const [, input] of refuses) await workspace.run(name, input, caller).catch(() => undefined);
    expect(workspace.opened.store.exists).toBe(false);
  });

  if (idempotent)
    test('called twice is the same as called once, as its annotation says', async () => {
      const workspace = await filled();
      await workspace.run(name, does, caller);
      const once = records(workspace);
      await workspace.run(name, does, caller);
      expect(records(workspace)).toEqual(once);
    });
});

describe.each(
  everyNth(
    4,
    settableRows().map(([field]) => field),
  ),
)('the field %s', (field) => {
  test('is kept when omitted, cleared by null and by an empty text, and emptied by []', async () => {
    const workspace = await plain();
    await workspace.run('setting_set', { name: 'checks.word', value: 'true' });
    await workspace.run('goal_add', { title: 'Instant search' });
    const value = () => (task(workspace) as Record<string, unknown>)[field];
    const modify = (input: object) => workspace.run('task_modify', { filter: '1', ...input });
    const example = await setSomehow(workspace, field);
    const given = value();
    expect(given, 'what was set').toBeDefined();

    await modify({ description: 'Renamed' });
    expect(value(), 'omitted').toEqual(given);

    const empties = [null, '', ...(Array.isArray(given) ? [[]] : [])];
    for (const empty of empties) {
      await modify({ [field]: empty });
      expect(value(), JSON.stringify(empty)).toBeUndefined();
      await modify({ [field]: example });
      expect(value(), 'set again').toBeDefined();
    }
  });
});

/** Spellings of which every kind of field takes one; the first that fits is taken. */
const SPELLINGS = [['H'], ['friday'], ['weekly'], ['2h'], ['4'], ['word'], [['src/**']], [3], ['I-1']] as const;

async function setSomehow(workspace: TestWorkspace, field: string): Promise<unknown> {
  for (const [spelling] of SPELLINGS) {
    try {
      await workspace.run('task_modify', { filter: '1', [field]: spelling });
      return spelling;
    } catch {}
  }
  return expect.fail(`task_modify takes none of ${JSON.stringify(SPELLINGS.flat())} for ${field}: add one that fits`);
}

const LOST = new Error('another writer was faster');

/**
 * Makes each write of a store run its function on a transaction that is given up, and then on the real one.
 * @returns what the function put into both, without the ids and times that differ each time
 */
function loseOnce(store: Store): { lost: string[]; won: string[] } {
  const { write } = store;
  const put = { lost: [] as string[], won: [] as string[] };
  store.write = async (meta, fn) => {
    const loses = (tx: Tx): never => {
      fn(noting(tx, put.lost));
      throw LOST;
    };
    await write(meta, loses).catch((error) => {
      if (error !== LOST) throw error;
    });
    return write(meta, (tx) => fn(noting(tx, put.won)));
  };
  return put;
}

/** A transaction that also notes what is put into it and removed. */
function noting(tx: Tx, notes: string[]): Tx {
  const note = (...what: unknown[]) => void notes.push(JSON.stringify(what).replace(DIFFERENT, '…'));
  const own: Pick<Tx, 'put' | 'remove' | 'purge'> = {
    put(kind, id, record) {
      note(kind, id, record);
      tx.put(kind, id, record);
    },
    remove(kind, id) {
      note(kind, id);
      tx.remove(kind, id);
    },
    purge(kind, id, past) {
      note(kind, id, past);
      tx.purge(kind, id, past);
    },
  };
  return Object.create(tx, Object.getOwnPropertyDescriptors(own)) as Tx;
}

/** Random ids, their beginnings, and times. */
const DIFFERENT = /\d{4}-\d\d-\d\dT[\d:.]+Z|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{8}\b/g;

function task({ opened }: TestWorkspace) {
  const tasks = Array.from(opened.store.state.all('task'), ([, found]) => found);
  return tasks.find(({ id }) => id === 1)!;
}

async function commitsAfter({ opened }: TestWorkspace, seq: number): Promise<Commit[]> {
  await opened.store.refresh();
  const commits: Commit[] = [];
  for await (const commit of opened.store.history({ from: seq + 1 })) commits.push(commit);
  return commits;
}

/** All records without the times at which they were written or renewed. */
function records({ opened }: TestWorkspace) {
  const kinds = ['task', 'doc', 'claim', 'view', 'setting', 'agent', 'gate'] as const;
  const timeless = (key: string, value: unknown) => {
    if (key === 'beat') return undefined;
    return typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? 'some time' : value;
  };
  return kinds.map((kind) => JSON.parse(JSON.stringify([...opened.store.state.all(kind)], timeless)));
}

function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
