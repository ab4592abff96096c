import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { aFolder, all, CHECKPOINT, edit, from, KIND, link, MANIFEST, nuls, remove, torn, write } from './harms.ts';
import type { Kinds } from './kind.ts';

const FUTURE = 'checkpoints/000000000040';

/** Damage of checkpoints, which the log can give again. */
export const CHECKPOINTS: Kinds = {
  'a checkpoint is damaged': {
    lost: 'nothing',
    next: 'fix',
    said: /checkpoints.*(it can't be read|differs from the log|it is missing|no such records|it is a f|don't match its manifest)/,
    shows: 'all',
    named: [MANIFEST],
    mended: true,
    harms: {
      'the manifest of the checkpoint is no JSON': write(MANIFEST, '{"torn'),
      'the manifest of the checkpoint names another commit': edit(MANIFEST, (text) =>
        text.replace(/"head":"./, '"head":"x'),
      ),
      'the manifest of the checkpoint is of NULs': nuls(MANIFEST),
      'the checkpoint is of another store': from(CHECKPOINT),
      'a file of the checkpoint is missing': { harm: remove(KIND), named: [KIND] },
      'a file of the checkpoint is cut off': { harm: torn(KIND), named: [KIND] },
      'a file of the checkpoint has a changed text': {
        harm: edit(KIND, (text) => text.replace('"n":7', '"n":8')),
        named: [KIND],
      },
      'a file of the checkpoint is a folder': { harm: aFolder(KIND), named: [KIND] },
      'the checkpoint has a file too many': {
        harm: write(`${CHECKPOINT}/else.json`, '[\n]\n'),
        named: [`${CHECKPOINT}/else.json`],
      },
      'a file is where the checkpoints should be': {
        harm: all(remove('checkpoints'), write('checkpoints', '')),
        named: ['checkpoints'],
      },
      'a checkpoint of the future': {
        harm: (dir) => cpSync(join(dir, CHECKPOINT), join(dir, FUTURE), { recursive: true }),
        named: [FUTURE],
      },
    },
  },
  'a checkpoint is missing': {
    lost: 'nothing',
    next: 'nothing',
    shows: 'all',
    named: [],
    harms: {
      'the manifest of the checkpoint is missing': remove(MANIFEST),
      'all checkpoints are gone': remove('checkpoints'),
    },
  },
  "a checkpoint's first file is a folder": {
    lost: 'nothing',
    next: 'move',
    said: /_checkpoint\.json.*it is a folder/,
    shows: 'all',
    named: [MANIFEST],
    harms: { 'the manifest of the checkpoint is a folder': aFolder(MANIFEST) },
  },
  'a file of a checkpoint is a link to a missing file': {
    lost: 'unread',
    next: 'mount',
    said: /thing\.json.*doesn't exist/,
    shows: 'all',
    named: [KIND],
    harms: { 'a file of the checkpoint is a link to a missing file': link(KIND, '/nowhere/kind') },
  },
};
