import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { HookFile } from '../../src/git-hook/hook-files.ts';
import { inspectHook } from '../../src/git-hook/inspect.ts';
import { installHook, uninstallHook } from '../../src/git-hook/install.ts';
import { tempFolder } from '../support/folder.ts';

function seatIn(folder: string): HookFile {
  return { kind: 'hook', file: join(folder, 'hooks/pre-commit'), root: folder, shared: false, visible: false };
}

/** A program that says what it was called with. */
function programIn(folder: string, name: string): string {
  mkdirSync(join(folder, name));
  const file = join(folder, name, 'gate.cjs');
  writeFileSync(file, `process.stdout.write(${JSON.stringify(name)});`);
  return file;
}

const node = process.execPath;
const store = "BACKLOG_HOME=/home/ada's/.backlog";

test('a newer plugin puts its own program in the place of the older one, before the same hook', () => {
  const folder = tempFolder('put');
  const seat = seatIn(folder);
  mkdirSync(join(folder, 'hooks'));
  writeFileSync(seat.file, '#!/bin/sh\necho own\n', { mode: 0o755 });
  const [older, newer] = [programIn(folder, 'older'), programIn(folder, 'newer')];
  installHook(seat, { program: older, node, store });
  expect(inspectHook(seat, older)).toMatchObject({
    state: 'installed',
    chained: join(folder, 'hooks/before-backlog/pre-commit'),
  });
  expect(inspectHook(seat, newer)).toMatchObject({ state: 'installed', outdated: older });
  expect(installHook(seat, { program: newer, node, store })).toMatchObject({ same: false });
  expect(inspectHook(seat, newer)).not.toHaveProperty('outdated');
  expect(execFileSync(seat.file).toString()).toBe('newerown\n');
  expect(uninstallHook(seat.file)).toMatchObject({ did: 'restored' });
  expect(readFileSync(seat.file, 'utf8')).toBe('#!/bin/sh\necho own\n');
});

describe.each([`Ada's "plugins"`, '$HOME `id` $(id)', 'two\nlines', '-x', 'naïve 日本'])(
  'a plugin in the folder %j',
  (name) => {
    test('is started, and known again', () => {
      const folder = tempFolder('put');
      const seat = seatIn(folder);
      const program = programIn(folder, name);
      installHook(seat, { program, node, store });
      expect(execFileSync(seat.file).toString()).toBe(name);
      expect(inspectHook(seat, program)).toEqual({ state: 'installed', file: seat.file });
    });
  },
);

test('a folder that was made for it goes with it, and stays when something else is in it by then', () => {
  const folder = tempFolder('put');
  const seat = seatIn(folder);
  const how = { program: programIn(folder, 'plugin'), node, store };
  installHook(seat, how);
  installHook(seat, { ...how, node: '/another/node' });
  expect(uninstallHook(seat.file)).toMatchObject({ did: 'removed' });
  expect(existsSync(join(folder, 'hooks'))).toBe(false);
  installHook(seat, how);
  writeFileSync(join(folder, 'hooks/post-commit'), '');
  uninstallHook(seat.file);
  expect(existsSync(join(folder, 'hooks/post-commit'))).toBe(true);
});

test('a link at the name of its temporary file leads nothing out of the folder', () => {
  const folder = tempFolder('put');
  const seat = seatIn(folder);
  const outside = join(tempFolder('outside'), 'profile');
  writeFileSync(outside, 'mine');
  mkdirSync(join(folder, 'hooks'));
  symlinkSync(outside, `${seat.file}.backlog-${process.pid}`);
  installHook(seat, { program: programIn(folder, 'plugin'), node, store });
  expect(readFileSync(outside, 'utf8')).toBe('mine');
  expect(lstatSync(seat.file).isFile()).toBe(true);
});

test('a process that died on the way is made good by the next install: the hook that was there is asked once', () => {
  const folder = tempFolder('put');
  const seat = seatIn(folder);
  const how = { program: programIn(folder, 'plugin'), node, store };
  mkdirSync(join(folder, 'hooks'));
  writeFileSync(seat.file, '#!/bin/sh\necho own\n', { mode: 0o755 });
  installHook(seat, how);
  const gate = readFileSync(seat.file);
  // It had given the hook its second name and written nothing yet.
  rmSync(seat.file);
  execFileSync('ln', [join(folder, 'hooks/before-backlog/pre-commit'), seat.file]);
  expect(inspectHook(seat, how.program)).toMatchObject({ state: 'displaced' });
  installHook(seat, how);
  expect(readFileSync(seat.file)).toEqual(gate);
  expect(execFileSync(seat.file).toString()).toBe('pluginown\n');
  // Or the gate is gone and the hook has its second name only.
  rmSync(seat.file);
  expect(uninstallHook(seat.file)).toMatchObject({ did: 'restored' });
  expect(execFileSync(seat.file).toString()).toBe('own\n');
});
