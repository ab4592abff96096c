import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { blobPath } from '../filled.ts';
import { aFile, aFolder, all, aSocket, link, log, only, remember, remove, torn } from './harms.ts';
import type { DoHarm, Kinds } from './kind.ts';

/** A text of {@link blobPath}, whose name is known only when it was written. */
const text =
  (name: Parameters<typeof blobPath>[0], harm: (path: string) => DoHarm): DoHarm =>
  (dir, around) =>
    harm(blobPath(name))(dir, around);
const replaced = (path: string) => (dir: string) => writeFileSync(join(dir, path), 'other');
const folder = (path: string) => (dir: string) => [rmSync(join(dir, path)), mkdirSync(join(dir, path))];

/** Damage of documents, of the archive, and of what is remembered beside the log. */
export const TEXTS: Kinds = {
  'a document is damaged or missing': {
    lost: 'document',
    next: 'restore',
    said: /blobs.*(it is missing|does not match its name|it is a (folder|socket)|a folder, not a file)|not-found|is missing|missing/,
    shows: 'all',
    refuses: ['export', 'backup'],
    named: ['blobs/named'],
    harms: {
      'a document is missing': text('named', remove),
      'a document has a changed text': text('named', replaced),
      'a document is cut off': text('named', torn),
      'a document is a folder': { next: 'move', harm: text('named', folder) },
      'a document is a socket': { next: 'move', harm: text('named', aSocket) },
      'all texts are gone': { harm: remove('blobs'), named: ['blobs/named', 'blobs/late'] },
      'the texts are a file': aFile('blobs'),
    },
  },
  'a text that no task uses is damaged': {
    lost: 'nothing',
    next: 'fix',
    said: /blobs.*(does not match its name|it is a folder)/,
    shows: 'all',
    refuses: ['backup'],
    named: ['blobs/unnamed'],
    harms: {
      'a text that nothing names has changed': { mended: true, harm: text('unnamed', replaced) },
      'a text that nothing names is a folder': { next: 'move', harm: text('unnamed', folder) },
    },
  },
  'a document and the last change are torn': {
    lost: 'end',
    next: 'salvage',
    said: /it is not JSON|does not match its name/,
    shows: 'before',
    refuses: ['export', 'backup'],
    salvage: 22,
    left: true,
    named: [log(23), 'blobs/named'],
    harms: { 'the last commit and a document are cut off': all(torn(log(23)), text('named', torn)) },
  },
  'a file of the archive is damaged or missing': {
    lost: 'archived',
    next: 'restore',
    said: /archive.*(it is missing|does not match its name|it is a folder)/,
    shows: 'all',
    refuses: ['backup'],
    named: ['.ndjson'],
    harms: {
      'the archive file is missing': only('archive', remove),
      'the archive file is cut off': only('archive', torn),
      'the archive file is a folder': { next: 'move', harm: only('archive', aFolder) },
      'the archive is gone': remove('archive'),
    },
  },
  '`last/` is missing, or has another name': {
    lost: 'nothing',
    next: 'nothing',
    shows: 'all',
    named: [],
    harms: {
      'what is remembered is gone': remove('last'),
      'what is remembered has another name': only(
        'last',
        (path) => (dir) => renameSync(join(dir, path), join(dir, 'last/notes')),
      ),
      'what is remembered is behind': remember(20, 'a'.repeat(64)),
      'what is remembered is another last commit': remember(23, 'a'.repeat(64)),
      'what is remembered is an empty folder': aFolder('last'),
      'what is remembered is the name of a folder': only('last', aFolder),
    },
  },
  '`last` is a file': {
    lost: 'nothing',
    next: 'fix',
    said: /last.*it is a file, not a folder/,
    shows: 'all',
    named: ['last'],
    mended: true,
    harms: { 'what is remembered is a file': aFile('last') },
  },
  '`last` is a link to a missing folder': {
    lost: 'unread',
    next: 'mount',
    said: /last.*it is a link to/,
    shows: 'all',
    named: ['last'],
    harms: {
      'what is remembered is a link to a missing folder': link('last', '/nowhere/last'),
      'what is remembered is a link to its own name': link('last', 'last'),
    },
  },
};
