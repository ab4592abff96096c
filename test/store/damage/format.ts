import { aFolder, all, aSocket, edit, link, log, nuls, remove, torn, write } from './harms.ts';
import type { Kinds } from './kind.ts';

const FORMAT = 'format.json';

/** Damage of the file that names the queue and its format. */
export const FORMATS: Kinds = {
  '`format.json` is damaged or missing': {
    lost: 'nothing',
    next: 'fix',
    said: /format\.json.*(it is not JSON|it is missing)/,
    shows: 'nothing',
    named: [FORMAT],
    mended: true,
    harms: {
      'format.json is empty': { live: 'fix', harm: write(FORMAT, '') },
      'format.json is missing': { live: 'fix', answers: ['an edit', 'git commit'], harm: remove(FORMAT) },
      'format.json is of NULs': nuls(FORMAT),
    },
  },
  '`format.json` and the last change are torn': {
    lost: 'end',
    next: 'salvage',
    said: /\.json.*it is not JSON/,
    shows: 'nothing',
    salvage: 22,
    named: [FORMAT, log(23)],
    harms: { 'format.json is empty, and the last commit is cut off': all(write(FORMAT, ''), torn(log(23))) },
  },
  '`format.json` is of another queue': {
    lost: 'nothing',
    next: 'fix',
    said: /format\.json.*it names another queue than the first change follows/,
    shows: 'all',
    refuses: ['backup'],
    writes: false,
    named: [FORMAT],
    mended: true,
    harms: {
      'format.json names another store': {
        live: 'fix',
        harm: edit(FORMAT, (text) => text.replace(/"store":"./, '"store":"x')),
      },
    },
  },
  '`format.json` is of a newer format': {
    lost: 'nothing',
    next: 'update',
    said: /format\.json.*expected format 1, found 2/,
    doorsOnly: true,
    shows: 'nothing',
    named: [FORMAT],
    harms: { 'format.json is of a newer format': edit(FORMAT, (text) => text.replace('"format":1', '"format":2')) },
  },
  '`format.json` requires a newer writer': {
    lost: 'nothing',
    next: 'update',
    said: /it needs a writer of version 9 or later/,
    shows: 'all',
    writes: false,
    named: [],
    harms: {
      'format.json wants a newer writer': edit(FORMAT, (text) => text.replace('"minWriter":1', '"minWriter":9')),
    },
  },
  '`format.json` has another length of segments': {
    lost: 'history',
    next: 'restore',
    said: /isn't the name of a file of the history/,
    shows: 'all',
    refuses: ['backup'],
    named: [log(1)],
    harms: {
      'format.json has another length of segments': edit(FORMAT, (text) => text.replace('"segment":4', '"segment":8')),
    },
  },
  '`format.json` is a folder': {
    lost: 'nothing',
    next: 'move',
    said: /format\.json.*it is a (folder|socket)/,
    shows: 'nothing',
    named: [FORMAT],
    harms: { 'format.json is a folder': aFolder(FORMAT), 'format.json is a socket': aSocket(FORMAT) },
  },
  '`format.json` is a link to a missing file': {
    lost: 'unread',
    next: 'mount',
    said: /format\.json.*(doesn't exist|it is missing|leads to itself)/,
    shows: 'nothing',
    answers: ['an edit', 'git commit'],
    named: [FORMAT],
    harms: {
      'format.json is a link to a missing file': link(FORMAT, '/nowhere/format.json'),
      'format.json is a link to its own name': link(FORMAT, FORMAT),
    },
  },
};
