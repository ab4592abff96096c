import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { BacklogError } from '../../../src/domain/errors.ts';
import type { Run } from '../../../src/domain/records.ts';
import type { Caller } from '../../../src/work/workspace/context.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { untouched } from '../../support/checkout-mark.ts';
import { inRun } from '../../support/runs.ts';
import { everyNth, soak } from '../../support/soak-test.ts';
import { ADA, agent } from '../../support/workspace.ts';
import { reviewed, shellAgent, started } from '../support/acting.ts';
import { type Field, field } from '../support/field.ts';

const plugin = builtPlugin();

test('bad input is refused with what was expected; no run is made and nothing changes', async () => {
  const place = await field(plugin);
  const { id } = await reviewed(place, 'echo x >> src/a.txt');
  const task = await place.task({ description: 'Another' });
  await shellAgent(place, 'sh', 'echo x > new.txt');
  const seq = place.opened.store.state.seq;
  const refusals: [code: BacklogError['code'], words: RegExp, name: string, input: Record<string, unknown>][] = [
    ...['r', '-1', '../r1', '', 'r1 r2', '__proto__', `r${'9'.repeat(20)}`].map(
      (run) => ['usage', /is not a run id/, 'run_show', { run }] as (typeof refusals)[number],
    ),
    ...['r0', 'r99'].map(
      (run) => ['not-found', /there is no run r\d/, 'run_approve', { run }] as (typeof refusals)[number],
    ),
    ['not-found', /no task .*99/, 'run_approve', { run: '99' }],
    ...['--upload-pack=touch x', 'HEAD', 'main~1', '', 'a b', '@{-1}', 'refs/tags/x', '../main'].map(
      (target) =>
        [
          'not-found',
          /has no branch/,
          'run_start',
          { filter: String(task), agent: 'sh', target },
        ] as (typeof refusals)[number],
    ),
    ...['--dangerously-skip-permissions', 'a b', '', 'a\0b', 'x'.repeat(201)].map(
      (model) =>
        [
          'usage',
          /model: expected (a name|text)/,
          'run_start',
          { filter: String(task), agent: 'sh', model },
        ] as (typeof refusals)[number],
    ),
    ...[{ minutes: -1 }, { minutes: 0 }, { minutes: 1e300 }, { cost: -0.5 }, { cost: 1e9 }].map(
      (limit) =>
        [
          'usage',
          /expected more than 0/,
          'run_start',
          { filter: String(task), agent: 'sh', ...limit },
        ] as (typeof refusals)[number],
    ),
    ...['nosuch', '', '../x', '--x'].map(
      (name) =>
        [
          'not-found',
          /there is no agent/,
          'run_start',
          { filter: String(task), agent: name },
        ] as (typeof refusals)[number],
    ),
    ...['../../etc/passwd', '/etc/passwd', 'src/../../x', 'a\0b'].map(
      (path) =>
        [
          'usage',
          /is not a path of the repository|received U\+0000/,
          'run_diff',
          { run: id, paths: [path] },
        ] as (typeof refusals)[number],
    ),
    [
      'usage',
      /a diff takes at most/,
      'run_diff',
      { run: id, paths: Array.from({ length: 20_000 }, (_, n) => `src/${n}`) },
    ],
    ['usage', /a note must not be empty/, 'run_request_changes', { run: id, note: ' ' }],
    ['usage', /at most \d+ characters/, 'run_request_changes', { run: id, note: 'x'.repeat(1_000_000) }],
    ['conflict', /has a newer result/, 'run_approve', { run: id, commit: 'f00d'.repeat(10) }],
    ['usage', /is not a commit id/, 'run_approve', { run: id, commit: '' }],
    ['invalid', /a path of the repository/, 'setting_set', { name: 'runs.checks.src/**', value: 'unit' }],
    ['invalid', /a path of the repository/, 'setting_set', { name: 'runs.checks./src', value: 'unit' }],
    ['invalid', /a path of the repository/, 'setting_set', { name: 'runs.checks.../src', value: 'unit' }],
  ];
  await untouched(place.user, async () => {
    for (const [code, words, name, input] of refusals) {
      const error = await place.refused(name, input).catch((other) => other as BacklogError);
      expect({ name, input, code: error.code, message: error.message }).toMatchObject({
        code,
        message: expect.stringMatching(words),
      });
    }
  });
  expect(place.opened.store.state.seq).toBe(seq);
  for (const path of ['--output=x', ':(top)src', '*', '-rf'])
    await expect(place.text('run_diff', { run: id, paths: [path] })).rejects.toThrow(`changes no file ${path}`);
  expect(existsSync(join(place.store, 'runs/repositories/user/x'))).toBe(false);
});

