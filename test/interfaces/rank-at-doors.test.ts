import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { present } from '../../src/base/present.ts';
import { execute } from '../../src/commands/execute.ts';
import { commandNamed } from '../../src/commands/index.ts';
import { ENDS_CLAIMS } from '../../src/domain/calls/claims-to-end.ts';
import { isInstant } from '../../src/domain/instant.ts';
import { createEngine } from '../../src/interfaces/mcp/engine.ts';
import type { CallMeta, Exchange } from '../../src/interfaces/mcp/protocol/exchange.ts';
import { tokensIn } from '../../src/work/people/machine-tokens.ts';
import type { Right } from '../../src/work/people/rights.ts';
import { type Opened, openWorkspace } from '../../src/work/workspace/open.ts';
import { validateRecord } from '../../src/work/workspace/validate.ts';
import { fillClaimed, standingIn } from '../commands/claimed.ts';
import { ENVIRONMENT } from '../support/environment.ts';
import { tempFolder } from '../support/folder.ts';
import { everyNth } from '../support/soak-test.ts';
import { type Served, served } from '../web/served.ts';
import { said } from './cli/line.ts';

/** The acts that end the claim of task 1: a person may do them after a question. */
const ACTS: readonly (readonly [name: string, input: Record<string, unknown>])[] = [
  ['task_done', { id: '1' }],
  ['task_stop', { id: '1' }],
  ['task_start', { id: 1 }],
  ['claim_release', { task: 1 }],
];

async function filled(opened: Opened): Promise<void> {
  await fillClaimed((name, input, caller) => execute(opened, caller, commandNamed(name), input));
}

async function standing({ store }: Pick<Opened, 'store'>): Promise<object> {
  await store.refresh();
  return standingIn(store.state, 1);
}

/** The id of the only claim: an agent can read it with `claim_list`. */
const claimOf = ({ store }: Pick<Opened, 'store'>) => Array.from(store.state.all('claim'), ([id]) => id).join(',');

/** Every way in which an input can say that its caller is a person who has agreed. */
const saying = (claim: string): Record<string, unknown> => ({
  ...{ endsClaims: [claim], ends_claims: [claim], agreed: [claim], rights: ['review', 'admin'] },
  ...{
    actor: { kind: 'human', name: 'ada' },
    caller: { kind: 'human', name: 'ada' },
    holder: 'human:ada',
    as: 'human:ada',
  },
});

/** Makes every act, once as it is and once with an input that claims a person's rank. Nothing may change. */
async function expectNoRank(opened: Opened, act: (name: string, input: object) => Promise<unknown>): Promise<void> {
  const before = await standing(opened);
  for (const [name, input] of ACTS)
    for (const given of [input, { ...input, ...saying(claimOf(opened)) }]) {
      await act(name, given);
      expect([name, await standing(opened)]).toEqual([name, before]);
    }
}

