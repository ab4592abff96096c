import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore, storeAddress } from '../../src/store/index.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { ENVIRONMENT } from '../support/environment.ts';
import { personAt } from '../support/machine.ts';
import { NEEDS_POSTGRES } from '../support/needs.ts';
import { type PostgresServer, startPostgres } from '../support/postgres.ts';
import { fakeS3 } from '../support/s3-fake.ts';
import { startS3 } from '../support/s3-server.ts';
import { describeClients } from './support/describe-clients.ts';
import { call, type Reply, say, together } from './support/reply.ts';
import type { Script } from './support/scripted-model.ts';
import { ALL_TOOLS, meetingPoint, openWorkshop, type Played, tool, type Workshop } from './support/workshop.ts';

const plugin = builtPlugin();

const ROWS = [
  {
    ref: 'parser',
    description: 'Write the parser',
    scope: ['src/parser/**'],
    acceptance: ['the parser parses'],
    spec: 'SPEC-PARSER',
  },
  { ref: 'printer', description: 'Write the printer', scope: ['src/printer/**'], spec: 'SPEC-PRINTER' },
  { description: 'Join them', scope: ['src/index.ts'], depends: ['parser', 'printer'] },
];

describe('in PostgreSQL', NEEDS_POSTGRES, () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.end());

  describeClients(
    'a queue in PostgreSQL',
    (version) => {
      test('a session plans it, two subagents get their tasks and keep each other out, and complete them there', async () => {
        const shop = await openWorkshop(version, plugin);
        await story(shop, server.address(`story-${version}`));
      });

      test('a second machine sees the claim of the first, and is denied', async () => {
        const address = server.address(`machines-${version}`);
        const [one, two] = [await openWorkshop(version, plugin), await openWorkshop(version, plugin)];
        await initAt(one, address, '--new');
        await initAt(two, address, '--repository', nameOf(one));
        await one.plan(...ROWS);
        const held = meetingPoint(2);
        const tried = meetingPoint(2);
        const holder = one.play({
          main: async ({ step }) => {
            if (step === 0) return call(tool('task_start'), { id: 1 });
            if (step === 1) await Promise.all([held(), tried()]);
            return say('done');
          },
          allowedTools: [ALL_TOOLS],
        });
        const { model } = await two.play({
          main: async ({ step }) => {
            if (step === 0) await held();
            if (step === 0) return write(two, 'src/parser/theirs.ts');
            if (step === 1) await tried();
            return say('done');
          },
          allowedTools: ['Write'],
        });
        await holder;
        expect(model.asked('main').at(-1)?.results[0]).toMatchObject({
          isError: true,
          text: expect.stringMatching(/src\/parser\/theirs\.ts is claimed by .*#1 Write the parser/s),
        });
        expect(existsSync(join(two.cwd, 'src/parser/theirs.ts'))).toBe(false);
      });
    },
    { only: 'soak' },
  );
});

describeClients(
  'a queue in S3',
  (version) => {
    test('a session plans it, two subagents get their tasks and keep each other out, and complete them there', async () => {
      const service = fakeS3({ now: Date.now });
      service.buckets.set('work', new Map());
      const server = await startS3(service);
      const shop = await openWorkshop(version, plugin);
      Object.assign(shop.env, server.env);
      await story(shop, server.address('work/queue'));
      expect([...service.buckets.get('work')!.keys()].filter((key) => key.startsWith('queue/log/'))).not.toEqual([]);
    });
  },
  { only: 'soak' },
);

/** Plays a session at the queue with this address. Then reads the queue there. */
async function story(shop: Workshop, address: string): Promise<void> {
  // Two versions of the client have a queue each on this server, so a name that is new is said to be.
  await initAt(shop, address, '--new');
  const { model, result } = await playTwo(shop);
  expect(result.code).toBe(0);
  expect(result.stderr).toBe('');
  for (const [prompt, own, other] of [
    ['ONE-PROMPT', 'parser', 'printer'],
    ['TWO-PROMPT', 'printer', 'parser'],
  ] as const) {
    const [first] = model.asked('agent', prompt);
    expect(first?.prompt, 'the task is in the first request').toContain(`Write the ${own}`);
    expect(first?.prompt).toContain(`SPEC-${own.toUpperCase()}`);
    expect(first?.prompt).not.toContain(`SPEC-${other.toUpperCase()}`);
    const [mine, foreign, ...rest] = model.asked('agent', prompt).at(-1)?.results ?? [];
    expect(mine).toMatchObject({ isError: false });
    expect(foreign).toMatchObject({
      isError: true,
      text: expect.stringMatching(new RegExp(`claimed by .*Write the ${other}`, 's')),
    });
    expect(rest.filter(({ isError }) => isError)).toEqual([]);
    expect(existsSync(join(shop.cwd, `src/${own}/index.ts`))).toBe(true);
    expect(existsSync(join(shop.cwd, `src/${own}/theirs.ts`))).toBe(false);
  }
  await expectOnServer(shop, address, result.session);
}

