import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, vi } from 'vitest';
import { AT_TERMINAL } from '../support/at-terminal.ts';
import { ENVIRONMENT } from '../support/environment.ts';
import { tempFolder } from '../support/folder.ts';
import { DEADLINE_MS } from '../support/seed.ts';

/** Makes a machine without a terminal: a HOME that doesn't exist, and one folder to write to. */
export function machine(cli: string) {
  const folder = tempFolder('machine');
  mkdirSync(join(folder, 'project'));
  const env = { ...ENVIRONMENT, HOME: join(folder, 'nowhere'), BACKLOG_HOME: join(folder, 'state') };
  const options = (more: Record<string, string>) => ({
    ...{ cwd: join(folder, 'project'), env: { ...env, ...more }, encoding: 'utf8' as const },
  });
  const backlog = (words: readonly string[], more: Record<string, string> = {}) => {
    const { stdout, stderr, status } = spawnSync(process.execPath, [cli, ...words], options(more));
    return { out: stdout, err: stderr, status };
  };
  const start = (words: readonly string[]) =>
    new Promise<{ status: number | null; out: string }>((done) => {
      const child = spawn(process.execPath, [cli, ...words], options({}));
      let out = '';
      child.stdout.on('data', (piece) => (out += piece));
      child.once('close', (status) => done({ status, out }));
    });
  /** Makes a token as a person at a terminal. @returns its text */
  const token = (name: string, ...words: string[]) => {
    const file = join(folder, `${name}.token`);
    const [program = '', ...args] = [...AT_TERMINAL, process.execPath, cli, 'token', 'add', name, ...words];
    const { stdout, status } = spawnSync(program, [...args, '--file', file], options({}));
    expect({ stdout, status }).toMatchObject({ status: 0 });
    return readFileSync(file, 'utf8').trim();
  };
  /** Starts a server in the foreground, as systemd does. */
  const foreground = (words: readonly string[] = [], more: Record<string, string> = {}) => {
    const child = spawn(process.execPath, [cli, 'serve', '--foreground', '--json', ...words], {
      ...options(more),
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const seen = { out: '', err: '' };
    child.stdout.on('data', (piece) => (seen.out += piece));
    child.stderr.on('data', (piece) => (seen.err += piece));
    const ended = new Promise<number | null>((done) => child.once('close', done));
    onTestFinished(async () => {
      child.kill('SIGKILL');
      await ended;
    });
    const ready = vi.waitFor(() => JSON.parse(seen.out) as { url: string; process: number; version: string }, {
      timeout: DEADLINE_MS,
    });
    return { child, seen, ended, ready };
  };
  onTestFinished(() => void backlog(['serve', '--stop']));
  return { folder, backlog, start, token, foreground };
}
