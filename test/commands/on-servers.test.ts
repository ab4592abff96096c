import { hostname } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/commands/index.ts';
import { prepareStore } from '../../src/store/index.ts';
import { approvalOf, approve } from '../../src/work/config/approval.ts';
import { exampleInput } from '../support/examples.ts';
import { NEEDS_POSTGRES } from '../support/needs.ts';
import { openPostgres } from '../support/postgres-server.ts';
import { fakeS3 } from '../support/s3-fake.ts';
import { openS3 } from '../support/s3-listener.ts';
import { everyNth } from '../support/soak-test.ts';
import { ADA, type TestWorkspace, testWorkspace } from '../support/workspace.ts';
import { callerOf, fill, WRITES } from './writes.ts';

/** Each starts a server. Returns a function that gives addresses of queues there. */
const SERVERS = {
  PostgreSQL: async () => {
    const server = await openPostgres();
    return { addressOf: (queue: string) => server.address(queue), end: server.end };
  },
  'a fake of S3': async () => {
    const service = fakeS3({ now: Date.now });
    service.buckets.set('work', new Map());
    const server = await openS3(service);
    const before = { ...process.env };
    Object.assign(process.env, server.env);
    const end = async () => {
      for (const key of Object.keys(server.env)) if (!(key in before)) delete process.env[key];
      await server.end();
    };
    return { addressOf: (queue: string) => server.address(`work/${queue}`), end };
  },
} as const;

/** What mends, replaces or makes a store, and what says where it is, differs. The store's own tests are about these. */
const DIFFERS = ['backlog_init', 'backlog_doctor', 'backlog_restore', 'backlog_backup', 'config_init', 'pass_add'];

const commands = COMMANDS.filter(({ name, access }) => !DIFFERS.includes(name) && !access.toleratesDamage);
const reading = commands.filter(({ access }) => access.effect === 'read');
/** Those without preparation, some of which a server refuses before an approval. A soak calls all of them. */
const writing = everyNth(
  24,
  commands.filter(({ name }) => WRITES[name] && !WRITES[name].prepare),
);

describe.each(everyNth(2, Object.entries(SERVERS)))('beside a disk, on %s', NEEDS_POSTGRES, (_, start) => {
  let server: { addressOf(queue: string): string; end(): Promise<void> };
  let queues = 0;
  beforeAll(async () => {
    server = await start();
    await prepareStore(server.addressOf('any'));
  });
  afterAll(() => server.end());
  /** Returns two workspaces with the same content. */
  const both = async (name: string) => {
    const [here, there] = [await testWorkspace(), await testWorkspace({ address: server.addressOf(`q${queues++}`) })];
    for (const work of [here, there]) await fill(work, name);
    const { store } = there.opened;
    // A disk needs no approval.
    approve(store, approvalOf(store)!.content);
    return [here, there] as const;
  };

  test('every command that reads answers the same', async () => {
    const [here, there] = await both('');
    const wrong: unknown[] = [];
    for (const command of everyNth(4, reading)) {
      const call = (work: TestWorkspace) => answerOf(work, () => work.run(command.name, exampleInput(command), ADA));
      const [expected, found] = [await call(here), await call(there)];
      if (found !== expected) wrong.push({ command: command.name, expected, found });
    }
    expect(wrong).toEqual([]);
  });

  test.each(writing.map(({ name }) => name))('%s does the same', async (name) => {
    const [here, there] = await both(name);
    const inputs = [...(WRITES[name]!.refuses ?? []).map(([, input]) => input), WRITES[name]!.does];
    for (const input of inputs) {
      const call = (work: TestWorkspace) => answerOf(work, () => work.run(name, input, callerOf(name)));
      expect(await call(there), JSON.stringify(input)).toBe(await call(here));
    }
    expect(await historyOf(there)).toEqual(await historyOf(here));
  });
});

/** Returns a command's output or refusal as JSON, without what differs between two equal workspaces. */
async function answerOf({ folder, opened }: TestWorkspace, call: () => Promise<unknown>): Promise<string> {
  const answer = await call().catch(({ code, message }) => ({ code, message }));
  const text = JSON.stringify(answer, (field, value) => (ELSEWHERE.includes(field) ? undefined : value)) ?? '';
  const place = opened.store.address;
  const inPlace = place ? withoutMachine(text).replaceAll(place, 'FOLDER/store') : text;
  return inPlace.replaceAll(folder, 'FOLDER').replace(DIFFERENT, '…');
}

/** Removes the machine from holders, which only a queue on a server names: `human:ada~laptop~3f2a9c1d`, `ada on laptop`. */
function withoutMachine(text: string): string {
  return text.replace(/(human:\w+)~[\w.-]+~[0-9a-f]{8}/g, '$1').replaceAll(`ada on ${hostname()}`, 'ada');
}

/** Fields that only a queue on a server has or counts by its own clock, and versions of records with random ids. */
const ELSEWHERE: readonly string[] = ['address', 'places', 'on', 'until', 'version'];

/** Random ids, sums and their beginnings. */
const DIFFERENT = /\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b[0-9a-f]{64}\b|\b[0-9a-f]{7,40}\b/g;

async function historyOf({ opened }: TestWorkspace): Promise<string[]> {
  const found: string[] = [];
  for await (const { command, changes } of opened.store.history())
    found.push(`${command} ${changes.map(({ kind }) => kind).join()}`);
  return found;
}
