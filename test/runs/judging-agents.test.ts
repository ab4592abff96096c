import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checksFor } from '../../src/runs/checks.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { everyNth, soak } from '../support/soak-test.ts';
import { testWorkspace } from '../support/workspace.ts';
import { reviewed } from './support/acting.ts';
import { type Field, field } from './support/field.ts';
import { hidden, TASK as TWO } from './support/hidden.ts';

const plugin = builtPlugin();

/** Statements that print an answer as a client prints its last message. */
function printed(name: 'claude' | 'codex', answer: string, usd = 0): string {
  const text = JSON.stringify(answer);
  return {
    claude: `say({ type: 'system', subtype: 'init', session_id: 's', model: 'm' });
say({ type: 'assistant', message: { id: '1', role: 'assistant', content: [{ type: 'text', text: ${text} }], usage: {} } });
say({ type: 'result', subtype: 'success', is_error: false, result: ${text}, usage: {}, total_cost_usd: ${usd} });`,
    codex: `say({ type: 'thread.started', thread_id: 't' });
say({ type: 'turn.started' });
say({ type: 'item.completed', item: { id: '1', type: 'agent_message', text: ${text} } });
say({ type: 'turn.completed', usage: {} });`,
  }[name];
}

/**
 * Makes the agent of a client a program that prints this answer as the client prints its last message. It keeps its
 * arguments, its question and the paths in its folder.
 */
async function clientSays(place: Field, name: 'claude' | 'codex', answer: string, code = '', usd = 0): Promise<string> {
  const kept = join(place.root, `${name}-asked`);
  const lines = printed(name, answer, usd);
  const file = join(place.root, `${name}.mjs`);
  const source = `#!${process.execPath}
import { appendFileSync, readFileSync, readdirSync } from 'node:fs';
const say = (line) => console.log(JSON.stringify(line));
const asked = { args: process.argv.slice(2), question: readFileSync(0, 'utf8'), files: readdirSync('.'), env: process.env };
appendFileSync(${JSON.stringify(kept)}, JSON.stringify(asked) + '\\n');
${code}
${lines}
`;
  writeFileSync(file, source);
  chmodSync(file, 0o755);
  await place.run('agent_update', { name, binary: file });
  return kept;
}

const SLEEP = 'await new Promise((done) => setTimeout(done, 60_000));';
const TASK = { description: 'Count the words', acceptance: ['empty files give 0'] };
const WORK = 'echo work >> src/a.txt';
const HIDDEN = { 'runs.hiddenTests': 'node "$BACKLOG_TEST"', 'runs.hiddenCriteria': '2' };
const asked = (file: string) =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { args: string[]; question: string; files: string[]; env: NodeJS.ProcessEnv });

test('a named agent is asked about each result: read-only, in the sealed checkout, without settings of the checkout', async () => {
  const place = await field(plugin);
  const codex = await clientSays(place, 'codex', 'Well.\n**Criterion 1:** accepted src/a.txt:2 it counts');
  const claude = await clientSays(place, 'claude', 'Criterion 1: accepted');
  await place.run('setting_set', { name: 'runs.judges', value: 'claude,codex' });
  await place.run('orchestrator_start', { budget: 5, per: 'all', filter: 'project:none' });
  const { checks, id } = await reviewed(place, WORK, TASK);
  expect(checks).toMatchObject([
    { name: 'claude', ok: true, why: 'criteria: 1 accepted', verdicts: [{ verdict: 'accepted' }] },
    { name: 'codex', ok: true, verdicts: [{ verdict: 'accepted', at: 'src/a.txt:2', text: 'it counts' }] },
  ]);
  expect(await place.text('run_show', { run: id })).toContain('check codex: passed, criteria: 1 accepted');
  expect(await place.run('orchestrator_status')).toMatchObject({
    unpriced: { text: expect.stringContaining('the judge of r1') },
  });
  const [one] = asked(codex);
  expect(one!.question).toContain('You judge the result of an agent that you do not know.');
  expect(one!.question).toContain('1. "empty files give 0"');
  expect(one!.question).toContain('> +work');
  expect(one!.files).toEqual(expect.arrayContaining(['docs', 'src']));
  expect(one!.args.join(' ')).toMatch(/-s read-only .*project_doc_max_bytes=0.* -$/);
  const [two] = asked(claude);
  expect(two!.args).toEqual(expect.arrayContaining(['--tools=Read,Grep,Glob', '--disallowedTools=Bash', 'dontAsk']));
  expect(two!.args.join(' ')).not.toMatch(/plugin-dir|acceptEdits|bypass/);
  expect(one!.env.BACKLOG_JUDGE).toMatch(/judge\.md$/);

  await place.run('run_approve', { run: id, unmet: true });
  await place.becomes(id, 'merged');
  expect(asked(codex)).toHaveLength(2);
});

