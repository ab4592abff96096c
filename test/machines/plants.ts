import type { Replaced } from './planted-bundle.ts';
import type { Fault } from './story.ts';

/** A mistake that the judge must find. */
export interface Plant {
  name: string;
  server: 'postgres' | 'roles' | 's3';
  /** The faults that show it. */
  faults: readonly Fault[];
  lines: readonly Replaced[];
  /** What is wrong in the database, instead of lines of the sources. */
  sql?: string;
}

const POSTGRES = 'src/store/backends/postgres/backend.ts';
const APPEND = 'src/store/backends/postgres/append.ts';
const STATEMENTS = 'src/store/backends/postgres/statements.ts';
const S3 = 'src/store/backends/s3/backend.ts';
const S3_GARBAGE = 'src/store/backends/s3/garbage.ts';

/** The commit itself tells a writer that a lost answer was a success. This line hides it. */
const COMMIT_NOT_READ_BACK: Replaced = {
  file: 'src/store/log/make-commit.ts',
  from: 'found ??= tried.get(tx);',
  to: '',
};

export const PLANTS: readonly Plant[] = [
  {
    ...{ name: 'the database checks no author of an inserted row', server: 'roles', faults: ['kill'], lines: [] },
    sql: `drop policy backlog_insert on backlog_files;
      create policy backlog_insert on backlog_files for insert with check (true)`,
  },
  {
    ...{ name: 'a commit is acknowledged before it is durable', server: 'postgres', faults: ['crash'] },
    lines: [
      {
        file: 'src/store/backends/postgres/connect.ts',
        from: "synchronous_commit: 'on'",
        to: "synchronous_commit: 'off'",
      },
    ],
  },
  {
    ...{ name: 'an error of the service counts as a success', server: 's3', faults: ['kill'] },
    lines: [{ file: S3, from: '(status) => isFine(status) || status === 412', to: '() => true' }],
  },
  {
    ...{ name: 'a file is created over another one', server: 'postgres', faults: ['kill'] },
    lines: [
      {
        file: STATEMENTS,
        from: 'on conflict do nothing returning tag)\n        select',
        to: 'on conflict (store, path, piece) do update set data = excluded.data returning tag)\n        select',
      },
      {
        file: APPEND,
        from: 'on conflict do nothing returning tag into made',
        to: 'on conflict (store, path, piece) do update set data = excluded.data returning tag into made',
      },
    ],
  },
  {
    ...{ name: 'an object is created without its condition', server: 's3', faults: ['kill'] },
    lines: [{ file: S3, from: "headers: { 'If-None-Match': '*' }, body", to: 'body' }],
  },
  {
    ...{ name: 'a lost answer is not read back', server: 'postgres', faults: ['cut one way', 'cut'] },
    lines: [
      COMMIT_NOT_READ_BACK,
      {
        file: POSTGRES,
        from: 'data, channel });\n      if (made !== null || !again) return made;',
        to: 'data, channel });\n      return made;',
      },
    ],
  },
  {
    ...{ name: 'a lost answer of the service is not read back', server: 's3', faults: ['cut one way', 'cut'] },
    lines: [
      COMMIT_NOT_READ_BACK,
      { file: S3, from: 'return again && (await isMine(path, body)) ? listedTag(path) : null;', to: 'return null;' },
    ],
  },
  {
    ...{ name: 'the refusal of a second object counts as a success', server: 's3', faults: ['kill'] },
    lines: [{ file: S3, from: 'if (response.status !== 412) return tagOf(response);', to: 'return tagOf(response);' }],
  },
  {
    ...{ name: 'a lease is compared with the clock of another machine', server: 'postgres', faults: ['clock'] },
    lines: [{ file: 'src/claims/lease.ts', from: '  if (silentFor) {', to: '  if (silentFor && false) {' }],
  },
  {
    ...{ name: 'a process of another machine counts as dead', server: 's3', faults: ['cut', 'kill'] },
    lines: [
      {
        file: 'src/work/processes/processes.ts',
        from: 'return host === localHost() && machine === thisMachine();',
        to: 'return true;',
      },
    ],
  },
  {
    ...{ name: 'a copy on the machine is believed without its sum', server: 's3', faults: ['cache', 'kill'] },
    lines: [
      {
        file: 'src/store/backends/cache/folder.ts',
        from: 'if (!sumOf(content).equals(bytes.subarray(0, SUM)))',
        to: 'if (false)',
      },
    ],
  },
  {
    ...{ name: 'a result lands without the fence of its claim', server: 'postgres', faults: ['pause'] },
    lines: [{ file: 'src/runs/find-run.ts', from: ' && claim.fence === run.fence', to: '' }],
  },
  {
    ...{ name: 'a decision relies on an earlier reading', server: 'postgres', faults: ['kill'] },
    lines: [
      {
        file: 'src/store/keep-current.ts',
        from: '    const confirmed = memory?.newest() ?? null;\n    try {',
        to: '    if (refreshed && timing.monotonic() - refreshed.at < 1_000) return refreshed;\n    const confirmed = memory?.newest() ?? null;\n    try {',
      },
    ],
  },
  {
    ...{ name: 'the pieces of a file are read in another order', server: 'postgres', faults: ['kill'] },
    lines: [
      {
        file: STATEMENTS,
        from: 'Buffer.concat(pieces)',
        to: 'Buffer.concat(pieces.reverse())',
      },
    ],
  },
  {
    ...{ name: 'the upload of another process is garbage', server: 'postgres', faults: ['kill'] },
    lines: [
      { file: POSTGRES, from: "interval '1 day'", to: "interval '0 seconds'" },
      // A file that is gone would be stored again.
      {
        file: 'src/store/blobs/blobs.ts',
        from: 'if (!backend.garbage || (await backend.garbage.renew(path))) break;',
        to: 'break;',
      },
    ],
  },
  {
    ...{ name: 'a body that no commit names yet is garbage', server: 's3', faults: ['kill'] },
    lines: [
      { file: S3_GARBAGE, from: 'modified < time - age', to: 'true' },
      { file: S3_GARBAGE, from: 'if (!isOld) return made;', to: 'return made;' },
    ],
  },
];
