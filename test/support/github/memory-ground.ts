import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { execute } from '../../../src/commands/execute.ts';
import { commandNamed } from '../../../src/commands/index.ts';
import { sourceSteps } from '../../../src/commands/source/outputs.ts';
import { BacklogError } from '../../../src/domain/errors.ts';
import { readGithubComment, readGithubIssue } from '../../../src/services/github/github.ts';
import { type Connection, LostAnswer, type RemoteAct } from '../../../src/services/index.ts';
import { memoryBackend } from '../../../src/store/backends/memory.ts';
import { readDoc, SPEC } from '../../../src/work/documents/documents.ts';
import { pullSource } from '../../../src/work/services/pull.ts';
import { pushSource } from '../../../src/work/services/push.ts';
import { settle } from '../../../src/work/services/settle.ts';
import { openWorkspace } from '../../../src/work/workspace/open.ts';
import { validateRecord } from '../../../src/work/workspace/validate.ts';
import type { PlayGround } from '../../work/services/plays.ts';
import { tempFolder } from '../folder.ts';
import { ADA, NOON } from '../workspace.ts';
import type { Fault } from './fake.ts';
import { commentShape, issueShape, secondsOf } from './shapes.ts';
import { FakeRepository } from './state.ts';

const AROUND = { api: 'https://api.github.com', repo: 'acme/app' };

type Shown = Readonly<Record<string, unknown>>;

/** A repository without a network: the same state and quirks as those of the fake, and a connection that reads it directly. */
interface InMemory {
  repository: FakeRepository;
  faults: Fault[];
  crlf: boolean;
}

let folder: string | undefined;

/** Makes a queue in memory, and a repository that it is kept in step with. Hundreds of them fit into a second. */
export async function memoryGround(options: { ids: () => string }): Promise<PlayGround> {
  folder ??= tempFolder('memory');
  const project = join(folder, 'project');
  mkdirSync(project, { recursive: true });
  const opened = await openWorkspace({
    ...{
      cwd: project,
      env: { BACKLOG_DIR: join(folder, 'store') },
      now: () => NOON,
      zone: 'UTC',
      start: () => undefined,
    },
    store: { backend: memoryBackend(), validate: validateRecord, ids: options.ids } as never,
  });
  // Nobody else writes to this queue, and its place stays.
  const still: typeof opened = Object.create(opened, { ready: { value: async () => undefined } });
  const run = async <T>(name: string, input: unknown = {}) =>
    (await execute(still, ADA, commandNamed(name), input, { keep: async () => undefined })).output as T;
  const fake: InMemory = { repository: new FakeRepository(NOON), faults: [], crlf: false };
  return {
    work: { run, opened },
    fake,
    add: (input = {}) => run('source_add', { service: 'github', list: 'acme/app', ...input }),
    async sync({ confirm, agree }: { confirm?: number; agree?: boolean } = {}) {
      const context = opened.context(ADA);
      const write: typeof context.write = context.write;
      const only = <T>(fn: Parameters<typeof write<T>>[1]) => write<T>('source_sync', fn);
      const now = () => context.store.state.get('source', 'app')!;
      if (agree) await only((tx) => tx.put('source', 'app', { ...now(), agreed: { at: tx.at, actor: 'human:ada' } }));
      const connection = memoryConnection(fake);
      const asked = { connection, dryRun: false };
      await settle(context, only, { source: now(), connection });
      const pulled = await pullSource(context, only, { ...asked, source: now() });
      const pushed = await pushSource(context, only, { ...asked, source: now(), confirmed: confirm, added: [] });
      return sourceSteps({
        ...{ source: 'app', dryRun: false, requests: 0, pulled, pushed },
        taskOf: (uuid) => context.queue.get(uuid),
      });
    },
    task: async (number) => {
      const linked = Array.from(opened.store.state.all('linked'), ([, one]) => one).find(
        (one) => one.number === number,
      );
      if (!linked) return undefined;
      const context = opened.context(ADA);
      const task = context.queue.get(linked.task);
      const spec = task && (await readDoc(context, task, SPEC));
      return task && { ...task, ...(spec === null || spec === undefined ? {} : { docs: { spec } }) };
    },
  };
}

