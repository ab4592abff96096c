import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type Reasons, unexplained, writersIn } from './writers.ts';

const src = fileURLToPath(new URL('../../src', import.meta.url));

/** Writers whose paths `allowPath` has checked. */
const GUARDED = [
  'work/attachments/attached-files.ts',
  'work/export/to-folder.ts',
  'work/import/bad-file.ts',
  'work/paths/put-in-place.ts',
  'work/sync/file.ts',
  'work/sync/folder.ts',
];

const REASONS: Reasons = {
  // The queue, and the rest of BACKLOG_HOME.
  store: 'a store, and the marker in a git folder',
  'work/claim/lease-observations.ts': 'a file of the store',
  'work/processes/queue-machine.ts': "this machine's identity, in the folder of the queue",
  'work/people/machine-tokens.ts': 'the tokens in BACKLOG_HOME',
  'work/queues/remove-queue.ts': 'stores in BACKLOG_HOME',
  'work/paths/plain-file.ts': 'files of runs beside their worktrees; links are replaced',
  'work/workspace/home-files.ts': 'small files in BACKLOG_HOME',
  'web/server/login': 'the logins in BACKLOG_HOME',
  'web/server/start': 'the notes and the log of the server in BACKLOG_HOME',
  'interfaces/cli/words/own-file.ts': 'aliases and profiles in BACKLOG_HOME',
  'interfaces/hooks/edits/left-reports.ts': 'a file beside the store',
  'interfaces/hooks/guard/session-mark.ts': "the marks of sessions' servers in BACKLOG_HOME",
  'interfaces/start/code-cache.ts': 'the compiled code in BACKLOG_HOME',
  'interfaces/statusline/refresh-glance.ts': 'the last numbers, in the store',
  // Runs have worktrees and folders of their own. Landing has its own rules for the checkout.
  runs: "a run's own folders; only runs/git/landing writes to the checkout, under a held transaction",
  // A person at a terminal, in places with rules of their own.
  'scheduler/night/restart.ts': "the units of the person's own services, for a night that this person began",
  'commands/config/init.ts': 'a fixed name in the checkout, never through a link; only a person at a terminal',
  connect: 'the settings of clients, with a copy of what was there; only a person at a terminal',
  'git-hook': 'the hooks of git; only a person',
  'interfaces/cli/demo': 'a scratch folder',
  'interfaces/cli/editor.ts': 'a temporary file for the editor',
  // Terminals and files that are only read.
  'interfaces/cli/board/terminal.ts': 'the terminal',
  'interfaces/cli/main.ts': 'the terminal',
  'interfaces/quick-input.ts': 'the terminal',
  'interfaces/hooks/first-heartbeat.ts': "reads a client's transcript",
  'interfaces/hooks/subagents/launches.ts': "reads a client's transcript",
  'sources/reading/given.ts': 'reads the source',
  'work/config/read-file.ts': 'reads the config file',
  'work/paths/same-folder.ts': 'opens the folder of an allowed path',
  ...Object.fromEntries(GUARDED.map((path) => [path, 'a path that allowPath has checked'])),
};

const modules = new Map(
  readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => [path, readFileSync(join(src, path), 'utf8')]),
);

test('every module that writes files has a reason, or writes to a checked path', () => {
  expect(unexplained(modules, REASONS)).toEqual([]);
  for (const path of GUARDED)
    expect([path, modules.get(path)]).toEqual([path, expect.stringMatching(/\bAllowedPath\b|\ballowPath\b/)]);
});

test.each([
  ["import { writeFileSync } from 'node:fs';", ['writeFileSync']],
  ["import {\n  readFile,\n  rename as move,\n} from 'node:fs/promises';", ['rename']],
  ["import { promises } from 'fs';", ['promises']],
  ["import fs from 'node:fs';", ['*']],
  ["import * as fs from 'fs/promises';", ['*']],
  ["const { rm } = await import('node:fs/promises');", ['*']],
  ["const fs = process.getBuiltinModule('fs');", ['*']],
  ["import { readMarker, writeSmallFile } from '../store/index.ts';", ['writeSmallFile']],
  ["import { existsSync, readFileSync } from 'node:fs';", []],
  ["import type { Stats } from 'node:fs';", []],
])('%s', (source, writers) => {
  expect(writersIn(source)).toEqual(writers);
  expect(unexplained(new Map([['work/planted.ts', source]]), {})).toHaveLength(writers.length > 0 ? 1 : 0);
});

test('a reason that no module needs any more is found', () => {
  expect(unexplained(new Map([['work/read.ts', '']]), { 'work/gone.ts': 'none' })).toEqual([
    'no module of work/gone.ts writes',
  ]);
});
