import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStore } from '../../src/store/index.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { ENVIRONMENT } from '../support/environment.ts';
import { tempFolder } from '../support/folder.ts';

const plugin = builtPlugin();
const actor = { kind: 'system', name: 'test' } as const;

/** A store of four commits a segment that is due to be packed after one more write. */
async function almostPacked(): Promise<string> {
  const dir = tempFolder('store');
  const store = await openStore({ dir, create: true, segmentSize: 4 });
  for (let i = 1; i <= 6; i++) {
    await store.write({ command: 'seed', actor }, (tx) => {
      const uuid = tx.uuid();
      const times = { entry: tx.at, modified: tx.at };
      tx.put('task', uuid, {
        uuid,
        id: tx.nextId('task'),
        description: `task ${i} ${'x'.repeat(480)}`,
        status: 'pending',
        ...times,
      });
    });
  }
  return dir;
}

/** The store no longer needs its first commits to be read, only to be packed. */
async function checkpointed(dir: string, harm: (file: string) => void): Promise<void> {
  await (await openStore({ dir })).maintain({ force: true });
  harm(join(dir, 'log/000000000002.json'));
}

const TROUBLE: Record<string, { limit?: string; harm?: (dir: string) => unknown }> = {
  'no room for a segment': { limit: 'ulimit -f 2;' },
  'a commit that is gone behind a checkpoint': { harm: (dir) => checkpointed(dir, (file) => rmSync(file)) },
  'a file where the checkpoints should be': { harm: (dir) => writeFileSync(join(dir, 'checkpoints'), '') },
  'a damaged commit behind a checkpoint': { harm: (dir) => checkpointed(dir, (file) => writeFileSync(file, '{')) },
};

test.each(Object.entries(TROUBLE))(
  '%s: a write that landed is not reported as failed, and stderr says what looking after the store ran into',
  async (_, { limit = '', harm }) => {
    const dir = await almostPacked();
    await harm?.(dir);
    const done = await cli(dir, limit, 'next');
    expect(done).toMatchObject({
      code: 0,
      out: expect.stringContaining('Started and claimed'),
      err: expect.stringContaining('backlog: the command is done, but maintenance failed'),
    });
    expect(readFileSync(join(dir, 'diagnostics.log'), 'utf8')).toContain('cli, maintenance: ');
    const { state } = await openStore({ dir });
    expect([...state.all('task')].filter(([, task]) => task.start !== undefined)).toHaveLength(1);
    expect(readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('.tmp-'))).toEqual(
      [],
    );
  },
);

/** `limit`: what the shell does to itself before it becomes the program. */
function cli(dir: string, limit: string, ...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const env = { ...ENVIRONMENT, HOME: dir, BACKLOG_DIR: dir, TZ: 'UTC' };
  const script = `${limit} exec "$@"`;
  return new Promise((resolve) => {
    execFile(
      'bash',
      ['-c', script, 'bash', process.execPath, plugin.cli, ...words],
      { cwd: dir, env },
      (error, out, err) => resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });
}
