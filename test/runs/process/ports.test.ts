import { type ChildProcess, spawn } from 'node:child_process';
import type { Server } from 'node:net';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { type PortRange, reservePorts, withPorts } from '../../../src/runs/process/ports.ts';
import { socketServer } from '../../support/socket.ts';

const held: PortRange[] = [];
afterEach(() => {
  for (const range of held.splice(0)) range.free();
});

/** A key that no other test uses at the same time. */
const key = (name: string) => `${process.pid} ${name}`;

async function reserved(name: string): Promise<{ range: PortRange; first: number }> {
  const range = await reservePorts(key(name));
  if (!range) throw new Error('no range is free');
  held.push(range);
  return { range, first: Number(range.env.BACKLOG_PORT) };
}

function listenOn(port: number, host: string): Promise<Server> {
  return new Promise((done, fail) => {
    const server = socketServer().once('error', fail);
    server.listen({ port, host }, () => done(server));
    onTestFinished(() => void server.close());
  });
}

describe('a range of ports', () => {
  test('is free and has ten ports', async () => {
    const { range, first } = await reserved('ten');
    expect(range.env.BACKLOG_PORT_COUNT).toBe('10');
    for (let port = first; port < first + 10; port++) await listenOn(port, '127.0.0.1');
  });

  test('is the same for the same key, once it is free', async () => {
    const { range, first } = await reserved('again');
    expect((await reserved('again')).first).not.toBe(first);
    range.free();
    expect((await reserved('again')).first).toBe(first);
  });

  test.each(['127.0.0.1', '0.0.0.0'])('is another one if a port of it is in use on %s', async (host) => {
    const { range, first } = await reserved(host);
    range.free();
    await listenOn(first + 9, host);
    const other = (await reserved(host)).first;
    expect(Math.abs(other - first)).toBeGreaterThanOrEqual(11);
  });

  test('of forty at the same time overlap nowhere', async () => {
    const all = await Promise.all(Array.from({ length: 40 }, (_, at) => reserved(`of forty ${at}`)));
    const firsts = all.map(({ first }) => first).sort((a, b) => a - b);
    for (const [at, first] of firsts.entries()) if (at > 0) expect(first - firsts[at - 1]!).toBeGreaterThanOrEqual(11);
  });

  test('is freed after work that failed', async () => {
    const seen: (string | undefined)[] = [];
    const work = async ({ BACKLOG_PORT }: { BACKLOG_PORT?: string }) => {
      seen.push(BACKLOG_PORT);
      throw new Error('failed');
    };
    await expect(withPorts(key('fails'), work)).rejects.toThrow('failed');
    await expect(withPorts(key('fails'), work)).rejects.toThrow('failed');
    expect(seen[0]).toMatch(/^\d+$/);
    expect(seen[1]).toBe(seen[0]);
  });

  test('is freed by kill -9 of the process that reserved it', async () => {
    const other = await inProcess('killed');
    expect((await reserved('killed')).first).not.toBe(other.first);
    other.child.kill('SIGKILL');
    await new Promise((done) => other.child.once('close', done));
    for (const range of held.splice(0)) range.free();
    expect((await reserved('killed')).first).toBe(other.first);
  });
});

/** Reserves a range in another process. */
async function inProcess(name: string): Promise<{ child: ChildProcess; first: number }> {
  const source = fileURLToPath(new URL('../../../src/runs/process/ports.ts', import.meta.url));
  const { outputFiles } = buildSync({
    entryPoints: [source],
    ...{ bundle: true, write: false, platform: 'node', format: 'iife', globalName: 'ports' },
  });
  const code = `${outputFiles[0]!.text}
    ports.reservePorts(${JSON.stringify(key(name))}).then(({ env }) => console.log(env.BACKLOG_PORT));
    setInterval(() => {}, 1e6);`;
  const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await new Promise<Buffer[]>((done) => child.stdout!.once('data', (bytes: Buffer) => done([bytes])));
  return { child, first: Number(String(line)) };
}
