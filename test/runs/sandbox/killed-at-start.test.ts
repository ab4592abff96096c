import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { builtPlugin } from '../../support/built-plugin.ts';
import { writeFiles } from '../../support/files.ts';
import { NEEDS_SANDBOX } from '../../support/needs-sandbox.ts';
import { soak } from '../../support/soak-test.ts';
import { type Field, field } from '../support/field.ts';

const plugin = builtPlugin();

/** Kills the parent, and waits until it is gone. */
const KILL = 'kill -KILL $PPID; while kill -0 $PPID 2>/dev/null; do sleep 0.01; done';

/**
 * A repository in which the process that starts bubblewrap is killed.
 * @param when shell line that kills it (`$PPID`)
 */
async function killing(when: string): Promise<Field> {
  const place = await field({ supervisor: plugin.supervisor });
  const bwrap = execFileSync('/bin/sh', ['-c', 'command -v bwrap'], { encoding: 'utf8' }).trim();
  const bin = join(place.root, 'bin');
  // Not for the trial of bubblewrap.
  const program = `#!/bin/sh\ncase "$*" in *--unshare-all*) ;; *) ${when} ;; esac\nexec ${bwrap} "$@"\n`;
  writeFiles(bin, { bwrap: program });
  chmodSync(join(bin, 'bwrap'), 0o755);
  const before = process.env.PATH;
  process.env.PATH = [bin, before].join(delimiter);
  onTestFinished(() => {
    process.env.PATH = before;
  });
  await place.run('setting_set', { name: 'runs.sandbox', value: 'worktree' });
  await place.run('agent_add', { name: 'sh', provider: 'command', argv: ['/bin/sh', '-c', 'sleep 600'] });
  return place;
}

/** Starts a run, and waits until its supervisor and all that it started have ended. */
async function ends(place: Field): Promise<void> {
  const id = await place.start(await place.task({ description: 'Do' }), 'sh');
  await place.until(id, ({ supervisor }) => supervisor !== undefined && !place.processes().includes(supervisor.pid));
  const run = await place.until(id, () => place.processes().length === 0);
  // No
  expect(run.state).not.toBe('interrupted');
}

describe('a supervisor that is killed', NEEDS_SANDBOX, () => {
  test('before bubblewrap is ready leaves no agent', async () => {
    await ends(await killing(KILL));
  });

  soak('before bubblewrap is ready leaves no setup command', async () => {
    const place = await killing(KILL);
    await place.run('setting_set', { name: 'runs.setup', value: 'sleep 600' });
    await ends(place);
  });

  soak.each([0, 1, 2, 3, 5, 8, 12, 20, 40])('%d ms after bubblewrap began leaves no agent', async (ms) => {
    await ends(await killing(`parent=$PPID; (sleep ${ms / 1000}; kill -KILL $parent) & :`));
  });
});
