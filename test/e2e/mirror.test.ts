import { join } from 'node:path';
import { expect } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { soak } from '../support/soak-test.ts';
import { describeClients } from './support/describe-clients.ts';
import { call, type Reply, say } from './support/reply.ts';
import { tempFolder } from './support/repo.ts';
import type { Script } from './support/scripted-model.ts';
import { meetingPoint, openWorkshop, steps, type Workshop } from './support/workshop.ts';

const plugin = builtPlugin();
const TODO = { CLAUDE_CODE_ENABLE_TODO_TOOLS: '1' };

describeClients("the client's own tasks", (version) => {
  soak('are mirrored as they are created, described, blocked, renamed, begun, completed and deleted', async () => {
    const shop = await openWorkshop(version, plugin);
    await shop.plan({ description: 'Was here before' });
    const seen: Mirrored[][] = [];
    await shop.play({
      main: watched(
        async () => seen.push(await mirrored(shop)),
        call('TaskCreate', { subject: 'Fix login', description: 'It fails with an empty password' }),
        call('TaskCreate', { subject: 'Write tests', description: 'Of the login' }),
        call('TaskUpdate', { taskId: '2', addBlockedBy: ['1'] }),
        call('TaskUpdate', { taskId: '1', subject: 'Fix the login', owner: 'me' }),
        call('TaskUpdate', { taskId: '1', status: 'in_progress' }),
        call('TaskUpdate', { taskId: '1', status: 'completed' }),
        call('TaskUpdate', { taskId: '2', status: 'deleted' }),
      ),
      env: TODO,
    });
    const [none, first, both, blocked, renamed, begun, completed, deleted] = seen;
    expect(none).toEqual([]);
    expect(first).toMatchObject([{ description: 'Fix login', state: 'step' }]);
    expect(both?.map(({ description }) => description)).toEqual(['Fix login', 'Write tests']);
    expect(blocked?.map(({ state }) => state)).toEqual(['step', 'blocked']);
    expect(blocked?.[1]?.depends).toEqual([blocked?.[0]?.uuid]);
    expect(renamed).toMatchObject([{ uuid: first?.[0]?.uuid, description: 'Fix the login' }, {}]);
    expect(begun).toMatchObject([{ state: 'active' }, { state: 'blocked' }]);
    expect(completed).toMatchObject([{ status: 'completed' }, { state: 'step' }]);
    expect(deleted).toMatchObject([{ status: 'completed' }, { status: 'deleted' }]);
  });

  soak('of the same subject in two sessions at once are two tasks, each following its own', async () => {
    const shop = await openWorkshop(version, plugin);
    await shop.plan({ description: 'Was here before' });
    const bothCreated = meetingPoint(2);
    const session = async (home: string, ...after: Reply[]) =>
      shop.play({
        home,
        env: TODO,
        main: async (turn) => {
          if (turn.step === 0) return call('TaskCreate', { subject: 'Fix login', description: 'Fix it' });
          await bothCreated();
          return after[turn.step - 1] ?? say('done');
        },
      });
    await Promise.all([
      session(shop.home, call('TaskUpdate', { taskId: '1', status: 'completed' })),
      session(join(await tempFolder()), call('TaskUpdate', { taskId: '1', description: 'Still to do' })),
    ]);
    const tasks = await mirrored(shop);
    expect(tasks.map(({ description }) => description)).toEqual(['Fix login', 'Fix login']);
    expect(tasks.map(({ status }) => status).sort()).toEqual(['completed', 'deleted']);
  });

  soak('are steps of their session: nobody else is handed one, and they close with it', async () => {
    const shop = await openWorkshop(version, plugin);
    await shop.plan({ description: 'Was here before' });
    await shop.cli('task', 'done', '1');
    type Next = { pulled: { taken: object | null } };
    const nothing = ({ code, stdout }: { code: number; stdout: string }) => {
      expect(code, 'the exit code when there is nothing to take').toBe(1);
      return JSON.parse(stdout) as Next;
    };
    const next = () => shop.cli<Next>('task', 'next').catch(nothing);
    const during: (object | null)[] = [];
    await shop.play({
      main: async (turn) => {
        if (turn.step === 1) during.push((await next()).pulled.taken);
        return steps(call('TaskCreate', { subject: 'Mine', description: 'Mine' }))(turn);
      },
      env: TODO,
    });
    expect(during).toEqual([null]);
    expect((await next()).pulled.taken).toBeNull();
    expect(await mirrored(shop)).toMatchObject([{ description: 'Mine', status: 'deleted' }]);
  });
});

interface Mirrored {
  uuid: string;
  description: string;
  status: string;
  state: string;
  depends?: string[];
}

/** Gives the replies in turn, and looks before each of them. */
function watched(look: () => Promise<unknown>, ...replies: Reply[]): Script {
  return async (turn) => {
    await look();
    return replies[turn.step] ?? say('done');
  };
}

async function mirrored(shop: Workshop): Promise<Mirrored[]> {
  const { tasks: records } = await shop.cli<{ tasks: (Mirrored & { source?: { kind: string } })[] }>(
    ...[
      'task',
      'list',
      '( status:pending or status:completed or status:deleted )',
      '--sort',
      'id+',
      '--format',
      'json',
    ],
  );
  return records.filter(({ source }) => source?.kind === 'claude-code');
}
