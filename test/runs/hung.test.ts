import { expect, test } from 'vitest';
import { awaitStop } from '../../src/runs/lifecycle/await-stop.ts';
import { stopRun } from '../../src/runs/lifecycle/control-run.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { ADA } from '../support/workspace.ts';
import { started } from './support/acting.ts';
import { field } from './support/field.ts';

const plugin = builtPlugin();

test('a stop ends a supervisor that hangs, and everything of its run, and says so; the run goes on when it is resumed', async () => {
  const place = await field({ supervisor: plugin.supervisor });
  const { run, text, until, processes } = place;
  const id = await started(
    place,
    '[ "$BACKLOG_ROUND" = 2 ] && echo more >> src/a.txt && exit; echo x > src/a.txt; sleep 600',
  );
  const { supervisor } = await until(id, ({ state, process }) => state === 'running' && process !== undefined);
  process.kill(supervisor!.pid, 'SIGSTOP');
  const context = place.opened.context(ADA);
  const asked = await context.write('run_stop', (tx) => stopRun(tx, context, id));
  await awaitStop(context, asked, { stopMs: 100, keepMs: 100 });
  expect(await place.now(id)).toMatchObject({
    state: 'stopped',
    reason: {
      code: 'asked',
      text: `stopped by human:ada; its supervisor (process ${supervisor!.pid}) hung and was killed`,
    },
  });
  expect(processes()).toEqual([]);
  expect(await text('run_show', { run: id })).toContain('hung and was killed');
  await run('run_resume', { run: id });
  await until(id, ({ state }) => state === 'review');
});
