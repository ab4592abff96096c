import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { describeClients } from './support/describe-clients.ts';
import { gate } from './support/gate.ts';
import { call, type Reply, say } from './support/reply.ts';
import { ALL_TOOLS, openWorkshop, tool, type Workshop } from './support/workshop.ts';

const plugin = builtPlugin();

/** What the person sees in `backlog claim list`. */
async function held(shop: Workshop): Promise<(string | undefined)[]> {
  const { claims } = await shop.cli<{ claims: { label?: string }[] }>('claim', 'list');
  return claims.map(({ label }) => label).sort();
}

/** What the one that is left goes on with: both tasks, the one that the other terminal started, too. */
const finishing = (step: number): Reply => (step <= 2 ? call(tool('task_done'), { id: step }) : say('done'));

/**
 * The same session in two living clients: the first starts task 1, the second resumes the session meanwhile and starts task 2. Then one
 * of them ends, and after it the other one, which completes the first task before. What was held after each step.
 */
async function twoTerminals(shop: Workshop, firstEnds: boolean) {
  await shop.plan({ description: 'Fix login', scope: ['a/**'] }, { description: 'Write parser', scope: ['b/**'] });
  const session = randomUUID();
  const [started, both] = [gate(), gate()];
  const [firstMayEnd, secondMayEnd] = [gate(), gate()];
  const first = shop.play({
    args: ['--session-id', session],
    main: async ({ step }) => {
      if (step === 0) return call(tool('task_start'), { id: 1 });
      started.open();
      await firstMayEnd.opened;
      return firstEnds ? say('done') : finishing(step);
    },
    allowedTools: [ALL_TOOLS],
  });
  await started.opened;
  const second = shop.play({
    resume: session,
    prompt: 'in the other terminal',
    main: async ({ step }) => {
      if (step === 0) return call(tool('task_start'), { id: 2 });
      both.open();
      await secondMayEnd.opened;
      return firstEnds ? finishing(step) : say('done');
    },
    allowedTools: [ALL_TOOLS],
  });
  await both.opened;
  const together = await held(shop);
  const [one, other] = firstEnds ? ([first, second] as const) : ([second, first] as const);
  (firstEnds ? firstMayEnd : secondMayEnd).open();
  const { result } = await one;
  const between = await held(shop);
  (firstEnds ? secondMayEnd : firstMayEnd).open();
  const ended = await other;
  const { tasks } = await shop.cli<{ tasks: { status: string }[] }>('task', 'list', '1,2', '--format', 'json');
  const done = tasks.map(({ status }) => status);
  return {
    together,
    between,
    after: await held(shop),
    sessions: [result.session, ended.result.session],
    session,
    done,
  };
}

describeClients(
  'one session in two terminals',
  (version) => {
    test.each([
      ['older', true],
      ['newer', false],
    ] as const)(
      'the end of the %s one passes its claims to the other, which completes the tasks',
      async (_, firstEnds) => {
        const shop = await openWorkshop(version, plugin);
        const { together, between, after, sessions, session, done } = await twoTerminals(shop, firstEnds);
        expect(sessions).toEqual([session, session]);
        expect(together).toEqual(['#1 Fix login', '#2 Write parser']);
        expect(between).toEqual(together);
        expect(done).toEqual(['completed', 'completed']);
        expect(after).toEqual([]);
      },
    );
  },
  { only: 'soak' },
);
