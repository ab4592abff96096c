import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { resealed } from '../../../src/store/log/commit.ts';
import {
  aFolder,
  all,
  aSocket,
  atEnd,
  checkpointAtEnd,
  copy,
  cut,
  edit,
  from,
  link,
  linked,
  log,
  nuls,
  otherSum,
  remember,
  remove,
  swap,
  torn,
  write,
} from './harms.ts';
import type { Around, Kinds } from './kind.ts';

/** Damage at the end of the log: everything before it can be read. */
export const LAST_CHANGES: Kinds = {
  'the last change is torn': {
    lost: 'end',
    next: 'salvage',
    said: /23\.json.*(it is not JSON|commit 23 has version undefined)/,
    shows: 'before',
    refuses: ['backup'],
    salvage: 22,
    named: [log(23)],
    harms: {
      'the last commit is empty': write(log(23), ''),
      'the last commit has 40 bytes': { live: 'salvage', harm: atEnd(cut(40)) },
      'the last commit is cut off': { live: 'salvage', harm: atEnd(torn) },
      'the last commit is cut off before its last byte': edit(log(23), (text) => text.slice(0, -2)),
      'the last commit is of NULs': { live: 'salvage', harm: atEnd(nuls) },
      'the last commit is of blanks': write(log(23), '   \n'),
      'the last commit is an empty object': write(log(23), '{}'),
      'the last commit is cut off, and the checkpoint is of it': all(checkpointAtEnd, torn(log(23))),
      'the last commit is cut off, and what is remembered is gone': all(torn(log(23)), remove('last')),
    },
  },
  'several last changes are torn': {
    lost: 'end',
    next: 'salvage',
    said: /\.json.*it is not JSON/,
    shows: 'before',
    refuses: ['backup'],
    named: [log(22), log(23)],
    harms: {
      'the last two commits are cut off': { salvage: 21, harm: all(torn(log(22)), torn(log(23))) },
      'the last two commits are cut off, and the checkpoint is of the last': {
        salvage: 21,
        harm: all(checkpointAtEnd, torn(log(22)), torn(log(23))),
      },
      'each commit from that of the checkpoint on is cut off': {
        salvage: 19,
        harm: all(...[20, 21, 22, 23].map((seq) => torn(log(seq)))),
        named: [20, 21, 22, 23].map(log),
      },
    },
  },
  'the last change was altered': {
    lost: 'end',
    next: 'salvage',
    said: /23\.json.*(the sum of commit 23 does not match its content|expected commit 23|(does not|doesn't) follow)/,
    shows: 'before',
    refuses: ['backup'],
    salvage: 22,
    named: [log(23)],
    harms: {
      'the last commit has a changed text': {
        sumOnly: true,
        harm: edit(log(23), (text) => text.replace('"n":23', '"n":24')),
      },
      'the last commit has a changed sum': { sumOnly: true, harm: edit(log(23), otherSum) },
      'the last commit is the one before it': copy(22, 23),
      'the last commit is of another store': from(log(23)),
      'the last commit follows another one': edit(log(23), (text) => text.replace(/"prev":"..../, '"prev":"0000')),
    },
  },
  'bytes were added around the last change': {
    lost: 'nothing',
    next: 'fix',
    said: /2[23]\.json.*(it is not JSON|the sum of commit 2[23] does not match its content)/,
    shows: 'before',
    upTo: 22,
    refuses: ['backup'],
    named: [log(23)],
    mended: true,
    harms: {
      'the last commit ends with CRLF': edit(log(23), (text) => text.replace('\n', '\r\n')),
      'the last commit begins with a byte order mark': edit(log(23), (text) => `\uFEFF${text}`),
      'the last commit is between blanks and empty lines': edit(log(23), (text) => ` \t${text} \n\n`),
      'the last commit ends with NULs': edit(log(23), (text) => `${text}\0\0`),
      'the last two commits end with CRLF': {
        upTo: 21,
        harm: all(...[22, 23].map((seq) => edit(log(seq), (text) => text.replace('\n', '\r\n')))),
        named: [log(22), log(23)],
      },
    },
  },
  'the last changes are missing': {
    lost: 'end',
    next: 'salvage',
    said: /\d\.json.*(was|were) confirmed, but (is |are )?missing/,
    shows: 'before',
    named: [log(23)],
    harms: {
      'the last commit is missing': { salvage: 22, live: 'salvage', harm: atEnd(remove) },
      'the last three commits are missing': {
        salvage: 20,
        harm: all(...[21, 22, 23].map((n) => remove(log(n)))),
        named: [log(21)],
      },
      'what is remembered is ahead': { salvage: 23, harm: remember(25, 'a'.repeat(64)), named: [log(24)] },
      'what is remembered is of another store': {
        salvage: 23,
        harm: all(remove('last'), from('last')),
        named: [log(24)],
      },
      'an older copy is put back, except what is remembered': {
        salvage: 21,
        harm: putBackBesideMemory,
        named: [log(22)],
      },
    },
  },
  'the last change is a link to a missing file': {
    lost: 'unread',
    next: 'mount',
    said: /23\.json.*(is missing, but later ones exist|doesn't exist|leads to itself)/,
    shows: 'before',
    upTo: 22,
    refuses: ['backup'],
    named: [log(23)],
    harms: { 'the last commit is a link to a missing file': link(log(23), '/nowhere/23.json') },
  },
  'the last change is a link to itself elsewhere': {
    lost: 'nothing',
    next: 'nothing',
    shows: 'all',
    refuses: ['backup'],
    named: [],
    harms: { 'the last commit is a link to itself elsewhere': linked(log(23)) },
  },
  "another program's file has the next number": {
    lost: 'nothing',
    next: 'fix',
    said: /2[45]\.json.*(it isn't a change|version undefined|it is not JSON|is missing, but later ones exist)/,
    shows: 'before',
    refuses: ['backup'],
    named: [log(24)],
    mended: true,
    harms: {
      'what is no commit has the next number': write(log(24), '{}'),
      'a text has the next number': write(log(24), 'mine\n'),
      'what is no commit has the number after the next': { harm: write(log(25), '{}'), named: [log(24), log(25)] },
    },
  },
  'a file that may have been a change has the next number': {
    lost: 'end',
    next: 'salvage',
    said: /24\.json.*(it is not JSON|(does not|doesn't) follow the change before it)/,
    shows: 'before',
    refuses: ['backup'],
    salvage: 23,
    named: [log(24)],
    harms: {
      'an empty file has the next number': write(log(24), ''),
      'a commit of another store follows': from(log(24)),
    },
  },
  'a change of a later version follows': {
    lost: 'nothing',
    next: 'update',
    said: /24\.json.*commit 24 has version 9, this program reads 1/,
    shows: 'nothing',
    named: [log(24)],
    harms: { 'a commit of a later version follows': laterVersion },
  },
  'the last changes changed places': {
    lost: 'nothing',
    next: 'fix',
    said: /2[123]\.json.*expected commit 2\d, found 2\d/,
    shows: 'nothing',
    named: [log(21)],
    mended: true,
    harms: {
      'two commits changed places': { harm: swap(21, 22), named: [log(21), log(22)] },
      'two commits changed places, the last one among them': { harm: swap(21, 23), named: [log(21), log(23)] },
      'three commits changed places': {
        shows: 'before',
        upTo: 20,
        refuses: ['backup'],
        harm: all(swap(21, 22), swap(22, 23)),
        named: [log(21), log(22), log(23)],
      },
    },
  },
  'a change is a folder': {
    lost: 'rest',
    next: 'move',
    said: /2\d\.json.*it is a (folder|socket)/,
    shows: 'nothing',
    named: [log(21)],
    harms: {
      'a commit is a folder': aFolder(log(21)),
      'the last commit is a folder': { lost: 'end', harm: aFolder(log(23)), named: [log(23)] },
      'the last commit is a socket': { lost: 'end', harm: aSocket(log(23)), named: [log(23)] },
    },
  },
};

function putBackBesideMemory(dir: string, { older }: Around): void {
  for (const name of readdirSync(dir)) if (name !== 'last') rmSync(join(dir, name), { recursive: true });
  for (const name of readdirSync(older))
    if (name !== 'last') cpSync(join(older, name), join(dir, name), { recursive: true });
}

function laterVersion(dir: string): void {
  const later = readFileSync(join(dir, log(23)), 'utf8')
    .trimEnd()
    .replace('"v":1', '"v":9')
    .replace('"seq":23', '"seq":24');
  const { line } = resealed({ seq: 24, bytes: Buffer.from(later), file: log(24) });
  writeFileSync(join(dir, log(24)), `${line}\n`);
}
