import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import type { Grading } from '../../src/domain/task/grade.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { unless } from '../support/needs.ts';
import { soak } from '../support/soak-test.ts';
import { byPrompt } from './support/by-prompt.ts';
import { clientBinary, codexBinary, whyLeftOut } from './support/clients.ts';
import { describeClients } from './support/describe-clients.ts';
import { call, say } from './support/reply.ts';
import { type ResponsesReply, startResponses } from './support/responses.ts';
import { type ClientField, clientField } from './support/run-field.ts';
import { startModel } from './support/scripted-model.ts';

// The path that the pages describe, with real clients: the agent edits, and runs the command of a criterion. What the
// clients print is played in `npm test` (test/runs/streams.test.ts) from the files that this writes:
// `BACKLOG_RECORD=1 BACKLOG_SOAK=1 npx vitest run test/e2e/streams.test.ts`

const plugin = builtPlugin();
const FILES = {
  '.npmrc': 'update-notifier=false\n',
  'a.txt': 'old\n',
  // A client that keeps the folder of a shell would run this one.
  'app/package.json': '{ "name": "app", "scripts": { "test": "echo wrong folder" } }\n',
  'package.json': '{ "name": "app", "scripts": { "test": "grep -q new a.txt && echo 1 passed" } }\n',
};

describeClients(
  'the stream of Claude Code',
  (version) => {
    soak(
      'carries a run to its review twice, where the command of the criterion counts as run by the agent',
      async () => {
        const model = await startModel();
        const field = await clientField(plugin, {
          files: FILES,
          env: {
            ANTHROPIC_BASE_URL: model.url,
            ANTHROPIC_API_KEY: 'sk-dummy-key-for-tests',
            CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
          },
        });
        await field.run('agent_update', { name: 'claude', binary: clientBinary(version), allow: ['Bash'] });
        const at = () => join(field.tree('r1'), 'a.txt');
        const bash = (command: string) => call('Bash', { command, description: 'Run the tests' });
        model.main(
          byPrompt({
            'Do the task below': [
              () => call('Read', { file_path: at() }),
              () => bash('cd app'),
              () => bash('npm test'),
              () => call('Edit', { file_path: at(), old_string: 'old', new_string: 'new' }),
              () => bash('npm test'),
              () => say('The tests pass.'),
            ],
            'requests changes': [
              () => call('Write', { file_path: at(), content: 'newer\n' }),
              () => bash(`cd ${field.tree('r1')} && npm test`),
              () => say('They still pass.'),
            ],
          }),
        );
        const printed = await carried(field, `claude-${version}`, 'claude');
        expect(printed).not.toContain('wrong folder');
      },
    );
  },
  { only: 'soak' },
);

describe('the stream of Codex', unless(whyLeftOut('codex')), () => {
  soak('carries a run to its review twice, where the command of the criterion counts as run by the agent', async () => {
    const exec = (cmd: string): ResponsesReply => ({ name: 'exec_command', arguments: { cmd, yield_time_ms: 30_000 } });
    const patch = (from: string, to: string) =>
      exec(`apply_patch <<'EOF'\n*** Begin Patch\n*** Update File: a.txt\n@@\n-${from}\n+${to}\n*** End Patch\nEOF`);
    const replies = [
      ...[exec('npm test'), patch('old', 'new'), exec('npm test'), { text: 'The tests pass.' }],
      ...[patch('new', 'newer'), exec('cd . && npm test')],
    ];
    const model = await startResponses(({ place }) => replies[place] ?? { text: 'They still pass.' });
    const field = await clientField(plugin, { files: FILES, env: { KEY: 'sk-dummy-key-for-tests' } });
    mkdirSync(join(field.home, 'codex'));
    const scripted = `{name="scripted",base_url="${model.url}/v1",wire_api="responses",env_key="KEY"}`;
    await field.run('agent_update', {
      ...{ name: 'codex', binary: codexBinary(), model: 'gpt-5', env: ['KEY'] },
      argv: ['-c', `model_providers.scripted=${scripted}`, '-c', 'model_provider="scripted"'],
    });
    await carried(field, 'codex', 'codex');
  });
});

/**
 * Carries a run of the agent through two rounds. With BACKLOG_RECORD, writes what the client printed in each.
 * @returns what it printed in the first
 */
async function carried(field: ClientField, name: string, agent: string): Promise<string> {
  const output = join(field.store, 'runs', 'r1', 'output.txt');
  await field.person('add', 'Change a', '--scope', 'a.txt', '--acceptance', 'tests pass', '--by', 'npm test');
  await field.person('run', '1', '--agent', agent);
  await field.becomes('r1', 'review');
  const first = readFileSync(output, 'utf8');
  await expectRan(field);
  await field.person('run', 'request-changes', 'r1', 'Newer');
  await field.until('r1', ({ state, rounds }) => state === 'review' && rounds?.length === 2);
  const second = readFileSync(output, 'utf8').slice(first.length);
  await expectRan(field);
  if (process.env.BACKLOG_RECORD === undefined) return first;
  for (const [round, text] of Object.entries({ first, second }))
    writeFileSync(
      new URL(`../fixtures/streams/${name}-${round}.ndjson`, import.meta.url),
      text.replaceAll(field.tree('r1'), '{tree}').replaceAll(field.home, '{home}').replaceAll(field.root, '{root}'),
    );
  return first;
}

async function expectRan({ run }: ClientField): Promise<void> {
  const { grades } = await run<{ grades: Grading[] }>('run_show', { run: 'r1' });
  expect(grades).toMatchObject([
    { grade: 'compared', says: expect.arrayContaining(['run by the agent: "npm test" exited with 0']) },
  ]);
}
