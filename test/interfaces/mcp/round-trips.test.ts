import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { execute } from '../../../src/commands/execute.ts';
import { commandNamed } from '../../../src/commands/index.ts';
import { answer } from '../../../src/interfaces/hooks/answer-event.ts';
import { parentProcess } from '../../../src/interfaces/mcp/caller.ts';
import { readPostgresAddress } from '../../../src/store/backends/postgres/address.ts';
import { connectPostgres } from '../../../src/store/backends/postgres/connect.ts';
import { openStore, prepareStore, storeAddress } from '../../../src/store/index.ts';
import { openWorkspace } from '../../../src/work/workspace/open.ts';
import { countedPostgres } from '../../support/counted-postgres.ts';
import { tempFolder } from '../../support/folder.ts';
import { NEEDS_POSTGRES } from '../../support/needs.ts';
import { ADA } from '../../support/workspace.ts';
import { gitRepo } from '../hooks/place.ts';
import { connectInside, environment, place } from './connect.ts';

const SIGNER = { kind: 'human', name: 'ada' } as const;

describe('hooks of a session, with a queue on PostgreSQL, wait for the server', NEEDS_POSTGRES, async () => {
  const { server, proxy } = (await countedPostgres()) ?? {};

  /** A queue, a writer elsewhere, and a session whose way to the server is counted. */
  async function session() {
    const name = randomUUID();
    const address = server!.addressBy('tcp', name);
    await prepareStore(storeAddress(address));
    await (await openStore({ dir: tempFolder(), address: storeAddress(address), create: true })).close();
    const project = await gitRepo();
    const here = place({ BACKLOG_STORE: address.replace(`:${server!.port}/`, `:${proxy!.port}/`) });
    const elsewhere = { ...environment(place()), BACKLOG_STORE: address };
    const other = await openWorkspace({ cwd: project, env: elsewhere });
    onTestFinished(() => other.close());
    const write = (id: string) =>
      other.store.write({ command: 'bench', actor: SIGNER }, (tx) => tx.put<string>('op', id, { id }));
    for (let n = 0; n < 3; n++) await write(`first-${n}`);
    const env = { ...environment(here), CLAUDE_PROJECT_DIR: project };
    const common = { session_id: 's1', cwd: project, prompt_id: 'p1', transcript_path: '' };
    const started = async (session: string) => {
      const host = { env, now: Date.now, client: parentProcess };
      await answer('SessionStart', { ...common, session_id: session, source: 'startup' }, host);
    };
    const inside = () => connectInside({ ...here, project, env: { ...here.env, CLAUDE_PROJECT_DIR: project } });
    const mcp = await inside();
    /** The first prompt of the next session, which has a server of its own. */
    const next = async (session: string) => {
      await started(session);
      const prompt = { hook_event_name: 'UserPromptSubmit', agent_id: '', agent_type: '', ...common };
      return (await inside()).text('hook', { ...prompt, session_id: session, prompt: 'go' });
    };
    const hook = (event: string, fields: Record<string, unknown>) =>
      mcp.text('hook', { hook_event_name: event, agent_id: '', agent_type: '', ...common, ...fields });
    const edit = (event: string, n: number, agent = '') =>
      hook(event, {
        ...{ tool_name: 'Write', tool_use_id: `toolu_${n}`, agent_id: agent },
        'tool_input.file_path': join(project, `${n}.ts`),
      });
    const claim = (scope: string) => execute(other, ADA, commandNamed('claim_acquire'), { scope: [scope] });
    return { started, hook, edit, write, claim, next, leave: mcp.leave };
  }
  const counted = async (work: () => Promise<unknown>) => {
    proxy!.take();
    await work();
    return proxy!.take().roundTrips;
  };

  test('never for the end of a connection, which the server does not answer', async () => {
    const address = readPostgresAddress(
      server!.addressBy('tcp', 'ends').replace(`:${server!.port}/`, `:${proxy!.port}/`),
    );
    const [before, now] = [connectPostgres(address), connectPostgres(address)];
    await Promise.all([before, now].map((sql) => sql`select 1`));
    const trips = await counted(async () => {
      await now`select 1`;
      await before.end();
    });
    await now.end();
    expect(trips).toBe(1);
  });

  test('a few times at the start, once before an edit, and never after it', async () => {
    const { started, hook, edit, write } = await session();
    const trips: Record<string, number> = {};
    // The first one of a machine also reads the format.
    await started('s0');
    trips.start = await counted(() => started('s1'));
    trips['first prompt'] = await counted(() => hook('UserPromptSubmit', { prompt: 'go' }));
    trips['second prompt'] = await counted(() => hook('UserPromptSubmit', { prompt: 'go', prompt_id: 'p2' }));
    trips['before an edit'] = await counted(() => edit('PreToolUse', 1));
    trips['after an edit'] = await counted(() => edit('PostToolUse', 1));
    for (let n = 0; n < 20; n++) await write(`busy-${n}`);
    trips['before an edit, after changes of others'] = await counted(() => edit('PreToolUse', 2));
    trips['prompt, after changes of others'] = await counted(async () => {
      for (let n = 20; n < 40; n++) await write(`busy-${n}`);
      await hook('UserPromptSubmit', { prompt: 'go', prompt_id: 'p3' });
    });
    expect(trips).toEqual({
      // To log in, to list the files, to read the new commits, and to write.
      start: 4,
      // The server's own process does the same, but for the write.
      'first prompt': 3,
      'second prompt': 1,
      'before an edit': 1,
      'after an edit': 0,
      'before an edit, after changes of others': 1,
      'prompt, after changes of others': 1,
    });
  });

  test('no longer for the check after an edit; an answer to its author reports a claim that came between, once', async () => {
    const { started, hook, edit, claim } = await session();
    await started('s1');
    await hook('UserPromptSubmit', { prompt: 'go' });
    expect(await edit('PreToolUse', 1)).toBe('{}');
    await claim('1.ts');
    expect(await edit('PostToolUse', 1)).toBe('{}');
    expect(await edit('PreToolUse', 2, 'a1')).toBe('{}');
    // The check may still be under way at the next answer.
    await expect.poll(() => edit('PreToolUse', 2)).toContain('Your last edit was made, but 1.ts is claimed by');
    expect(await edit('PreToolUse', 2)).toBe('{}');
  });

  test('no longer for a check that the session does not live to hear; the next session does', async () => {
    const { started, hook, edit, claim, next, leave } = await session();
    await started('s1');
    await hook('UserPromptSubmit', { prompt: 'go' });
    await edit('PreToolUse', 1);
    await claim('1.ts');
    await edit('PostToolUse', 1);
    await leave();
    expect(await next('s2')).toContain(
      'For an earlier session here, which got no further answer: Your last edit was made',
    );
    expect(await next('s3')).not.toContain('earlier session');
  });
});