soak.each(['claude', 'codex'] as const)('%s writes hidden tests, in an answer of any allowed length', async (name) => {
  const place = await field(plugin);
  const long = (path: string, end: string) => hidden(path, `// ${'x'.repeat(7_000)}\n${end}`);
  const tests = long('one.mjs', 'process.exit(1)') + long('two.mjs', '') + long('three.mjs', 'process.exit(2)');
  const writes = `if (asked.question.startsWith('You write tests')) {\n${printed(name, tests, 0.25)}\nprocess.exit(0);\n}`;
  const kept = await clientSays(place, name, 'Criterion 1: accepted\nCriterion 2: accepted', writes, 0.25);
  for (const [setting, value] of Object.entries({ ...HIDDEN, 'runs.judges': name }))
    await place.run('setting_set', { name: setting, value });
  const { hiddenTests, judged } = await reviewed(place, WORK, TWO);
  expect(hiddenTests).toMatchObject({
    by: name,
    tests: [{ outcome: 'failed' }, { outcome: 'passed' }, { outcome: 'failed' }],
  });
  const questions = asked(kept).map(({ question }) => question);
  expect(questions.map((one) => one.startsWith('You write tests'))).toEqual([false, true]);
  if (name === 'claude') expect(judged?.reduce((sum, { usd }) => sum + (usd ?? 0), 0)).toBe(0.5);
});

soak.each([
  ['whose program fails', 'process.exit(1)', /codex gave no answer/],
  ['that hangs', SLEEP, /took more than/],
])('a judge %s when it has to write hidden tests asks nobody anything', async (_, code, none) => {
  const place = await field(plugin);
  const only = `if (asked.question.startsWith('You write tests')) { ${code} }`;
  await clientSays(place, 'codex', 'Criterion 1: accepted\nCriterion 2: accepted', only);
  for (const [setting, value] of Object.entries({ ...HIDDEN, 'runs.judges': 'codex', 'runs.checkMinutes': '0.05' }))
    await place.run('setting_set', { name: setting, value });
  const { hiddenTests, checks, id } = await reviewed(place, WORK, TWO);
  expect(checks).toMatchObject([{ ok: true }]);
  expect(hiddenTests).toMatchObject({ tests: [], none: expect.stringMatching(none) });
  expect((await place.run<{ questions: string[] }>('run_show', { run: id })).questions).toEqual([]);
});

soak('what a judge reports as its cost counts in budgets, of the worktree and of the merged tree', async () => {
  const place = await field(plugin);
  await clientSays(place, 'claude', 'Criterion 1: accepted', '', 0.25);
  await place.run('setting_set', { name: 'runs.judges', value: 'claude' });
  await place.run('orchestrator_start', { budget: 5, per: 'all', filter: 'project:none' });
  const { checks, judged, id } = await reviewed(place, WORK, TASK);
  expect(checks).toMatchObject([{ name: 'claude', costUsd: 0.25 }]);
  expect(judged).toMatchObject([{ usd: 0.25 }]);
  const spent = async () => (await place.run<{ spentUsd: number }>('orchestrator_status')).spentUsd;
  expect(await spent()).toBe(0.25);
  await place.run('run_approve', { run: id, unmet: true });
  await place.becomes(id, 'merged');
  expect(await spent()).toBe(0.5);
});

soak('what an agent rejects goes back to the agent once, then it is in the way of the approval', async () => {
  const place = await field(plugin);
  await clientSays(place, 'codex', 'Criterion 1: rejected src/a.txt:1 it gives 1');
  await place.run('setting_set', { name: 'runs.judges', value: 'codex' });
  const { rounds, checks, id } = await reviewed(place, 'echo $BACKLOG_ROUND >> src/a.txt', TASK);
  expect(rounds?.map(({ why }) => why)).toEqual(['start', 'checks']);
  expect(checks).toMatchObject([{ name: 'codex', ok: false, verdicts: [{ verdict: 'rejected', at: 'src/a.txt:1' }] }]);
  expect((await place.refused('run_approve', { run: id, unmet: true })).message).toContain(
    'codex (criteria: 1 rejected',
  );
});

