import { afterEach, expect, test, vi } from 'vitest';
import { foreignVariables } from '../../../src/work/workspace/foreign-variables.ts';
import { cli } from './line.ts';

afterEach(() => vi.unstubAllEnvs());

const OTHERS = { TASKDATA: '/home/a/.task', BEADS_DB: '/home/a/.beads', BACKLOG_DB: '/home/a/b.db' };
/** The variables that are named. */
const linesOf = (err: string) =>
  [...err.matchAll(/backlog: (\w+) is a variable of (\S+) and has no effect here\. In Backlog, /g)].map(
    ([, name, of]) => `${name} ${of}`,
  );

test('a person hears of each variable of another program while there is no queue, and then only of those for a backlog', async () => {
  const { say } = cli(OTHERS);
  const { err } = await say('list');
  expect(linesOf(err)).toEqual(['TASKDATA Taskwarrior', 'BEADS_DB beads', 'BACKLOG_DB mazen160/backlog']);
  expect(err).toContain("BACKLOG_DIR names the queue's folder or server.");
  await say('add Milk');
  expect(linesOf((await say('list')).err)).toEqual(['BACKLOG_DB mazen160/backlog']);
});

test('a variable that chooses a server elsewhere is named with what chooses one here', async () => {
  const { say } = cli({ BACKLOG_BACKEND: 's3' });
  const { err } = await say('add Milk');
  expect(linesOf(err)).toEqual(['BACKLOG_BACKEND backloghq/backlog']);
  expect(err).toContain('BACKLOG_DIR can be an address of PostgreSQL or S3.');
});

test.each([
  ['a script hears of them', { terminal: false, env: {}, line: 'list', named: 3 }],
  ['an agent hears of them', { terminal: true, env: { CLAUDECODE: '1' }, line: 'list', named: 3 }],
  ['a reader of JSON gets no such line', { terminal: true, env: {}, line: 'list --json', named: 0 }],
])('%s', async (_, { terminal, env, line, named }) => {
  const { say } = cli({ ...OTHERS, ...env }, terminal);
  expect(linesOf((await say(line)).err)).toHaveLength(named);
});

test('doctor names them, empty ones are not set', async () => {
  vi.stubEnv('TASKRC', '/home/a/.taskrc');
  const { say } = cli();
  await say('add Milk');
  expect((await say('doctor')).out).toContain('TASKRC is a variable of Taskwarrior and has no effect here.');
  expect(foreignVariables({ TASKDATA: '', HOME: '/home/a' })).toEqual([]);
});

test.each(['BACKLOG_AS', 'BACKLOG_USER'])(
  '%s is no variable of Backlog: a person hears of --as, which signs',
  async (name) => {
    const { say } = cli({ [name]: 'human:max' });
    const { err } = await say('add Milk');
    expect(err).toBe(
      `backlog: ${name} is no variable of Backlog and has no effect here. In Backlog, \`--as KIND:NAME\` names the author of a change.`,
    );
    expect((await say('add Bread --as human:max')).code).toBe(0);
    expect((await say('history --limit 1')).out).toContain('human:max');
  },
);
