import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { DEADLINE_MS } from '../support/seed.ts';
import { soak } from '../support/soak-test.ts';
import { field } from './support/field.ts';

const plugin = builtPlugin();

/** Reports what a file says, one report for each file `say-1`, `say-2` …; ends with the file `end`. */
const reporter = (cli: string, folder: string) => `
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
const folder = ${JSON.stringify(folder)};
for (let n = 1; !existsSync(folder + '/end'); ) {
  const file = folder + '/say-' + n;
  if (existsSync(file)) {
    const [progress, text] = readFileSync(file, 'utf8').split('|');
    execFileSync(process.execPath, [${JSON.stringify(cli)}, 'annotate', process.env.BACKLOG_TASK_ID, text, '--progress', progress]);
    writeFileSync(folder + '/said-' + n++, '');
  }
  await new Promise((done) => setTimeout(done, 20));
}
writeFileSync('src/a.txt', 'changed\\n');
`;

interface Left {
  ms: number;
  by: string;
  percent?: number;
  said?: string;
  actor?: string;
}

soak('an agent at work reports its progress; another process reads how long it still takes, and by what', async () => {
  const { run, task, agent, start, becomes, root, user, store } = await field(plugin);
  await agent('slow', reporter(plugin.cli, root));
  const id = await start(await task({ description: 'Change a', scope: 'src/**', estimate: '2h' }), 'slow');
  await becomes(id, 'running');
  const elsewhere = (...words: string[]) =>
    execFileSync(process.execPath, [plugin.cli, ...words], {
      cwd: user,
      env: { ...process.env, BACKLOG_DIR: store },
      encoding: 'utf8',
    });
  const left = (): Left => JSON.parse(elsewhere('run', 'list', '--json')).runs[0].left;
  const say = async (n: number, text: string) => {
    writeFileSync(join(root, `.say-${n}`), text);
    execFileSync('mv', [join(root, `.say-${n}`), join(root, `say-${n}`)]);
    const late = performance.now() + DEADLINE_MS;
    while (!existsSync(join(root, `said-${n}`))) {
      if (performance.now() > late) throw new Error(`report ${n} never came: ${elsewhere('run', 'show', id)}`);
      await wait(25);
    }
  };

  const first = left();
  expect(first.by).toBe('estimate');
  expect(first.ms).toBeGreaterThan(7_000_000);
  expect(first.ms).toBeLessThan(7_200_000);

  await say(1, '50%|half of it');
  expect(left()).toMatchObject({ by: 'progress', percent: 50, said: 'half of it', actor: `ai:run#${id}` });

  await say(2, '20min left|tests are next');
  const { ms } = left();
  expect(ms).toBeLessThanOrEqual(1_200_000);
  expect(ms).toBeGreaterThan(1_200_000 - DEADLINE_MS);
  expect(elsewhere('run', 'list')).toMatch(/about (20|19) min left \(reported\)/);
  expect(elsewhere('info', '1')).toMatch(
    /time left: about (20|19) min left \(reported\): "tests are next" \(ai:run#r1/,
  );
  const { waves } = JSON.parse(elsewhere('orchestrator', 'simulate', '--json'));
  expect(waves[0].tasks[0]).toMatchObject({ by: 'progress', run: { id } });
  expect(waves[0].tasks[0].endsMs).toBeLessThanOrEqual(ms);
  const notes = JSON.parse(elsewhere('info', '1', '--json')).record.annotations;
  expect(notes).toMatchObject([{ text: 'tests are next', progress: 'PT20M' }]);

  writeFileSync(join(root, 'end'), '');
  await becomes(id, 'review');
  expect(left()).toBeUndefined();
  await run('run_discard', { run: id });
});
