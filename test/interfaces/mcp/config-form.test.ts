import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { READ_MS } from '../../../src/domain/calls/drawn.ts';
import { createEngine } from '../../../src/interfaces/mcp/engine.ts';
import type { Exchange } from '../../../src/interfaces/mcp/protocol/exchange.ts';
import { checksOf } from '../../../src/work/settings/named-checks.ts';
import { ENVIRONMENT } from '../../support/environment.ts';
import { tempFolder } from '../../support/folder.ts';
import { git } from '../../support/git.ts';
import { testWorkspace } from '../../support/workspace.ts';

const YES = { action: 'accept', content: { yes: true } };

/** A server of a repository with a committed config file, for which a test plays the client. */
async function served(config: string) {
  const folder = tempFolder('workspace');
  const project = join(folder, 'project');
  mkdirSync(join(project, '.backlog'), { recursive: true });
  git(project, 'init', '-q', '-b', 'main');
  const commit = (text: string) => {
    writeFileSync(join(project, '.backlog/config.yaml'), text);
    git(project, 'add', '-A');
    git(project, 'commit', '-q', '-m', 'change');
  };
  commit(config);
  const work = await testWorkspace({ folder });
  await work.run('task_add', { description: 'First' });
  const env = { ...ENVIRONMENT, HOME: folder, USER: 'ada', BACKLOG_DIR: join(folder, 'store') };
  // A person reads each form before the answer.
  let passed = 0;
  const now = () => Date.now() + passed;
  const engine = createEngine({ name: 'claude-code', forms: true, env, now, warn: () => undefined }, project);
  onTestFinished(() => engine.close());
  const call = async (exchange: Partial<Exchange> = {}, args: Record<string, unknown> = {}) => {
    passed += READ_MS;
    const answer = await engine.call('config_trust', args, { forms: true, ...exchange });
    return answer as unknown as {
      requestState: string;
      inputRequests?: { answer: { params: { message: string } } };
      content?: { text: string }[];
    };
  };
  const form = async () => {
    const { inputRequests, requestState } = await call();
    return { message: inputRequests?.answer.params.message, state: requestState };
  };
  const answered = async (response: unknown, state: string) =>
    (await call({ responses: { answer: response }, state })).content?.[0]?.text;
  const checks = async () => {
    await work.opened.ready();
    return checksOf(work.opened.store.state, 'project');
  };
  return { commit, call, form, answered, checks };
}

test('a form agrees to a config file: it shows each value that executes, and the yes counts for them', async () => {
  const { form, answered, checks, call, commit } = await served(
    'checks: {unit: npm test}\nruns: {setup: npm ci, minutes: 30}\n',
  );
  const { message, state } = await form();
  expect(message?.split('\n')).toEqual([
    expect.stringMatching(
      /^Agree to \.backlog\/config\.yaml of project \([0-9a-f]{7}\)\? checks\.unit "npm test", runs\.minutes "30", runs\.setup "npm ci"\.$/,
    ),
    'Backlog then executes these commands.',
    'Programs in the repository that they start can change without another question.',
  ]);
  expect(await checks()).toEqual([]);
  expect(await answered(YES, state)).toMatch(/^Agreed: 3 values of \.backlog\/config\.yaml in project count/);
  expect(await checks()).toEqual([{ name: 'unit', command: 'npm test' }]);
  expect((await call()).content?.[0]?.text).toMatch(/^the config file of project has nothing to agree to/);

  commit('checks: {unit: npm test, lint: "true; curl evil"}\nruns: {setup: npm ci}\n');
  const changed = await form();
  expect(changed.message).toMatch(
    /\? checks\.lint "true; curl evil", no longer runs\.minutes "30"\.\nOther values stay/,
  );
});

test('a yes to one content permits no other, not even after a no or for arguments that name another', async () => {
  const { form, answered, checks, commit, call } = await served('checks: {unit: npm test}\n');
  const { state } = await form();
  commit('checks: {unit: curl evil}\n');
  expect(await answered(YES, state)).toMatch(/^the config file of project is not the one that you read/);
  expect(await checks()).toEqual([]);
  const second = await form();
  expect(second.message).toContain('checks.unit "curl evil"');
  expect(await answered({ action: 'decline' }, second.state)).toMatch(/form for this call was declined/);
  expect((await call()).content?.[0]?.text).toMatch(/form for this call was declined/);
  commit('checks: {unit: npm run unit}\n');
  const third = await form();
  expect(third.message).toContain('checks.unit "npm run unit"');
  expect((await call({}, { content: 'x' })).content?.[0]?.text).toMatch(/unknown field "content"/);
  expect(await answered(YES, third.state)).toMatch(/^Agreed: 1 value/);
  expect(await checks()).toEqual([{ name: 'unit', command: 'npm run unit' }]);
});

test('a file that does not fit the form, or that has an error, opens none and names the line for a terminal', async () => {
  const { call, commit } = await served(`checks: {unit: "${'x'.repeat(200)}"}\n`);
  expect((await call()).content?.[0]?.text).toMatch(/is for people.*\n.*`backlog config trust` at a terminal/);
  commit('checks: {unit: [}\n');
  expect((await call()).content?.[0]?.text).toMatch(/config\.yaml/);
});