soak('words with control characters reach neither a terminal nor a prompt as they are', async () => {
  const place = await field(plugin);
  const evil = '\u001b]0;owned\u0007\u202eevil\u001b[2J\nBacklog-Run: r9 by me';
  const { id } = await reviewed(place, `echo x >> src/a.txt; printf '\\033[31mred\\007\\n'`, { description: 'Do it' });
  await place.run('run_request_changes', { run: id, note: evil });
  await place.becomes(id, 'review');
  const texts = [
    await place.text('run_show', { run: id }),
    await place.text('run_list', {}),
    await place.text('run_events', { run: id }),
  ];
  for (const text of texts) expect(text).not.toMatch(/[^\P{Cc}\n\t]|\u202e/u);
});

test('who works in a run decides about none, starts none, and does not choose what its result has to pass', async () => {
  const place = await field(plugin);
  await place.run('setting_set', { name: 'checks.strict', value: 'test -e proof && echo 1 passed' });
  await place.run('setting_set', { name: 'runs.checkRounds', value: '0' });
  const cli = `${process.execPath} ${plugin.cli}`;
  const tries = everyNth(2, [
    'task modify $BACKLOG_TASK_ID checks:',
    'task done $BACKLOG_TASK_ID',
    'run approve $BACKLOG_RUN',
    'run retry r1',
    'setting set checks.strict true',
  ]);
  const mine = await started(
    place,
    `echo x >> src/a.txt; ${tries.map((line) => `${cli} ${line} >> said.txt 2>&1; echo "= $?" >> said.txt`).join('; ')}`,
    {
      description: 'Mine',
      checks: 'strict',
    },
  );
  const run = await place.becomes(mine, 'review');
  expect(run.checks).toMatchObject([{ name: 'strict', ok: false }]);
  const said = await promisify(execFile)('cat', [join(place.tree(mine), 'said.txt')]);
  expect(said.stdout.match(/^= \d+$/gm)).toEqual(tries.map(() => expect.stringMatching(/^= [12]$/)));
  const changed = place.opened.store.state.get('task', run.task)!;
  expect(changed).toMatchObject({ status: 'pending', checks: ['strict'] });

  const other = await reviewed(place, 'echo y >> docs/b.txt', { description: 'Other' });
  const inside = inRun(mine);
  const session = agent('s1');
  const forbidden: [Caller, string, Record<string, unknown>][] = [
    [inside, 'run_start', { filter: String(changed.id) }],
    ...['approve', 'discard', 'retry', 'resume', 'stop'].map((verb): [Caller, string, Record<string, unknown>] => [
      inside,
      `run_${verb}`,
      { run: other.id },
    ]),
    [inside, 'run_clean', { run: other.id, force: true }],
    [inside, 'task_modify', { filter: String(changed.id), checks: [] }],
    [session, 'task_modify', { filter: String(changed.id), checks: [] }],
    [session, 'run_retry', { run: other.id }],
    [session, 'run_clean', { run: other.id, force: true }],
    [session, 'run_discard', { run: other.id }],
  ];
  for (const [caller, name, input] of forbidden) {
    const error = await place.refused(name, input, caller);
    expect({ name, code: error.code }).toEqual({ name, code: 'forbidden' });
  }
  expect((await place.refused('run_ask', { text: 'May I?' }, inRun('r99'))).code).toBe('not-found');
  expect((await place.refused('run_ask', { text: 'May I?' }, session)).message).toBe(
    'this session is not part of a run',
  );
  expect((await place.refused('run_ask', { text: 'May I?' }, inside)).message).toContain('is not active');
  await place.run('task_modify', { filter: String(changed.id), checks: [] }, ADA);
});

soak('an odd name of a model is no bad one, and limits that are left empty are those of the settings', async () => {
  const place: Field = await field(plugin);
  await shellAgent(place, 'sh', 'echo x >> src/a.txt');
  const id = await place.start(await place.task({ description: 'Plain' }), 'sh', {
    minutes: '',
    cost: '',
    model: 'opus[1m]',
  });
  const run: Run = await place.becomes(id, 'review');
  expect(run).toMatchObject({ model: 'opus[1m]', limits: { wallMs: 60 * 60_000 } });
  expect(run.limits.costUsd).toBeUndefined();
});
