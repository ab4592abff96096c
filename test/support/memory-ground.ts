import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';
import { execute } from '../../src/commands/execute.ts';
import { commandNamed } from '../../src/commands/index.ts';
import { sourceSteps } from '../../src/commands/source/step-result.ts';
import type { Source } from '../../src/domain/records.ts';
import type { Connection, ConnectOptions } from '../../src/services/index.ts';
import { connectJira } from '../../src/services/jira/jira.ts';
import { memoryBackend } from '../../src/store/backends/memory.ts';
import { readDoc, SPEC } from '../../src/work/documents/documents.ts';
import { presentPause, storePause } from '../../src/work/services/links.ts';
import { pullSource } from '../../src/work/services/pull.ts';
import { pushSource } from '../../src/work/services/push.ts';
import { settle } from '../../src/work/services/settle.ts';
import { openWorkspace } from '../../src/work/workspace/open.ts';
import { validateRecord } from '../../src/work/workspace/validate.ts';
import type { GroundOf, PlaySource } from '../work/services/plays.ts';
import { tempFolder } from './folder.ts';
import { type InMemory, memoryConnection } from './github/memory-connection.ts';
import { FakeRepository } from './github/state.ts';
import { authorizationOf, type FakeJira, fetchJira, jiraWithoutServer } from './jira/fake.ts';
import { githubTracker, jiraTracker, type Tracker } from './tracker.ts';
import { ADA, NOON } from './workspace.ts';

/** A service without a network, to which each synchronisation connects anew. */
interface Remote {
  tracker: Tracker;
  connect(source: Pick<Source, 'name' | 'map'>, pause: ConnectOptions['pause']): Connection;
}

function githubInMemory(): Remote {
  const fake: InMemory = { repository: new FakeRepository(NOON), faults: [], late: [], kill: () => {}, crlf: false };
  return { tracker: githubTracker(fake), connect: () => memoryConnection(fake) };
}

/** The fakes of Jira that have no server, by the host in their address. */
const jiras = new Map<string, FakeJira>();
const byNetwork = globalThis.fetch;

/** The connection to Jira is the real one. Only its requests go to the fake directly. */
function jiraInMemory(): Remote {
  const fake = jiraWithoutServer({ now: NOON, api: `https://jira-${jiras.size}.memory` });
  jiras.set(new URL(fake.api).host, fake);
  globalThis.fetch = (url, options) => {
    const own = jiras.get(new URL(String(url)).host);
    return own ? fetchJira(own, String(url), options) : byNetwork(url, options);
  };
  const tracker = jiraTracker(fake);
  const asked = { api: fake.api, list: tracker.list, filter: '', token: authorizationOf(fake) };
  return { tracker, connect: ({ name, map }, pause) => connectJira({ ...asked, name, map, pause }) };
}

const REMOTES: Readonly<Record<Tracker['service'], () => Remote>> = { github: githubInMemory, jira: jiraInMemory };

let folder: string | undefined;

/** A queue in memory. Nobody else writes to it, and its place stays. */
async function memoryQueue(ids: () => string, now: () => number) {
  folder ??= tempFolder('memory');
  const project = join(folder, 'project');
  mkdirSync(project, { recursive: true });
  const opened = await openWorkspace({
    ...{ cwd: project, env: { BACKLOG_DIR: join(folder, 'store') }, now, zone: 'UTC', start: () => undefined },
    store: { backend: memoryBackend(), validate: validateRecord, ids } as never,
  });
  const still: typeof opened = Object.create(opened, { ready: { value: async () => undefined } });
  const run = async <T>(name: string, input: unknown = {}) =>
    (await execute(still, ADA, commandNamed(name), input, { keep: async () => undefined })).output as T;
  await run('setting_set', { name: 'trust.associations', value: 'OWNER,MEMBER,USER' });
  return { run, opened };
}

type MemoryQueue = Awaited<ReturnType<typeof memoryQueue>>;

function sourceAt(work: MemoryQueue, { tracker, connect }: Remote): PlaySource {
  const { run, opened } = work;
  const { service, list } = tracker;
  return {
    tracker,
    work,
    add: (input = {}) => run('source_add', { service, list, name: service, ...input }),
    async sync({ confirm, agree, only }: { confirm?: number; agree?: boolean; only?: string } = {}) {
      const context = opened.context(ADA);
      const write: typeof context.write = context.write;
      const lead = <T>(fn: Parameters<typeof write<T>>[1]) => write<T>('source_sync', fn);
      const now = () => context.store.state.get('source', service)!;
      if (agree) await lead((tx) => tx.put('source', service, { ...now(), agreed: { at: tx.at, actor: 'human:ada' } }));
      const connection = connect(now(), presentPause(context, now()));
      const asked = { connection, dryRun: false };
      await settle(context, lead, { source: now(), connection }).catch(async (error: unknown) => {
        await storePause(lead, service, error);
        throw error;
      });
      const pulled = await pullSource(context, lead, { ...asked, source: now() });
      const tag = only?.slice(1);
      const added = Array.from(context.store.state.all('task'), ([, task]) => task).filter(
        ({ tags = [], source, status }) => tag !== undefined && tags.includes(tag) && !source && status === 'pending',
      );
      const pushed = pulled.waits
        ? undefined
        : await pushSource(context, lead, { ...asked, source: now(), confirmed: confirm, added });
      return sourceSteps({
        ...{ source: service, dryRun: false, requests: 0, pulled, pushed },
        taskOf: (uuid) => context.queue.get(uuid),
      });
    },
    task: async (number) => {
      const linked = Array.from(opened.store.state.all('linked'), ([, one]) => one).find(
        (one) => one.number === number && one.source === service,
      );
      if (!linked) return undefined;
      const context = opened.context(ADA);
      const task = context.queue.get(linked.task);
      const spec = task && (await readDoc(context, task, SPEC));
      return task && { ...task, ...(spec === null || spec === undefined ? {} : { docs: { spec } }) };
    },
  };
}

/** Makes queues in memory, and services that each of them is kept in step with. Hundreds of them fit into a second. */
export const memoryGround =
  (services: readonly Tracker['service'][], queues = 1): GroundOf =>
  async ({ ids }) => {
    let at = NOON;
    // Pauses are stored by the clock of the machine. Only one play at a time is in memory.
    vi.spyOn(Date, 'now').mockImplementation(() => at);
    const remotes = services.map((service) => REMOTES[service]());
    const works = await Promise.all(Array.from({ length: queues }, () => memoryQueue(ids, () => at)));
    return {
      sources: works.flatMap((work) => remotes.map((remote) => sourceAt(work, remote))),
      pass(ms) {
        at += ms;
      },
      // Each queue knows only its own pauses.
      ...(queues === 1 ? { hasPauses: true } : {}),
    };
  };
