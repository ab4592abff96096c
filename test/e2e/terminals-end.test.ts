import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { unless } from '../support/needs.ts';
import { call, say } from './support/reply.ts';
import { type Parts, type Seat, sitDown, whyNoSeat } from './support/seat.ts';
import { ALL_TOOLS, openWorkshop, steps, tool, type Workshop } from './support/workshop.ts';

const plugin = builtPlugin();
const write = (path: string) => call('Write', { file_path: path, content: `// ${path}\n` });

/** What a person can ask in every terminal. */
const PARTS: Parts = {
  // A copy in the background goes on after the first two: the client adds its prompt to the last message.
  'take login': ({ step }) =>
    [
      call(tool('task_start'), { id: 1 }),
      say('Took login.'),
      write('src/login/copy.ts'),
      call(tool('task_done'), { id: 1 }),
    ][step] ?? say('Copied.'),
  'take parser': ({ step }) => [call(tool('task_start'), { id: 2 })][step] ?? say('Took parser.'),
  'finish login': ({ step }) =>
    [write('src/login/own.ts'), call(tool('task_done'), { id: 1 })][step] ?? say('Finished login.'),
  'finish parser': ({ step }) =>
    [write('src/parser/own.ts'), call(tool('task_done'), { id: 2 })][step] ?? say('Finished parser.'),
};

/** One conversation that is open in two terminals. Task 1 was started in the first, task 2 in the second one. */
interface Twice {
  shop: Workshop;
  session: string;
  first: Seat;
  second: Seat;
}

async function twice(): Promise<Twice> {
  const shop = await openWorkshop('new', plugin);
  await shop.plan(
    { description: 'Fix login', scope: ['src/login/**'] },
    { description: 'Write parser', scope: ['src/parser/**'] },
  );
  const session = randomUUID();
  const sit = (...args: string[]) => sitDown(shop, plugin.folder, { main: PARTS, args });
  const first = await sit('--session-id', session);
  await asks(first, 'take login', /Took login\./);
  const second = await sit('--resume', session);
  await asks(second, 'take parser', /Took parser\./);
  return { shop, session, first, second };
}

async function asks({ conversation }: Seat, words: string, answer: RegExp): Promise<void> {
  conversation.say(words);
  await conversation.shows(answer);
}

/** Which seat has each task after it. */
interface Left {
  login: Seat;
  parser: Seat;
}

/** The key ← moves the conversation to the background. Its first terminal shows it again at Enter. */
async function moves({ conversation }: Seat): Promise<void> {
  await conversation.pressUntil('Left', /moved to the background/);
  await conversation.pressUntil(
    'Enter',
    /^(?!.*moved to the background).*Took (login|parser)\./s,
    /moved to the background/,
  );
}

/** Copies of the conversation that work beside it: what they try with the tasks is refused. */
const COPIES: readonly [string, (twice: Twice) => Promise<unknown>][] = [
  [
    'the first is forked into a third terminal',
    async ({ shop, session }) => {
      const third = await sitDown(shop, plugin.folder, { main: PARTS, args: ['--resume', session, '--fork-session'] });
      await asks(third, 'finish login', /Finished login\./);
      expect(
        third
          .asked('finish login')
          .at(-1)!
          .results.map(({ isError }) => isError),
      ).toEqual([true, true]);
    },
  ],
  [
    'the first is copied into the background',
    async ({ first }) => {
      first.conversation.say('/fork go on');
      const copied = () => first.asked('take login').find(({ step }) => step === 4);
      await expect.poll(copied).toBeDefined();
      expect(
        copied()!
          .results.slice(1)
          .map(({ isError }) => isError),
      ).toEqual([true, true]);
    },
  ],
];

const hangsUp = async ({ conversation }: Seat) => {
  const pid = conversation.pid();
  conversation.close();
  await ended(pid);
};
const isKilled = async ({ conversation }: Seat) => {
  const pid = conversation.pid();
  process.kill(pid, 'SIGKILL');
  await ended(pid);
};
const exits = async ({ conversation }: Seat) => {
  const pid = conversation.pid();
  conversation.say('/exit');
  await ended(pid);
};

