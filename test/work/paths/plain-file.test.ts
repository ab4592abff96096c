import { execFileSync, spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { textOf } from '../../../src/runs/covered/covered-by.ts';
import { appendPlain, openPlain, readPlain, readPlainText } from '../../../src/work/paths/plain-file.ts';
import { bundle } from '../../support/bundle.ts';
import { startChild } from '../../support/child.ts';
import { tempFolder } from '../../support/folder.ts';
import { soak } from '../../support/soak-test.ts';
import { socketServer } from '../../support/socket.ts';

/** What an agent can put in place of a file. */
const OTHERS: Readonly<Record<string, (file: string) => unknown>> = {
  'a pipe': (file) => execFileSync('mkfifo', [file]),
  'a pipe with a reader': (file) => {
    execFileSync('mkfifo', [file]);
    const reader = spawn('cat', [file]);
    onTestFinished(() => void reader.kill('SIGKILL'));
  },
  'a link to a file': (file) => {
    writeFileSync(`${file}-target`, 'of somebody\n');
    symlinkSync(`${file}-target`, file);
  },
  'a link to nothing': (file) => symlinkSync(`${file}-target`, file),
  'a folder': (file) => mkdirSync(file),
  'a socket': (file) =>
    new Promise<void>((done) => {
      const server = socketServer().listen(file, done);
      onTestFinished(() => void server.close());
    }),
};

test.each(Object.keys(OTHERS))('lines are added to a new file in place of %s, which is kept', async (name) => {
  const folder = tempFolder('plain');
  const file = join(folder, 'log');
  await OTHERS[name]!(file);
  const fd = appendPlain(file);
  writeSync(fd, 'one\n');
  closeSync(fd);
  expect(readFileSync(file, 'utf8')).toBe('one\n');
  expect(readdirSync(folder).filter((one) => one.startsWith('log.'))).toHaveLength(1);
  if (existsSync(`${file}-target`)) expect(readFileSync(`${file}-target`, 'utf8')).toBe('of somebody\n');
});

test.each(Object.keys(OTHERS))('nothing is read of %s, and no reading hangs', async (name) => {
  const file = join(tempFolder('plain'), 'log');
  await OTHERS[name]!(file);
  const limits = { follows: false };
  expect(await readPlain(file, limits)).toBeUndefined();
  expect(readPlainText(file, limits)).toBeUndefined();
  expect(openPlain(file, limits)).toBeUndefined();
  expect(textOf(file)).toBe(name === 'a link to a file' ? 'of somebody\n' : undefined);
});

test('a file that is larger than the limit is not read', async () => {
  const file = join(tempFolder('plain'), 'log');
  writeFileSync(file, 'one\n');
  expect(await readPlain(file, { most: 3 })).toBeUndefined();
  expect((await readPlain(file, { most: 4 }))?.toString()).toBe('one\n');
});

soak('while somebody puts pipes and files in place of each other, no opening hangs', async () => {
  const folder = tempFolder('plain');
  const file = join(folder, 'log');
  const script = await bundle(new URL('./append.child.ts', import.meta.url));
  const loop = 'while :; do mkfifo "$1.p"; mv "$1.p" "$1"; : > "$1.f"; mv "$1.f" "$1"; rm -f "$1"; done';
  const changer = spawn('sh', ['-c', loop, 'sh', file]);
  onTestFinished(() => void changer.kill('SIGKILL'));
  const child = startChild(script, [file], () => undefined);
  onTestFinished(() => void child.process.kill('SIGKILL'));
  expect((await child.ended).errors).toBe('');
  expect(child.lines).toContain('done');
});