describe('over HTTP', () => {
  type Headers = Record<string, string | undefined>;
  interface Door {
    path?: (uuid: string, name: string) => string;
    method?: string;
    body?: (input: object, name: string) => string;
    headers(board: Served, token: (rights: Right[], ends?: string) => string): Headers;
  }
  const WRITE: Right[] = ['read', 'write'];
  const bearer = (token: string): Headers => ({ authorization: `Bearer ${token}` });

  const DOORS: readonly (readonly [what: string, door: Door])[] = [
    [
      'a page of another site in the browser of the person',
      { headers: ({ shown }) => ({ ...shown, origin: 'http://evil.example' }) },
    ],
    ['a page without an origin', { headers: ({ shown }) => ({ ...shown, origin: 'null' }) }],
    ['a page of another port', { headers: ({ shown }) => ({ ...shown, 'sec-fetch-site': 'same-site' }) }],
    ['a form', { headers: ({ shown }) => ({ ...shown, 'content-type': 'text/plain' }) }],
    ['a page without the header of the board', { headers: ({ shown }) => ({ ...shown, 'x-backlog': undefined }) }],
    ['the cookie without the key of the page', { headers: ({ shown: { cookie } }) => ({ cookie }) }],
    [
      'the cookie with another key',
      { headers: ({ shown: { cookie } }) => ({ cookie, 'backlog-key': 'a'.repeat(43) }) },
    ],
    ['the key without the cookie', { headers: ({ shown }) => ({ 'backlog-key': shown['backlog-key'] }) }],
    ['nothing', { headers: () => ({}) }],
    ['a token that may write', { headers: (_, token) => bearer(token(WRITE)) }],
    ['a token that may read', { headers: (_, token) => bearer(token(['read'])) }],
    [
      'a token that may write, with the login of the person',
      { headers: ({ shown }, token) => ({ ...shown, ...bearer(token(WRITE)) }) },
    ],
    [
      'an unknown token, with the login of the person',
      { headers: ({ shown }) => ({ ...shown, ...bearer('backlog_x') }) },
    ],
    [
      'an expired token that could review',
      { headers: (_, token) => bearer(token(['read', 'write', 'review'], '2020-01-01T00:00:00Z')) },
    ],
    [
      'a token that may write, with headers of proxies',
      {
        headers: (_, token) => ({
          ...bearer(token(WRITE)),
          ...{
            'x-forwarded-user': 'ada',
            'x-remote-user': 'ada',
            'remote-user': 'human:ada',
            forwarded: 'for=127.0.0.1',
          },
          ...{ 'backlog-actor': 'human:ada', 'backlog-as': 'human:ada', 'backlog-rights': 'review' },
        }),
      },
    ],
    ['a token that may write, with GET', { method: 'GET', headers: (_, token) => bearer(token(WRITE)) }],
  ];

  /** The headers of every request. */
  const SENT = {
    ...{ 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    ...{ 'x-backlog': '1', connection: 'close' },
  };

  const MCP: Door = {
    path: (uuid) => `/mcp/${uuid}?toolsets=all`,
    body: (input, name) =>
      JSON.stringify({
        ...{ jsonrpc: '2.0', id: 1, method: 'tools/call' },
        params: {
          name,
          arguments: input,
          _meta: { 'backlog/person': 'ada', 'backlog/endsClaims': saying('').endsClaims },
        },
      }),
    headers: () => ({}),
  };
  const AT_MCP = everyNth(6, DOORS).map(
    ([what, door]) => [`${what}, to /mcp`, { ...MCP, headers: door.headers }] as const,
  );
  const LOGGED_IN = [['the login of the person, to /mcp', { ...MCP, headers: ({ shown }: Served) => shown }]] as const;

  test.each<readonly [string, Door]>([...everyNth(4, DOORS), ...everyNth(2, AT_MCP), ...LOGGED_IN])(
    '%s has no rank',
    async (_, door) => {
      const board = await served();
      await filled(board.opened);
      let made = 0;
      const token = (rights: Right[], expires?: string) =>
        tokensIn(join(board.folder, 'home', 'board')).add(
          {
            name: `t${made++}`,
            actor: { kind: 'human', name: 'ada' },
            rights,
            ...(isInstant(expires) ? { expires } : {}),
          },
          Date.now(),
        );
      const headers = door.headers(board, token);
      await expectNoRank(board.opened, async (name, input) => {
        const path = door.path?.(board.uuid, name) ?? `/api/v1/${board.uuid}/${name}`;
        const isGet = door.method === 'GET';
        const query = isGet ? `?input=${encodeURIComponent(JSON.stringify(input))}` : '';
        await fetch(board.origin + path + query, {
          method: door.method ?? 'POST',
          headers: present({ ...SENT, [ENDS_CLAIMS]: claimOf(board.opened), ...headers }),
          ...(isGet ? {} : { body: door.body?.(input, name) ?? JSON.stringify(input) }),
        });
      });
      expect(board.failures).toEqual([]);
    },
  );

  test('a token that may write does at /mcp what needs no rank, with the same request', async () => {
    const board = await served();
    await filled(board.opened);
    const text = tokensIn(join(board.folder, 'home', 'board')).add(
      { name: 't', actor: { kind: 'human', name: 'ada' }, rights: WRITE },
      Date.now(),
    );
    const answer = await fetch(board.origin + MCP.path!(board.uuid, ''), {
      method: 'POST',
      headers: { ...SENT, authorization: `Bearer ${text}` },
      body: MCP.body!({ id: '2' }, 'task_done'),
    });
    expect(await answer.text()).toContain('Completed #2 Other');
  });

  test('the person in the browser has it, with the same header', async () => {
    const board = await served();
    await filled(board.opened);
    const before = await standing(board.opened);
    await fetch(`${board.origin}/api/v1/${board.uuid}/task_done`, {
      method: 'POST',
      headers: {
        ...board.shown,
        'content-type': 'application/json',
        'x-backlog': '1',
        [ENDS_CLAIMS]: claimOf(board.opened),
      },
      body: JSON.stringify({ id: '1' }),
    });
    expect(await standing(board.opened)).not.toEqual(before);
  });
});

/** A project with the claimed task, and an environment with a home of its own. */
async function project() {
  const folder = tempFolder('rank');
  const cwd = join(folder, 'project');
  mkdirSync(cwd);
  const env = {
    ...ENVIRONMENT,
    HOME: folder,
    BACKLOG_HOME: join(folder, 'home'),
    BACKLOG_DIR: join(folder, 'store'),
    TZ: 'UTC',
  };
  const opened = await openWorkspace({ cwd, env, store: { validate: validateRecord } });
  onTestFinished(() => opened.close());
  await filled(opened);
  const review = tokensIn(join(folder, 'home', 'board')).add(
    { name: 'boss', actor: { kind: 'human', name: 'ada' }, rights: ['read', 'write', 'review', 'admin'] },
    Date.now(),
  );
  return { cwd, env, opened, review };
}

const AGENT = { CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: 'other', BACKLOG_TOOLS: 'all' };

describe('over MCP', () => {
  const YES = { action: 'accept', content: { yes: true } };
  interface Client {
    env?: Record<string, string>;
    forms?: boolean;
    meta?: CallMeta;
    /** Answers every form with a yes, as a client does whose model can answer. */
    answers?: boolean;
    exchange?: Partial<Exchange>;
  }
  const CLIENTS: readonly (readonly [what: string, client: Client])[] = [
    ['another session', {}],
    ['an answer to a form that nobody opened', { forms: true, exchange: { responses: { answer: YES }, state: 'x' } }],
    ['an answer without a form', { exchange: { responses: { answer: YES } } }],
    ['a client started by an agent that answers forms itself', { forms: true, answers: true }],
    ['the agent of a run that answers forms itself', { forms: true, answers: true, env: { BACKLOG_RUN: 'r9' } }],
    [
      'a headless client that answers forms itself',
      { forms: true, answers: true, env: { CLAUDE_CODE_ENTRYPOINT: 'sdk-cli' } },
    ],
    [
      'metadata that names a person',
      { meta: { 'backlog/person': 'ada', 'backlog/actor': 'human:ada', 'backlog/rights': ['review'] } as CallMeta },
    ],
    ['metadata with the call of somebody else', { meta: { 'claudecode/toolUseId': 'toolu_1' } as CallMeta }],
    [
      'an environment that names a person',
      { env: { USER: 'ada', LOGNAME: 'ada', SUDO_USER: 'ada', BACKLOG_AS: 'human:ada' } },
    ],
  ];

  test.each(CLIENTS)('%s has no rank', async (_, { env = {}, forms = false, meta, answers = false, exchange = {} }) => {
    const { cwd, env: around, opened, review } = await project();
    const all = { ...around, ...AGENT, BACKLOG_TOKEN: review, ...env };
    const engine = createEngine({ name: 'claude-code', forms, env: all, warn: () => undefined }, cwd);
    onTestFinished(() => engine.close());
    await expectNoRank(opened, async (name, input) => {
      const call = (more: Partial<Exchange>) =>
        engine.call(name, input as Record<string, unknown>, { forms, ...(meta ? { meta } : {}), ...more });
      const answer = (await call(exchange)) as { requestState?: string };
      if (answers && answer.requestState) await call({ responses: { answer: YES }, state: answer.requestState });
    });
  });
});

describe('on the command line', () => {
  type Row = readonly [what: string, env: Record<string, string>, words: readonly string[], atTerminal: boolean];
  const CALLERS: readonly Row[] = [
    ['an agent that says yes', AGENT, ['--yes'], false],
    ['an agent at a terminal', AGENT, ['--yes'], true],
    ['an agent that signs as a person', AGENT, ['--yes', '--as', 'human:ada'], false],
    ['an agent that signs as a person at a terminal', AGENT, ['--yes', '--as', 'human:ada'], true],
    ['the agent of a run at a terminal', { BACKLOG_RUN: 'r9' }, ['--yes'], true],
    ['a script that says yes', {}, ['--yes'], false],
    ['a script that signs as a person', {}, ['--yes', '--as', 'human:ada'], false],
    ['a script that signs as another system', {}, ['--yes', '--as', 'system:nightly'], false],
    [
      'an agent with variables that name a person',
      { ...AGENT, USER: 'ada', SUDO_USER: 'ada', BACKLOG_AS: 'human:ada' },
      ['--yes'],
      false,
    ],
  ];
  const LINES = ['done 1 --force', 'stop 1', 'start 1 --force', 'claim release --task 1', 'delete 1'];

  test.each<Row>(CALLERS)('%s has no rank', async (_, env, words, isTerminal) => {
    const { cwd, env: around, opened, review } = await project();
    const isAgent = 'CLAUDECODE' in env || 'BACKLOG_RUN' in env;
    // An agent inherits the token of its person.
    const all = { ...around, ...(isAgent ? { BACKLOG_TOKEN: review } : {}), ...env };
    const before = await standing(opened);
    for (const line of LINES) {
      const { code, err } = await said([...line.split(' '), ...words], {
        env: all,
        cwd,
        isTerminal,
        ask: async () => 'y',
      });
      expect([line, code === 0], err).toEqual([line, false]);
      expect([line, await standing(opened)]).toEqual([line, before]);
    }
  });

  test('a person at a terminal has it', async () => {
    const { cwd, env, opened } = await project();
    const before = await standing(opened);
    const { code, err } = await said(['done', '1', '--force', '--yes'], { env, cwd, isTerminal: true });
    expect(code, err).toBe(0);
    expect(await standing(opened)).not.toEqual(before);
  });
});
