import { chmodSync, cpSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openStore } from '../../../src/store/index.ts';
import { add, blobPath } from '../filled.ts';
import { CHECKPOINT, forbid, log, MANIFEST, THIRD } from './harms.ts';
import type { Around, Kinds } from './kind.ts';

/** Damage of the queue's folder as a whole, and rights that are missing. */
export const FOLDERS: Kinds = {
  'an older copy of the folder is put back': {
    lost: 'unseen',
    next: 'newer',
    shows: 'all',
    upTo: 21,
    named: [],
    harms: {
      'an older copy is put back': putBack,
      'an older copy is put back, and somebody goes on from there': async (dir, around) => {
        putBack(dir, around);
        await add(await openStore({ dir }), 'another past');
      },
      'an older copy is put over it': {
        upTo: 23,
        harm: (dir, { older }) => cpSync(older, dir, { recursive: true }),
      },
      'another store is put in its place': {
        upTo: 24,
        harm: (dir, { other }) => [rmSync(dir, { recursive: true }), cpSync(other, dir, { recursive: true })],
      },
    },
  },
  "the queue's folder is gone": {
    lost: 'all',
    next: 'restore',
    said: /the queue of this repository is gone|a file, not a folder|there is no workspace/,
    doorsOnly: true,
    shows: 'nothing',
    answers: ['an edit', 'git commit'],
    named: [],
    harms: {
      'the folder is gone': (dir) => rmSync(dir, { recursive: true }),
      'the folder is empty': (dir) => [rmSync(dir, { recursive: true }), mkdirSync(dir)],
      'the folder is a file': {
        next: 'nothing',
        harm: (dir) => [rmSync(dir, { recursive: true }), writeFileSync(dir, '')],
      },
    },
  },
  "the queue's folder is a link to itself elsewhere": {
    lost: 'nothing',
    next: 'nothing',
    doorsOnly: true,
    shows: 'all',
    named: [],
    harms: {
      'the folder is a link to itself elsewhere': (dir) => [
        renameSync(dir, join(dirname(dirname(dir)), 'kept')),
        symlinkSync(join(dirname(dirname(dir)), 'kept'), dir),
      ],
    },
  },
  'the log, the history or `format.json` may not be read': {
    lost: 'unread',
    next: 'rights',
    said: /permission denied/,
    shows: 'nothing',
    named: ['log'],
    forbids: true,
    harms: {
      'the log may not be read': forbid('log'),
      'the last commit may not be read': { harm: forbid(log(23)), named: [log(23)] },
      'the history may not be read': { harm: forbid('history'), named: ['history'] },
      'format.json may not be read': { harm: forbid('format.json'), named: ['format.json'] },
      'the folder may not be read': { doorsOnly: true, harm: (dir) => chmodSync(dir, 0), named: [] },
    },
  },
  'another file of the queue may not be read': {
    lost: 'unread',
    next: 'rights',
    said: /permission denied/,
    shows: 'all',
    named: [THIRD],
    forbids: true,
    harms: {
      'a segment may not be read': { refuses: ['history', 'backup'], harm: forbid(THIRD) },
      'the checkpoint may not be read': { harm: forbid(CHECKPOINT), named: [MANIFEST] },
      'a document may not be read': {
        refuses: ['export', 'backup'],
        harm: (dir) => forbid(blobPath('named'))(dir),
        named: ['blobs/named'],
      },
      'the archive may not be read': { refuses: ['backup'], harm: forbid('archive'), named: ['.ndjson'] },
      'what is remembered may not be read': { harm: forbid('last'), named: ['last'] },
    },
  },
};

function putBack(dir: string, { older }: Around): void {
  rmSync(dir, { recursive: true });
  cpSync(older, dir, { recursive: true });
}
