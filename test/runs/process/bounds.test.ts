import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCommand } from '../../../src/runs/process/run-command.ts';
import { tempFolder } from '../../support/folder.ts';

const bounded = async (line: string, most: { processes?: number; bytes?: number; trace?: number }) => {
  const folder = tempFolder('bounds');
  const said: string[] = [];
  const end = await runCommand({
    command: ['/bin/sh', '-c', `echo go >&3; ${line}`],
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', FILE: join(folder, 'file') },
    timeoutMs: 60_000,
    bounds: { folder, trace: join(folder, 'trace'), over: (why) => said.push(why), most },
  });
  return { said, signal: end.signal };
};

describe('a program with bounds', () => {
  test('is ended with all its processes when it starts too many', async () => {
    const line = 'for n in 1 2 3 4 5 6 7 8; do sleep 100 & done; wait';
    expect(await bounded(line, { processes: 5 })).toEqual({ said: ['more than 5 processes'], signal: 'SIGKILL' });
  });

  test('is ended when its folder grows too much', async () => {
    const line = 'dd if=/dev/zero of="$FILE" bs=1M count=200 2>/dev/null; sleep 100';
    expect(await bounded(line, { bytes: 20 * 2 ** 20 })).toEqual({
      said: ['more than 20 MiB of files'],
      signal: 'SIGKILL',
    });
  });

  test('is ended when its observer writes too much', async () => {
    const line = 'dd if=/dev/zero of="$(dirname "$FILE")/trace" bs=1M count=3 2>/dev/null; sleep 100';
    expect(await bounded(line, { trace: 2 ** 20 })).toEqual({
      said: ['more system calls than can be observed'],
      signal: 'SIGKILL',
    });
  });

  test('ends by itself within them', async () => {
    expect(await bounded('sleep 0.6', { processes: 5 })).toEqual({ said: [], signal: null });
  });
});