describe('a judge that gives no answer fails the check with words, and starts no round of the agent', () => {
  test.each(
    everyNth<[string, (place: Field) => Promise<unknown>, string | RegExp]>(9, [
      [
        'its program is missing',
        (place) => place.run('agent_update', { name: 'codex', binary: 'no-such-codex' }),
        "the judge codex can't start: no folder of PATH has the program no-such-codex. Next: install no-such-codex",
      ],
      [
        'its program fails',
        (place) => clientSays(place, 'codex', '', 'console.error("not logged in"); process.exit(1)'),
        /codex gave no answer: .*exited with 1.*not logged in/,
      ],
      [
        'its program prints nothing that it knows',
        (place) => clientSays(place, 'codex', '', 'console.log("Criterion 1: accepted"); process.exit(0)'),
        /codex gave no answer: the program exited with 0, but its output is not Codex's/,
      ],
      [
        'it says nothing about a criterion',
        (place) => clientSays(place, 'codex', 'Looks good to me'),
        /its answer has no line about a criterion/,
      ],
      [
        'its answer is cut',
        (place) => clientSays(place, 'codex', `Criterion 1: accepted\n${'x '.repeat(5_000)}\nCriterion 1: rejected`),
        'the answer of codex is longer than 8000 characters',
      ],
      [
        'it hangs',
        async (place) => {
          await place.run('setting_set', { name: 'runs.checkMinutes', value: '0.02' });
          await clientSays(place, 'codex', 'Criterion 1: accepted', SLEEP);
        },
        'codex: it took more than 1.2 s and was stopped',
      ],
      [
        'it costs more than its limit',
        async (place) => {
          await place.run('setting_set', { name: 'runs.judges', value: 'claude' });
          await place.run('setting_set', { name: 'runs.judgeCost', value: '0.05' });
          const cost = `console.log('{"type":"result","subtype":"success","result":"","usage":{},"total_cost_usd":0.07}');`;
          await clientSays(place, 'claude', 'Criterion 1: accepted', `${cost} ${SLEEP}`, 0.07);
        },
        'claude: it reached its cost limit (runs.judgeCost is $0.05)',
      ],
      [
        'it writes into the checkout',
        (place) => clientSays(place, 'codex', 'Criterion 1: accepted', "appendFileSync('src/a.txt', 'x');"),
        /src\/a\.txt/,
      ],
      [
        "Backlog can't keep its program from writing",
        async (place) => {
          await place.agent('own', '');
          await place.run('setting_set', { name: 'runs.judges', value: 'own' });
        },
        /the agent own can't judge: .*backlog setting set checks\.own/,
      ],
    ]),
  )('%s', async (_, make, why) => {
    const place = await field(plugin);
    await place.run('setting_set', { name: 'runs.judges', value: 'codex' });
    await make(place);
    const { rounds, checks, id } = await reviewed(place, WORK, TASK);
    expect(checks).toMatchObject([{ ok: false, why: typeof why === 'string' ? why : expect.stringMatching(why) }]);
    expect(rounds?.map((round) => round.why)).toEqual(['start']);
    expect((await place.refused('run_approve', { run: id, unmet: true })).message).toContain('checks of run r1 failed');
  });
});

test('a name that is neither a check nor an agent stops the run before its agent starts', async () => {
  const place = await field(plugin);
  const set = await place.text('setting_set', { name: 'runs.judges', value: 'cladue' });
  expect(set).toContain('runs.judges names the check "cladue", which no setting defines');
  await place.agent('worker', '');
  const run = await place.settled(await place.start(await place.task(TASK), 'worker'));
  expect(run).toMatchObject({ state: 'failed', reason: { code: 'check_undefined' } });
});

test("the setting says at once that a judge can't be asked here", async () => {
  const work = await testWorkspace();
  await work.run('agent_update', { name: 'codex', binary: 'no-such-codex' });
  expect(await work.text('setting_set', { name: 'runs.judges', value: 'codex' })).toContain(
    "the judge codex can't start: no folder of PATH has the program no-such-codex",
  );
});

test.each([
  ['claude', 'claude,codex', ['codex']],
  ['codex', 'claude,codex', ['claude']],
  ['command', 'claude,codex', ['claude', 'codex']],
  ['claude', 'claude', ['claude']],
  ['claude', 'claude,codex,typo', ['codex', 'typo']],
] as const)('a result by %s is judged by %s: %j', async (provider, value, names) => {
  const work = await testWorkspace();
  await work.run('setting_set', { name: 'runs.judges', value });
  const wanted = checksFor(work.opened.store.state, {}, ['a.ts'], { provider });
  expect(wanted.map(({ name }) => name)).toEqual(names);
  expect(wanted.every(({ judges }) => judges)).toBe(true);
  expect(checksFor(work.opened.store.state, {}, [], { provider })).toEqual([]);
});
