import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { inMarker } from './harms.ts';
import type { Kinds } from './kind.ts';

/** Damage of the file in the git folder that names the queue. */
export const MARKERS: Kinds = {
  '`.git/backlog` is damaged': {
    lost: 'link',
    next: 'fix',
    said: /backlog.*(expected \{\\*"workspace|doesn't exist)/,
    shows: 'nothing',
    answers: ['an edit'],
    named: ['backlog'],
    ofMarker: true,
    mended: true,
    harms: {
      'the marker is cut off': inMarker((file) => writeFileSync(file, readFileSync(file, 'utf8').slice(0, 20))),
      'the marker is empty': inMarker((file) => writeFileSync(file, '')),
      'the marker is of NULs': inMarker((file) => writeFileSync(file, Buffer.alloc(100))),
      'the marker is a link to a missing file': inMarker((file) => [
        rmSync(file),
        symlinkSync('/nowhere/backlog', file),
      ]),
      'the marker is a link to its own name': inMarker((file) => [rmSync(file), symlinkSync(basename(file), file)]),
    },
  },
  '`.git/backlog` is a folder': {
    lost: 'link',
    next: 'away',
    said: /backlog.*(expected \{\\*"workspace|it is a folder)/,
    shows: 'nothing',
    answers: ['an edit'],
    named: ['backlog'],
    ofMarker: true,
    harms: { 'the marker is a folder': inMarker((file) => [rmSync(file), mkdirSync(file)]) },
  },
  '`.git/backlog` is gone, or names a queue that is gone': {
    lost: 'link',
    next: 'link',
    named: [],
    ofMarker: true,
    harms: {
      'the marker is gone': inMarker((file) => rmSync(file)),
      'the marker names a queue that is not there': inMarker((file, dir) =>
        writeFileSync(file, readFileSync(file, 'utf8').replace(basename(dir), '11111111-2222-4333-8444-555555555555')),
      ),
    },
  },
  '`.git/backlog` may not be read': {
    lost: 'link',
    next: 'rights',
    said: /backlog.*permission denied/,
    shows: 'nothing',
    answers: ['an edit'],
    named: ['backlog'],
    ofMarker: true,
    doorsOnly: true,
    forbids: true,
    harms: { 'the marker may not be read': inMarker((file) => chmodSync(file, 0)) },
  },
};