/** A person at the command line in the workshop's repository. */
const personIn = ({ cwd, home, env }: Workshop) => personAt(plugin, cwd, { ...ENVIRONMENT, HOME: home, ...env });

/** A person says in the repository where its queue is. */
async function initAt(shop: Workshop, address: string, ...more: string[]): Promise<void> {
  expect(await personIn(shop)('store', 'init', address, ...more)).toMatchObject({ code: 0, err: '' });
}

/** The session imports the tasks, and launches two agents in one message. */
async function playTwo(shop: Workshop): Promise<Played> {
  const claimed = meetingPoint(2);
  const tried = meetingPoint(2);
  const agent = (id: number, own: string, other: string): Script => {
    const evidence = id === 1 ? [{ criterion: '1', text: 'npm test: 4 passed' }] : [];
    return async ({ step }) => {
      if (step === 0) return write(shop, `src/${own}/index.ts`);
      if (step === 1) await claimed();
      if (step === 1) return write(shop, `src/${other}/theirs.ts`);
      if (step === 2) await tried();
      return step === 2 ? call(tool('task_done'), { id, evidence }) : say(`LAST-WORDS of ${own}`);
    };
  };
  return shop.play({
    main: ({ step }) =>
      [
        call(tool('task_import'), { tasks: ROWS }),
        together(launch('ONE-PROMPT: do task 1'), launch('TWO-PROMPT: do task 2')),
      ][step] ?? say('done'),
    agents: { 'ONE-PROMPT': agent(1, 'parser', 'printer'), 'TWO-PROMPT': agent(2, 'printer', 'parser') },
    allowedTools: ['Write', ALL_TOOLS],
  });
}

/** Reads the queue by its address alone, in an empty folder, and checks that nothing of it is on this machine. */
async function expectOnServer(shop: Workshop, address: string, session: string): Promise<void> {
  const before = { ...process.env };
  Object.assign(process.env, shop.env);
  const store = await openStore({ dir: join(shop.home, 'elsewhere'), address });
  try {
    const tasks = [...store.state.all('task')].map(([, task]) => task as { id: number; status: string });
    expect(tasks.sort((a, b) => a.id - b.id).map(({ status }) => status)).toEqual([
      'completed',
      'completed',
      'pending',
    ]);
    expect([...store.state.all('claim')]).toEqual([]);
    const done = [];
    for await (const { command, actor } of store.history()) if (command === 'task_done') done.push(actor);
    expect(done).toMatchObject([
      { session, agentType: 'backlog:implementer' },
      { session, agentType: 'backlog:implementer' },
    ]);
  } finally {
    await store.close();
    for (const name of Object.keys(shop.env)) delete process.env[name];
    Object.assign(process.env, before);
  }
  const person = personIn(shop);
  expect(await person('doctor')).toMatchObject({ code: 0 });
  expect((await person('list', '+READY')).out).toContain('Join them');
  expect(filesBelow(shop.cwd).filter((path) => /backlog/.test(path))).toEqual(['.git/backlog']);
  const [own, ...more] = readdirSync(join(shop.home, 'backlog/workspaces'));
  expect(more).toEqual([]);
  const here = join(shop.home, 'backlog/workspaces', String(own));
  expect(JSON.parse(readFileSync(join(here, 'store.json'), 'utf8'))).toEqual({ address: storeAddress(address) });
  expect(filesBelow(here).filter((path) => /^(log|history|checkpoints|blobs|format)/.test(path))).toEqual([]);
  expect(existsSync(join(here, 'diagnostics.log')), 'no hook failed').toBe(false);
}

function filesBelow(folder: string): string[] {
  return (readdirSync(folder, { recursive: true }) as string[]).filter((path) => statSync(join(folder, path)).isFile());
}

function nameOf({ cwd }: Workshop): string {
  return cwd.split('/').at(-1)!;
}

function launch(prompt: string): Reply {
  return call('Agent', { description: 'a task', prompt, subagent_type: 'backlog:implementer' });
}

function write(shop: Workshop, path: string): Reply {
  return call('Write', { file_path: join(shop.cwd, path), content: `// ${path}\n` });
}
