import { execFileSync } from 'node:child_process';
import { expect } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { ENVIRONMENT } from '../support/environment.ts';
import { type Random, seeded } from '../support/random.ts';
import { Gone, type RawServer, WAYS, type Way } from '../support/raw-server.ts';
import { IS_SOAK, runs } from '../support/seed.ts';
import { soak } from '../support/soak-test.ts';
import { tally } from '../support/tally.ts';
import { type Site, site } from './site.ts';

const plugin = builtPlugin();

const CLIENTS = IS_SOAK ? 8 : 3;
const EACH = runs(14, 20);
/** Calls that a client has under way at once, so that an ending meets some in the middle. */
const LANES = 3;
/** How often each client's server is ended before the work is done; another one takes over. */
const ENDINGS = 4;
const TARGETS = 20;

soak(
  `${CLIENTS} servers with adds and modifies under way, ended at random: every acknowledged write is there, once`,
  async () => {
    const where = site(plugin.server);
    const setup = await where.serve();
    const targets = Array.from({ length: TARGETS }, (_, i) => ({ description: `target ${i + 1}` }));
    await setup.text('task_import', { tasks: targets });
    setup.end('closed stdin');

    const random = seeded(2);
    const ways = shuffled(
      [...Array(CLIENTS)].flatMap(() => WAYS),
      random,
    );
    const clients = Array.from({ length: CLIENTS }, (_, i) => createClient(`c${i}`, ways.splice(0, ENDINGS), random));
    await Promise.all(clients.map((client) => work(client, where)));

    const acknowledged = clients.flatMap((client) => client.acknowledged);
    expect(clients.map((client) => client.servers)).toEqual(Array(CLIENTS).fill(ENDINGS + 1));
    expect(clients.flatMap((client) => client.complaints)).toEqual([]);
    expect(
      acknowledged.some(({ name }) => name.endsWith('-again')),
      'some calls were cut off',
    ).toBe(true);
    expect(acknowledged.filter(({ kind }) => kind === 'add')).toHaveLength(CLIENTS * EACH);
    expect(acknowledged.filter(({ kind }) => kind === 'modify')).toHaveLength(CLIENTS * EACH);
    await expectKept(where, acknowledged);
    expect(report(where)).toMatch(/^No problems found in /);
  },
);

interface Operation {
  kind: 'add' | 'modify';
  /** Description of the new task, or tag; tried again under another name when its outcome is not known. */
  name: string;
  target: number;
}

interface Acknowledged extends Operation {
  answer: string;
}

interface Client {
  todo: Operation[];
  acknowledged: Acknowledged[];
  /** When to end the server, counted in answers of that server, and how. */
  endings: { after: number; way: Way }[];
  servers: number;
  complaints: string[];
}

function createClient(name: string, ways: readonly Way[], random: Random): Client {
  const operations = Array.from({ length: EACH }, (_, i): Operation[] => [
    { kind: 'add', name: `${name}-add-${i}`, target: 0 },
    { kind: 'modify', name: `${name}-tag-${i}`, target: 1 + ((random.int(4) + i) % TARGETS) },
  ]);
  return {
    todo: shuffled(operations.flat(), random),
    acknowledged: [],
    endings: ways.map((way) => ({ after: 2 + random.int(EACH * 0.3), way })),
    servers: 0,
    complaints: [],
  };
}

/** Does the whole to-do list, with a new server whenever the last one was ended. */
async function work(client: Client, where: Site): Promise<void> {
  while (client.todo.length > 0) {
    const server = await where.serve();
    const ending = client.endings[client.servers++];
    await Promise.all(Array.from({ length: LANES }, () => lane(client, server, ending)));
    server.end('closed stdin');
    const { code, stderr } = await server.ended;
    if (stderr !== '' || (ending?.way !== 'SIGKILL' && code !== 0))
      client.complaints.push(`${ending?.way} ${code} ${stderr}`);
  }
}

async function lane(client: Client, server: RawServer, ending: Client['endings'][number] | undefined): Promise<void> {
  for (let operation = client.todo.pop(); operation; operation = client.todo.pop()) {
    try {
      const answer = await perform(server, operation);
      client.acknowledged.push({ ...operation, answer });
    } catch (error) {
      if (!(error instanceof Gone)) throw error;
      client.todo.push({ ...operation, name: `${operation.name}-again` });
      return;
    }
    if (ending && --ending.after === 0) server.end(ending.way);
    // What the other lanes have under way meets the ending; nothing new is begun on a server that was told to go.
    if (ending && ending.after <= 0) return;
  }
}

function perform(server: RawServer, { kind, name, target }: Operation): Promise<string> {
  return kind === 'add'
    ? server.text('task_add', { description: name })
    : server.text('task_modify', { filter: String(target), tags: [`+${name}`] });
}

async function expectKept(where: Site, acknowledged: readonly Acknowledged[]): Promise<void> {
  const store = await where.store();
  const tasks = Array.from(store.state.all('task'), ([, task]) => task);
  expect(new Set(tasks.map(({ id }) => id)).size, 'ids are unique').toBe(tasks.length);
  expect(new Set(tasks.map(({ description }) => description)).size, 'nothing was added twice').toBe(tasks.length);
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const lost = acknowledged.filter(({ kind, name, target, answer }) => {
    if (kind === 'modify') return !byId.get(target)?.tags?.includes(name);
    const [, id] = /^Added (\d+) /.exec(answer) ?? [];
    return byId.get(Number(id))?.description !== name;
  });
  tally({ kills: (CLIENTS * ENDINGS) / WAYS.length, acknowledged: acknowledged.length, lost: lost.length });
  expect(lost).toEqual([]);
}

function report(where: Site): string {
  const env = { ...ENVIRONMENT, HOME: where.home, BACKLOG_HOME: where.home };
  return execFileSync(process.execPath, [plugin.cli, 'doctor'], { cwd: where.project, env, encoding: 'utf8' });
}

function shuffled<T>(list: readonly T[], random: Random): T[] {
  return list
    .map((item) => ({ item, order: random.next() }))
    .sort((a, b) => a.order - b.order)
    .map(({ item }) => item);
}
