import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { tempFolder } from '../support/folder.ts';
import { type Machine, machine } from '../support/machine.ts';
import { NEEDS_POSTGRES } from '../support/needs.ts';
import { type PostgresServer, startPostgres } from '../support/postgres.ts';
import type { Way } from '../support/postgres-server.ts';
import { fakeS3 } from '../support/s3-fake.ts';
import { startS3 } from '../support/s3-server.ts';
import { soak } from '../support/soak-test.ts';

const plugin = builtPlugin();

describe('PostgreSQL', NEEDS_POSTGRES, () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres({ tcp: true });
  });
  afterAll(() => server.end());

  const expectEnd = async (way: Way) =>
    expect(await aliveAfterDenial(machine(plugin), server.addressBy(way, `end-${way}`))).toEqual([]);
  const title = 'by %s: after its answer, nothing keeps a hook alive';
  test.each<Way>(['tls'])(title, expectEnd);
  soak.each<Way>(['socket', 'tcp'])(title, expectEnd);

  soak('a certificate for another host is refused, also for an IP address', async () => {
    const { run } = machine(plugin, { NODE_EXTRA_CA_CERTS: server.certificate });
    const address = server.addressBy('tls', 'checked').replace('sslmode=require', 'sslmode=verify-full');
    expect(await run('store', 'init', address, '--new')).toMatchObject({
      code: 1,
      err: expect.stringContaining('certificate'),
    });
    expect(await run('store', 'init', address.replace('127.0.0.1', 'localhost'), '--new')).toMatchObject({ code: 0 });
  });
});

soak('S3: after its answer, nothing keeps a hook alive', async () => {
  const service = fakeS3({ now: Date.now });
  service.buckets.set('work', new Map());
  const server = await startS3(service);
  expect(await aliveAfterDenial(machine(plugin, server.env), server.address('work/end'))).toEqual([]);
});

/** Tells on standard error what keeps the process alive right after it wrote to standard output. */
const PROBE = `
const fs = require('node:fs');
const { writeSync } = fs;
fs.writeSync = (fd, ...rest) => {
  const written = writeSync(fd, ...rest);
  if (fd === 1) setImmediate(() => writeSync(2, JSON.stringify(process.getActiveResourcesInfo())));
  return written;
};`;

/** Returns what keeps the hook script alive after it denied an edit: sockets and timers. */
async function aliveAfterDenial({ run, env, folder }: Machine, address: string): Promise<string[]> {
  expect(await run('store', 'init', address, '--new')).toMatchObject({ code: 0 });
  expect(await run('claim', 'acquire', 'src/**')).toMatchObject({ code: 0 });
  const [probe, input] = [join(tempFolder(), 'probe.cjs'), join(tempFolder(), 'input.json')];
  writeFileSync(probe, PROBE);
  const call = { hook_event_name: 'PreToolUse', tool_name: 'Write', session_id: 's1', cwd: folder };
  writeFileSync(input, JSON.stringify({ ...call, tool_input: { file_path: join(folder, 'src/a.ts') } }));
  const stdin = openSync(input, 'r');
  const hook = spawn(process.execPath, ['--require', probe, plugin.hook, 'PreToolUse'], {
    cwd: folder,
    env: { ...env, CLAUDE_PROJECT_DIR: folder },
    stdio: [stdin, 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  hook.stdout!.on('data', (text) => (out += text));
  hook.stderr!.on('data', (text) => (err += text));
  await once(hook, 'close');
  closeSync(stdin);
  expect(out).toContain('"deny"');
  return (JSON.parse(err) as string[]).filter((name) => name !== 'Immediate');
}
