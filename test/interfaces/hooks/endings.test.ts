import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ProcessId } from '../../../src/base/process-id.ts';
import type { Task } from '../../../src/domain/task/task.ts';
import { processId } from '../../../src/work/processes/processes.ts';
import type { Caller } from '../../../src/work/workspace/context.ts';
import { tempFolder } from '../../support/folder.ts';
import { refusalOf } from '../../support/refusal.ts';
import { everyNth } from '../../support/soak-test.ts';
import { agent } from '../../support/workspace.ts';
import { edit, hookPlace, OTHER, type Place, SESSION, type Session } from './place.ts';

const NEXT = 'sess-next';

/** A process that stands for a client: it lives until it is killed. */
interface Client {
  id: ProcessId;
  kill(): Promise<void>;
}

async function client(): Promise<Client> {
  const child = spawn('sleep', ['600'], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  onTestFinished(kill);
  await once(child, 'spawn');
  return { id: processId(child.pid)!, kill };
}

/** One conversation that is open in two terminals. Task 1 is the session's, started in the first one. */
interface Twice {
  place: Place;
  first: Client;
  second: Client;
  /** A hook of a session in a client process. */
  hook(event: string, payload: object, process: ProcessId, env?: Record<string, string>): ReturnType<Place['hook']>;
}

async function twice(): Promise<Twice> {
  const place = await hookPlace();
  const [first, second] = await Promise.all([client(), client()]);
  await place.add('Fix login', { scope: 'src/login/**' });
  await place.add('Write parser', { scope: 'src/parser/**' });
  const hook: Twice['hook'] = (event, payload, process, env = {}) =>
    place.hook(event, payload as Record<string, unknown>, env, process);
  await hook('SessionStart', { source: 'startup' }, first.id);
  await place.run('task_start', { id: 1 }, by(SESSION, first.id));
  await place.run('task_start', { id: 2 }, by(SESSION, first.id, 'a1'));
  await hook('SessionStart', { source: 'resume' }, second.id);
  return { place, first, second, hook };
}

const by = (session: string, renewer: ProcessId, of?: string): Caller => ({ ...agent(session, of), renewer });

/** What the client notes about a conversation that the person moved to the background. */
function parkedAs(session: string, process: ProcessId): Record<string, string> {
  const config = tempFolder('config');
  mkdirSync(join(config, 'sessions'));
  const note = { sessionId: session, parkedJobId: 'e95d98ea' };
  writeFileSync(join(config, `sessions/${process.pid}.json`), JSON.stringify(note));
  return { CLAUDE_JOB_DIR: join(config, 'jobs/e95d98ea') };
}

type Who = { session: string; process: ProcessId };
type Ending = (twice: Twice) => Promise<Who>;

const inFirst = ({ first }: Twice): Who => ({ session: SESSION, process: first.id });
const inSecond = ({ second }: Twice): Who => ({ session: SESSION, process: second.id });

/** What happens, and who has task 1 then: the survivor. The last column: whether the first terminal's agent is left. */
const ENDINGS: readonly [string, Ending, agentStays: boolean][] = [
  ...['other', 'logout', 'prompt_input_exit', 'resume', 'a word of a later client'].map(
    (reason): [string, Ending, boolean] => [
      `the first ends (${reason})`,
      async (at) => {
        await at.hook('SessionEnd', { reason }, at.first.id);
        return inSecond(at);
      },
      false,
    ],
  ),
  [
    'the first is killed',
    async (at) => {
      await at.first.kill();
      return inSecond(at);
    },
    true,
  ],
  [
    'the second ends',
    async (at) => {
      await at.hook('SessionEnd', { reason: 'other' }, at.second.id);
      return inFirst(at);
    },
    true,
  ],
  [
    'the second is killed',
    async (at) => {
      await at.second.kill();
      return inFirst(at);
    },
    true,
  ],
  [
    'a third is killed, then the first ends',
    async (at) => {
      const third = await client();
      await at.hook('SessionStart', { source: 'resume' }, third.id);
      await third.kill();
      await at.hook('SessionEnd', { reason: 'other' }, at.first.id);
      return inSecond(at);
    },
    false,
  ],
  [
    'the first is killed, and the second compacts',
    async (at) => {
      await at.first.kill();
      await at.hook('SessionStart', { source: 'resume' }, at.second.id);
      return inSecond(at);
    },
    false,
  ],
  [
    'the first is cleared: its conversation goes on with the claims that were made there',
    async (at) => {
      await at.hook('SessionEnd', { reason: 'clear' }, at.first.id);
      await at.hook('SessionStart', { source: 'clear', session_id: NEXT }, at.first.id);
      return { session: NEXT, process: at.first.id };
    },
    true,
  ],
  [
    'the second is cleared: it held nothing',
    async (at) => {
      await at.hook('SessionEnd', { reason: 'clear' }, at.second.id);
      await at.hook('SessionStart', { source: 'clear', session_id: NEXT }, at.second.id);
      return inFirst(at);
    },
    true,
  ],
  [
    'the first goes to the background',
    async (at) => {
      const job = await client();
      const env = parkedAs(SESSION, at.first.id);
      await at.hook('SessionStart', { source: 'fork', session_id: NEXT }, job.id, env);
      return { session: NEXT, process: job.id };
    },
    true,
  ],
  [
    'the first goes to the background, and its old process ends',
    async (at) => {
      const job = await client();
      const env = parkedAs(SESSION, at.first.id);
      await at.hook('SessionStart', { source: 'fork', session_id: NEXT }, job.id, env);
      await at.hook('SessionEnd', { reason: 'other' }, at.first.id);
      await at.first.kill();
      return { session: NEXT, process: job.id };
    },
    true,
  ],
  [
    'the second goes to the background: it held nothing',
    async (at) => {
      const job = await client();
      const env = parkedAs(SESSION, at.second.id);
      await at.hook('SessionStart', { source: 'fork', session_id: NEXT }, job.id, env);
      return inFirst(at);
    },
    true,
  ],
  [
    'the first is forked beside',
    async (at) => {
      const job = await client();
      await at.hook('SessionStart', { source: 'fork', session_id: NEXT }, job.id);
      return inSecond(at);
    },
    true,
  ],
  [
    'an older client resumes it in the second terminal only to fork it',
    async (at) => {
      await at.hook('UserPromptSubmit', { session_id: NEXT, prompt_id: 'p1' }, at.second.id);
      return inFirst(at);
    },
    true,
  ],
  [
    'the second, whose start nobody recorded, works and the first ends',
    async (at) => {
      await at.hook('SessionEnd', { reason: 'other' }, at.second.id);
      const third = await client();
      await at.hook('PreToolUse', edit(join(at.place.repo, 'README.md')), third.id);
      await at.hook('SessionEnd', { reason: 'other' }, at.first.id);
      return { session: SESSION, process: third.id };
    },
    false,
  ],
];

/** The number of the task that `task_next` gives. */
async function nextOf(place: Place, caller: Caller): Promise<number | undefined> {
  const { pulled } = await place.run<{ pulled: { taken: { task: Task } | null } }>('task_next', {}, caller);
  return pulled.taken?.task.id;
}

/** What another session tries with the task, with its files, or in an edit of them. */
async function strangerTries({ place, hook }: Twice, stranger: Caller, file: string): Promise<string[]> {
  const acts: [string, object][] = [
    ['task_start', { id: 1 }],
    ['task_stop', { id: 1 }],
    ['task_done', { id: 1 }],
    ['task_delete', { id: 1 }],
    ['task_modify', { filter: '1', scope: 'src/other/**' }],
    ['claim_acquire', { scope: 'src/login/form.ts' }],
  ];
  const had: string[] = [];
  for (const [name, input] of acts) {
    const refused = await refusalOf(name, () => place.run(name, input, stranger)).catch(() => undefined);
    if (refused?.code !== 'claimed') had.push(`${name} ${refused?.message}`);
  }
  const edited = await hook('PreToolUse', { ...edit(file), session_id: OTHER }, stranger.renewer!);
  if (edited?.permissionDecision !== 'deny') had.push('edit');
  if ((await nextOf(place, stranger)) === 1) had.push('task_next');
  return had;
}

describe.each([
  ['at once', everyNth(6, [...ENDINGS])],
  ['after the lease', everyNth(9, [...ENDINGS])],
])('one session in two terminals, %s', (when, endings) => {
  test.each(endings)('%s: what is left keeps the task, and nobody else has it', async (_, ending, agentStays) => {
    const at = await twice();
    const { place } = at;
    const { session, process } = await ending(at);
    const held = (await place.claims()).map(({ holder }) => holder).sort();
    expect(held).toEqual([session, ...(agentStays ? [expect.stringContaining('/a1')] : [])]);
    // Nobody worked meanwhile: only the living process keeps the claim.
    if (when === 'after the lease') place.pass(25 * 60_000);
    const login = join(place.repo, 'src/login/form.ts');
    const before = (await place.claims()).find(({ holder }) => holder === session)?.expires;
    expect(await strangerTries(at, by(OTHER, processId()!), login)).toEqual([]);
    const edited = await at.hook('PreToolUse', { ...edit(login), session_id: session }, process);
    expect(edited?.permissionDecision).toBeUndefined();
    const after = (await place.claims()).find(({ holder }) => holder === session)?.expires;
    expect(after! > before!, 'the edit renews the lease').toBe(when === 'after the lease');
    await place.run('task_done', { id: 1 }, by(session, process));
    expect((await place.task(1)).status).toBe('completed');
  });
});

describe('one session in two terminals, of which none is left', () => {
  const ends = async (at: Twice, one: Client) => void (await at.hook('SessionEnd', { reason: 'other' }, one.id));
  const dies = async (_: Twice, one: Client) => one.kill();

  test.each([
    ['end one after the other', ends, ends],
    ['the first is killed, and the second ends', dies, ends],
  ])('%s: the task waits with a note, and the next session may have it', async (_, one, other) => {
    const at = await twice();
    await one(at, at.first);
    await other(at, at.second);
    expect(await at.place.claims()).toEqual([]);
    expect((await at.place.task(1)).handoff?.note).toContain('The session ended while this task was active');
    expect((await at.place.task(2)).start).toBeUndefined();
    await at.place.run('task_start', { id: 1 }, agent(OTHER));
  });

  test.each([
    ['the first ends, and the second is killed', ends],
    ['both are killed', dies],
  ])('%s: whoever comes next has the task at once', async (_, one) => {
    const at = await twice();
    await one(at, at.first);
    await at.second.kill();
    expect([1, 2]).toContain(await nextOf(at.place, by(OTHER, processId()!)));
    expect([1, 2]).toContain(await nextOf(at.place, by('sess-three', processId()!)));
    expect((await at.place.claims()).map(({ holder }) => holder).sort()).toEqual(['sess-three', OTHER].sort());
  });

  test('the machine was started again: the session that returns has the task, without the agents', async () => {
    const at = await twice();
    const { place, first, second } = at;
    const earlier = (one: Client) => ({ ...one.id, boot: '11111111-1111-4111-8111-111111111111' });
    await at.hook('SessionEnd', { reason: 'other' }, first.id);
    await at.hook('SessionEnd', { reason: 'other' }, second.id);
    await at.hook('SessionStart', { source: 'startup' }, earlier(first));
    await at.hook('SessionStart', { source: 'resume' }, earlier(second));
    await place.run('task_start', { id: 1 }, by(SESSION, earlier(first)));
    await place.run('task_start', { id: 2 }, by(SESSION, earlier(second), 'a1'));
    const third = await client();
    await at.hook('SessionStart', { source: 'resume' }, third.id);
    expect((await place.claims()).map(({ holder, renewer }) => [holder, renewer?.pid])).toEqual([
      [SESSION, third.id.pid],
    ]);
    const session = (await place.records<Session>('session')).find(({ id }) => id === SESSION);
    expect([session?.process?.pid, session?.others]).toEqual([third.id.pid, undefined]);
  });
});

describe('one session in its only terminal', () => {
  const HELD_BY = async (place: Place) => (await place.claims()).map(({ holder }) => holder).sort();

  /** The transcripts show that a session was forked from this one: both begin with the same message. */
  async function forked() {
    const place = await hookPlace();
    const [first, job] = await Promise.all([client(), client()]);
    await place.add('Fix login', { scope: 'src/login/**' });
    await place.add('Write parser', { scope: 'src/parser/**' });
    const hook = (event: string, payload: Record<string, unknown>, process: ProcessId) =>
      place.hook(
        event,
        { transcript_path: place.transcript(String(payload.session_id ?? SESSION)), ...payload },
        {},
        process,
      );
    for (const session of [SESSION, NEXT]) {
      mkdirSync(dirname(place.transcript(session)), { recursive: true });
      writeFileSync(place.transcript(session), '{"parentUuid":null,"uuid":"11111111-aaaa"}\n');
    }
    await hook('SessionStart', { source: 'startup' }, first.id);
    await place.run('task_start', { id: 1 }, by(SESSION, first.id));
    await place.run('task_start', { id: 2 }, by(SESSION, first.id, 'a1'));
    const begins = () => hook('SessionStart', { source: 'fork', session_id: NEXT }, job.id);
    const works = () => hook('UserPromptSubmit', { session_id: NEXT, prompt_id: 'p1', prompt: 'go on' }, job.id);
    const ends = (reason: string) => hook('SessionEnd', { reason }, first.id);
    return { place, first, job, begins, works, ends };
  }

  test.each(everyNth(3, ['prompt_input_exit', 'resume', 'other']))(
    'that ends (%s) passes its task to a fork of it that lives, whatever comes first; its agents end',
    async (reason) => {
      for (const order of [
        ['begins', 'works', 'ends'],
        ['begins', 'ends', 'works'],
        ['ends', 'begins', 'works'],
      ] as const) {
        const at = await forked();
        for (const step of order) await at[step](reason);
        expect([order, await HELD_BY(at.place)]).toEqual([order, [NEXT]]);
        const [claim] = await at.place.claims();
        expect(claim?.renewer?.pid).toBe(at.job.id.pid);
        expect((await at.place.task(1)).handoff).toBeUndefined();
        expect((await at.place.task(2)).start).toBeUndefined();
      }
    },
  );

  test('that is forked, and of which no fork lives, releases its task', async () => {
    const at = await forked();
    await at.begins();
    await at.works();
    await at.job.kill();
    await at.ends('other');
    expect(await HELD_BY(at.place)).toEqual([]);
    expect((await at.place.task(1)).handoff).toBeDefined();
  });

  test('that lives keeps its task beside its fork; what somebody took meanwhile stays there', async () => {
    const at = await forked();
    await at.begins();
    await at.works();
    expect(await HELD_BY(at.place)).toEqual([SESSION, `${SESSION}/a1`]);
    const other = await forked();
    await other.ends('other');
    await other.place.run('task_start', { id: 1 }, agent(OTHER));
    await other.begins();
    await other.works();
    expect(await HELD_BY(other.place)).toEqual([OTHER]);
  });
});

describe('one session on two machines', () => {
  const there = (n: number): ProcessId => ({ host: 'elsewhere', boot: 'b', pid: 4711 + n, start: '1' });

  test('the end here leaves the claims to the process there, which this machine cannot check', async () => {
    const at = await twice();
    const { place } = at;
    await at.hook('SessionStart', { source: 'resume' }, there(1));
    await at.hook('SessionEnd', { reason: 'other' }, at.first.id);
    await at.hook('SessionEnd', { reason: 'other' }, at.second.id);
    expect((await place.claims()).map(({ holder, renewer }) => [holder, renewer?.pid])).toEqual([[SESSION, 4712]]);
    const stranger = by(OTHER, processId()!);
    expect(await strangerTries(at, stranger, join(place.repo, 'src/login/a.ts'))).toEqual([]);
    place.pass(21 * 60_000);
    await place.run('task_start', { id: 1 }, stranger);
  });

  test('processes of other machines that end without a word do not pile up', async () => {
    const at = await twice();
    for (let n = 0; n < 20; n++) await at.hook('SessionStart', { source: 'resume' }, there(n));
    const session = (await at.place.records<Session>('session')).find(({ id }) => id === SESSION);
    expect(session?.others?.length).toBeLessThan(12);
    expect(session?.process?.pid).toBe(4730);
  });
});

test('a claim of an earlier version, with one process, is kept by the others of its session', async () => {
  const at = await twice();
  await at.place.store.write({ command: 'session_start', actor: agent(SESSION).actor }, (tx) => {
    const session = tx.get('session', SESSION)!;
    tx.put('session', SESSION, { id: SESSION, started: session.started, process: at.second.id });
  });
  await at.first.kill();
  expect(await strangerTries(at, by(OTHER, processId()!), join(at.place.repo, 'src/login/a.ts'))).toEqual([]);
});
