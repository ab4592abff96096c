import { mkdirSync, truncateSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { present } from '../../src/base/present.ts';
import { MOST_REASON } from '../../src/domain/runs/run-reasons.ts';
import { splitLines } from '../../src/runs/process/lines.ts';
import { PROVIDERS } from '../../src/runs/providers/index.ts';
import { locateRun, runFiles } from '../../src/runs/run-folder.ts';
import { REASON_OF } from '../../src/runs/supervisor/halt.ts';
import { readAgentOutput } from '../../src/runs/supervisor/round/agent-output.ts';
import { endRound } from '../../src/runs/supervisor/round/rounds.ts';
import { openSupervisedRun } from '../../src/runs/supervisor/supervised-run.ts';
import { commandsOfResult } from '../../src/runs/view/agent-commands.ts';
import { seeded } from '../support/random.ts';
import { gitProject, resultOf, runIn } from '../support/runs.ts';
import { runs } from '../support/seed.ts';
import { ADA, testWorkspace } from '../support/workspace.ts';
import { type MutatedStream, mutatedStream } from './support/mutated-streams.ts';

// Damaged streams of clients, through the reader of their output and the end of a round into a real store. Whole runs of
// such streams are in streams.test.ts.

const NPM_TEST = ['tests pass --by npm test'];

/** A run at work whose supervisor reads streams, in a real store. */
async function readingRun(provider: 'claude' | 'codex') {
  const work = await testWorkspace();
  await gitProject(work);
  await work.run('task_add', { description: 'Change a', acceptance: NPM_TEST });
  const { opened, folder } = work;
  const self = { host: 'here', boot: 'b', pid: process.pid, start: '1' };
  const begun = { n: 1, why: 'start', at: '2026-07-30T14:30:00Z' } as const;
  const { id } = await runIn(work, 'running', { number: 1, provider, supervisor: self, rounds: [begun] });
  const { events } = runFiles(locateRun(opened.context(ADA), { id, repository: 'project' }));
  mkdirSync(dirname(events), { recursive: true });
  const supervised = openSupervisedRun({ opened, id, self, env: process.env, plugin: { folder, server: '' } }, {});
  onTestFinished(() => supervised.events.close());
  const { capabilities, reader: newReader } = PROVIDERS[provider];
  const task = [...opened.store.state.all('task')][0]![1];
  const pick = { rounds: [begun], usage: undefined };
  return async ({ steps }: MutatedStream) => {
    truncateSync(events);
    const reader = newReader();
    const output = readAgentOutput(supervised, reader, () => {});
    const [out, err] = [splitLines(output.onLine), splitLines(output.onError)];
    for (const step of steps)
      if (typeof step === 'string') out.push(`${step}\n`);
      else if ('raw' in step) out.push(step.raw);
      else if ('error' in step) err.push(`${step.error}\n`);
    for (const lines of [out, err]) lines.end();
    await output.noted;
    const outcome = reader.outcome({ code: 0, signal: null });
    const end = { outcome, usage: reader.usage(), remembered: undefined, session: output.session, halt: undefined };
    const commands = await commandsOfResult(events, { tree: folder, changed: [], all: async () => [] }, task);
    const result = { ...resultOf(), ...commands };
    await supervised.note((run, tx) => ({ ...endRound({ ...run, ...pick }, end, tx.at, capabilities), result }));
    if (outcome.kind !== 'done')
      await supervised.note((run) => ({
        ...run,
        reason: {
          code: REASON_OF[outcome.kind as 'failed'],
          text: outcome.text.slice(0, MOST_REASON),
          ...present({ until: outcome.resetsAt }),
        },
      }));
    return { outcome, result: supervised.run().result };
  };
}

test('every damaged stream is read into the real store, and none that has the command loses its evidence', async () => {
  const random = seeded(78);
  const readers = { claude: await readingRun('claude'), codex: await readingRun('codex') };
  let whole = 0;
  for (let n = 0; n < runs(200, 2_000); n++) {
    const stream = mutatedStream(random);
    const { result } = await readers[stream.provider](stream).catch((error: unknown) => {
      throw new Error(`stream ${n}: ${stream.how.join(', ')}`, { cause: error });
    });
    if (!stream.isWhole) continue;
    whole++;
    expect(
      result?.commands?.map(({ command }) => command),
      `stream ${n}: ${stream.how.join(', ')}`,
    ).toEqual(['npm test']);
  }
  expect(whole).toBeGreaterThan(50);
});