/** Reads and writes a repository as the connection over HTTP does, with its faults. */
function memoryConnection(fake: InMemory): Connection {
  const { repository } = fake;
  const issueOf = (number: number) =>
    readGithubIssue(issueShape(repository.issues.get(number)!, repository, AROUND) as Shown);
  const commentOf = (id: number) =>
    readGithubComment(commentShape(repository.comments.get(id)!, repository, AROUND) as Shown);
  /** Lets a request pass, or fail. @returns whether its answer gets lost afterwards */
  const pass = (method: string): boolean => {
    const at = fake.faults.findIndex((one) => (one.method ?? method) === method);
    const fault = fake.faults[at];
    if (!fault) return false;
    if (fault.from) {
      fault.from--;
      return false;
    }
    fault.times = (fault.times ?? 1) - 1;
    if (fault.times <= 0) fake.faults.splice(at, 1);
    if (fault.kind === '401') throw new BacklogError('service', 'Bad credentials');
    if (fault.kind === '502') throw new LostAnswer('502');
    return true;
  };
  async function* changed<One extends { updated: string }>(all: One[], since: string | undefined) {
    pass('GET');
    const rows = all.filter(({ updated }) => since === undefined || updated >= since);
    rows.sort((a, b) => (a.updated < b.updated ? -1 : 1));
    const next = since === undefined ? secondsOf(repository.now - 1_000) : (rows.at(-1)?.updated ?? since);
    yield { rows, next: { since: next } };
  }
  const numbers = () => [...repository.issues.keys()];
  return {
    identity: async () => ({ node: 'R_1', list: 'acme/app', url: '', mayWrite: true }),
    items: ({ since }) => changed(numbers().map(issueOf), since),
    comments: ({ since }) => changed([...repository.comments.keys()].map(commentOf), since),
    async commentsOf(number) {
      pass('GET');
      return repository.commentsOf(number).map(({ id }) => commentOf(id));
    },
    blockersOf: async () => [],
    async read(number) {
      pass('GET');
      return issueOf(number);
    },
    async find(text) {
      pass('GET');
      return numbers()
        .map(issueOf)
        .find(({ body }) => body.includes(text));
    },
    async write(act) {
      const done = (made: { method: string; does(): number | undefined }) => {
        const isLost = pass(made.method);
        const id = made.does();
        if (isLost) throw new LostAnswer('cut');
        return id;
      };
      return written(act);
      function written(one: RemoteAct) {
        switch (one.act) {
          case 'create':
            throw new Error('no play makes an issue');
          case 'edit': {
            const { number, title, body, state } = one;
            const text = body === undefined ? {} : { body: fake.crlf ? body.replaceAll('\n', '\r\n') : body };
            const closed =
              state === undefined ? {} : { state: state === 'open' ? ('open' as const) : ('closed' as const) };
            const reason = state === undefined || state === 'open' ? {} : { reason: state };
            const does = () => {
              repository.edit(number, { ...(title === undefined ? {} : { title }), ...text, ...closed, ...reason });
              return undefined;
            };
            done({ method: 'PATCH', does });
            return issueOf(number);
          }
          case 'label': {
            const labels = () => repository.issues.get(one.number)!.labels;
            const set = (next: string[]) => {
              repository.edit(one.number, { labels: next });
              return undefined;
            };
            if (one.add.length > 0) done({ method: 'POST', does: () => set([...new Set([...labels(), ...one.add])]) });
            for (const name of one.remove)
              done({ method: 'DELETE', does: () => set(labels().filter((label) => label !== name)) });
            return undefined;
          }
          case 'comment': {
            const body = fake.crlf ? one.body.replaceAll('\n', '\r\n') : one.body;
            return commentOf(done({ method: 'POST', does: () => repository.comment(one.number, body).id })!);
          }
          case 'recomment': {
            const does = () => {
              Object.assign(repository.comments.get(Number(one.id))!, { body: one.body, updated: repository.now });
              return Number(one.id);
            };
            return commentOf(done({ method: 'PATCH', does })!);
          }
        }
      }
    },
    limits: { title: 256, body: 65_536, label: 50 },
    newLabels: [],
    fits: ({ state }) => state === 'open',
    quota: () => undefined,
    serverNow: () => repository.now,
    requests: () => 0,
  };
}
