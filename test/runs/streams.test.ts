import { expect, test } from 'vitest';
import type { Grading } from '../../src/domain/task/grade.ts';
import type { Caller } from '../../src/work/workspace/context.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { seeded } from '../support/random.ts';
import { runs } from '../support/seed.ts';
import { ADA, agent } from '../support/workspace.ts';
import { field } from './support/field.ts';
import { mutatedStream } from './support/mutated-streams.ts';
import { playedAgent, recordedRound } from './support/played-agent.ts';

// What real clients printed (test/e2e/streams.test.ts records it), through the real supervisor into the real store.

const plugin = builtPlugin();
const FILES = {
  'a.txt': 'old\n',
  '.npmrc': 'update-notifier=false\n',
  'package.json': '{ "scripts": { "test": "grep -q new a.txt && echo 1 passed" } }\n',
};

/** The person at a terminal, who agrees to a command by giving it. */
const AT_TERMINAL: Caller = { ...ADA, door: 'cli' };

test.each([
  // At a terminal, the person agrees that Backlog runs the command, too. An agent's criterion is graded by the stream alone.
  ['claude', 'claude-new', AT_TERMINAL, ['failed before, passes now']],
  ['claude', 'claude-old', agent('session-1'), []],
  ['codex', 'codex', agent('session-1'), []],
] as const)(
  'a run by %s (%s) that runs the command of a criterion comes to review with it graded, in each round',
  async (provider, client, caller, says) => {
    const place = await field({ ...plugin, files: FILES });
    const { run, becomes, until, start } = place;
    await run('task_add', { description: 'Change a', acceptance: ['tests pass --by npm test'] }, caller);
    await playedAgent(place, 'played', provider, [
      recordedRound(`${client}-first`, { 'a.txt': 'new\n' }),
      recordedRound(`${client}-second`, { 'a.txt': 'newer\n' }),
    ]);
    const id = await start(1, 'played');
    await becomes(id, 'review');
    const { grades } = await run<{ grades: Grading[] }>('run_show', { run: id });
    const said = grades[0]!.says.join('; ');
    for (const text of [...says, 'run by the agent: "npm test" exited with 0']) expect(said).toContain(text);
    await run('run_request_changes', { run: id, note: 'Newer' });
    const again = await until(id, ({ state, rounds }) => state === 'review' && rounds?.length === 2);
    expect(again.result?.commands).toMatchObject([{ command: 'npm test' }]);
  },
);

const NPM_TEST = ['tests pass --by npm test'];
const DEFECTS: readonly (string | undefined)[] = ['defect', 'git_failed', 'refused', 'queue_failed', 'no_access'];

test('a run of a damaged stream comes to review, or fails as its client did, never by git or by Backlog', async () => {
  const random = seeded(79);
  const place = await field({ ...plugin, files: FILES });
  for (let n = 0; n < runs(3, 60); n++) {
    const stream = mutatedStream(random);
    await place.run(
      'task_add',
      { description: `Change ${n}`, acceptance: NPM_TEST, scope: [`${n}.txt`] },
      agent('session-1'),
    );
    const steps = [{ edit: { [`${n}.txt`]: 'new\n' } }, ...stream.steps];
    await playedAgent(place, `played-${n}`, stream.provider, [{ steps }]);
    const id = await place.start(n + 1, `played-${n}`);
    const { state, reason, result } = await place.settled(id);
    expect(DEFECTS, `stream ${n}: ${stream.how.join(', ')}: ${reason?.text}`).not.toContain(reason?.code);
    if (!stream.isWhole) continue;
    expect([state, result?.commands?.[0]?.command], `stream ${n}: ${stream.how.join(', ')}`).toEqual([
      'review',
      'npm test',
    ]);
  }
});
