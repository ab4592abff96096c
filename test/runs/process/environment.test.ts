import { expect, test } from 'vitest';
import { agentEnvironment } from '../../../src/runs/process/environment.ts';

const person = {
  PATH: '/bin',
  HOME: '/home/ada',
  LANG: 'C',
  LC_TIME: 'de_DE',
  TZ: 'UTC',
  GH_TOKEN: 'g',
  GITHUB_TOKEN: 'g',
  NPM_TOKEN: 'n',
  SSH_AUTH_SOCK: '/run/ssh',
  GIT_DIR: '/elsewhere',
  GIT_ALLOW_PROTOCOL: 'ssh',
  AWS_SECRET_ACCESS_KEY: 'a',
  CLAUDECODE: '1',
  CLAUDE_CODE_SESSION_ID: 's',
  BACKLOG_RUN: 'r1',
  BACKLOG_DIR: '/other',
  AGENT_KEY: 'k',
  AGENT_HOME: '/home/ada/.agent',
  JAVA_HOME: '/java',
  GONE: undefined,
};
const run = { run: 'r7', store: '/store' };

test("an agent gets what programs need, and neither tokens, git's settings nor another agent's marks", () => {
  expect(agentEnvironment(person, { ...run, ceiling: '/runs/r7' })).toEqual({
    PATH: '/bin',
    HOME: '/home/ada',
    LANG: 'C',
    LC_TIME: 'de_DE',
    TZ: 'UTC',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CEILING_DIRECTORIES: '/runs/r7',
    BACKLOG_RUN: 'r7',
    BACKLOG_DIR: '/store',
  });
});

test('the git of a command that a person set, such as the setup, may connect to remotes', () => {
  expect(agentEnvironment(person, { ...run, network: true })).not.toHaveProperty('GIT_ALLOW_PROTOCOL');
});

test("its provider's settings and credentials, what the person names, and what is added come in", () => {
  const provider = { environment: { settings: ['AGENT_HOME'], credentials: ['AGENT_KEY'] } };
  const extra = { CI: '1', BACKLOG_RUN: 'other', GIT_TERMINAL_PROMPT: '1' };
  expect(agentEnvironment(person, { ...run, provider, also: ['JAVA_HOME', 'GONE'], extra })).toMatchObject({
    AGENT_HOME: '/home/ada/.agent',
    AGENT_KEY: 'k',
    JAVA_HOME: '/java',
    CI: '1',
    BACKLOG_RUN: 'r7',
    GIT_TERMINAL_PROMPT: '0',
  });
});

test('never has a token of Backlog, whatever passes it', () => {
  const source = { BACKLOG_TOKEN: 'backlog_secret', PATH: '/bin' };
  const provider = { environment: { settings: ['BACKLOG_*'], credentials: ['BACKLOG_TOKEN'] } };
  expect(agentEnvironment(source, { ...run, provider, also: ['BACKLOG_TOKEN'] })).not.toHaveProperty('BACKLOG_TOKEN');
});