async function ended(pid: number): Promise<void> {
  await expect.poll(() => isThere(pid), { message: 'the client has ended' }).toBe(false);
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const ENDINGS: readonly [string, (twice: Twice) => Promise<Left>][] = [
  ...(
    [
      ['exits', exits],
      ['is killed', isKilled],
      ['loses its terminal', hangsUp],
    ] as const
  ).flatMap(([how, end]): [string, (twice: Twice) => Promise<Left>][] => [
    [
      `the first ${how}`,
      async ({ first, second }) => {
        await end(first);
        return { login: second, parser: second };
      },
    ],
    [
      `the second ${how}`,
      async ({ first, second }) => {
        await end(second);
        return { login: first, parser: first };
      },
    ],
  ]),
  [
    'the first is cleared',
    async ({ first, second }) => {
      first.conversation.say('/clear');
      await first.conversation.shows(/^(?!.*Took login).*\/clear/s);
      return { login: first, parser: second };
    },
  ],
  ...COPIES.map(([what, copy]): [string, (twice: Twice) => Promise<Left>] => [
    what,
    async (at) => {
      await copy(at);
      return { login: at.first, parser: at.second };
    },
  ]),
  [
    'the first goes to the background',
    async ({ first, second }) => {
      await moves(first);
      return { login: first, parser: second };
    },
  ],
  [
    'the second goes to the background',
    async ({ first, second }) => {
      await moves(second);
      return { login: first, parser: second };
    },
  ],
  [
    'the first goes on in a branch of the conversation',
    async ({ first, second }) => {
      first.conversation.say('/branch');
      await first.conversation.shows(/Branched session/);
      return { login: second, parser: second };
    },
  ],
  [
    'the second is cleared',
    async ({ first, second }) => {
      second.conversation.say('/clear');
      await second.conversation.shows(/^(?!.*Took parser).*\/clear/s);
      return { login: first, parser: second };
    },
  ],
];

const claims = async (seat: Seat) => (await seat.held()).map(({ label }) => label).sort();

/** What a session of somebody else gets of a task: refusals only. */
async function strangerGets({ shop }: Twice, id: number, path: string) {
  const { model } = await shop.play({
    main: steps(
      write(path),
      call(tool('task_start'), { id }),
      call(tool('task_done'), { id }),
      call(tool('task_next')),
    ),
    allowedTools: ['Write', ALL_TOOLS],
  });
  const results = model.asked('main').at(-1)!.results;
  return { refused: results.slice(0, 3).map(({ isError }) => isError), next: results[3]?.text };
}

/** Ways on which a conversation continues as another session after its only terminal has left it. */
const CONTINUES: readonly [string, RegExp | undefined][] = [
  ['/branch', /Branched session/],
  ['/background finish login', undefined],
];

describe('one conversation in two terminals', unless(whyNoSeat), () => {
  test.each(ENDINGS)('%s: what is left keeps the tasks and finishes them, and nobody else has them', async (_, end) => {
    const at = await twice();
    const { shop } = at;
    expect(await claims(at.first)).toEqual(['#1 Fix login', '#2 Write parser']);
    const { login, parser } = await end(at);
    expect(await claims(login)).toEqual(['#1 Fix login', '#2 Write parser']);
    for (const [id, path] of [
      [1, 'src/login/foreign.ts'],
      [2, 'src/parser/foreign.ts'],
    ] as const)
      expect(await strangerGets(at, id, join(shop.cwd, path))).toEqual({
        refused: [true, true, true],
        next: expect.stringMatching(/^No task to take/),
      });
    await asks(login, 'finish login', /Finished login\./);
    await asks(parser, 'finish parser', /Finished parser\./);
    for (const [seat, words] of [
      [login, 'finish login'],
      [parser, 'finish parser'],
    ] as const)
      expect(
        seat
          .asked(words)
          .at(-1)!
          .results.map(({ isError, text }) => isError && text),
      ).toEqual([false, false]);
    expect(await claims(login)).toEqual([]);
    expect(await shop.cli('task', 'count', 'status:completed')).toEqual({ count: 2 });
  });

  test.each(CONTINUES)(
    '%s in its only terminal: the conversation has its task again, and finishes it',
    async (words, shown) => {
      const shop = await openWorkshop('new', plugin);
      await shop.plan({ description: 'Fix login', scope: ['src/login/**'] });
      const seat = await sitDown(shop, plugin.folder, { main: PARTS });
      await asks(seat, 'take login', /Took login\./);
      seat.conversation.say(words);
      if (shown) {
        await seat.conversation.shows(shown);
        await asks(seat, 'finish login', /Finished login\./);
      }
      const done = async () => (await shop.cli<{ record: { status: string } }>('task', 'info', '1')).record.status;
      await expect.poll(done).toBe('completed');
      const { commits } = await shop.cli<{ commits: { command: string; changes: { after: { start?: string } }[] }[] }>(
        ...['task', 'history', '1'],
      );
      const last = commits.slice(0, 2).map(({ command }) => command);
      expect(last, 'the task was started again at the first call').toEqual(['task_done', 'session_start']);
    },
  );
});
