import {
  aFile,
  aFolder,
  all,
  CHECKPOINT,
  copy,
  edit,
  from,
  link,
  linked,
  log,
  otherSum,
  remove,
  swap,
  torn,
  write,
} from './harms.ts';
import type { Kinds } from './kind.ts';

/** Damage of changes in the log that have later ones, and of the log's folder. */
export const CHANGES: Kinds = {
  'a change is damaged or missing, and later ones exist': {
    lost: 'rest',
    next: 'salvage',
    said: /2[12]\.json.*((is|are) missing|it is not JSON|the sum of commit 21|expected commit 21|(does not|doesn't) follow)/,
    shows: 'nothing',
    salvage: 20,
    named: [log(21)],
    harms: {
      'a commit is missing': remove(log(21)),
      'two commits are missing': all(remove(log(21)), remove(log(22))),
      'a commit is empty': write(log(21), ''),
      'a commit is cut off': { salvage: 21, harm: torn(log(22)), named: [log(22)] },
      'a commit has a changed text': {
        sumOnly: true,
        answers: ['session start', 'an edit', 'git commit'],
        harm: edit(log(21), (text) => text.replace('"n":21', '"n":22')),
      },
      'a commit has the number of another': copy(20, 21),
      'two commits changed places, one of them harmed': {
        harm: all(
          swap(21, 22),
          edit(log(21), (text) => text.replace('"n":22', '"n":23')),
        ),
        named: [log(21), log(22)],
      },
      'a commit is of another store': { harm: from(log(21)), named: [log(21), log(22)] },
    },
  },
  'a change has a wrong sum': {
    lost: 'nothing',
    next: 'fix',
    said: /21\.json.*the sum of commit 21 does not match its content|22\.json.*does not follow/,
    shows: 'nothing',
    named: [log(21)],
    mended: true,
    harms: { 'a commit has a changed sum': edit(log(21), otherSum) },
  },
  'a change before the checkpoint is damaged or missing': {
    lost: 'history',
    next: 'restore',
    said: /1[68]\.json.*(is missing|the sum of commit 18|it is not JSON)/,
    shows: 'all',
    refuses: ['history', 'backup'],
    named: [log(18)],
    harms: {
      'a commit behind the checkpoint is missing': { refuses: ['backup'], harm: remove(log(18)) },
      'a commit behind the checkpoint has a changed text': edit(log(18), (text) => text.replace('"n":18', '"n":17')),
      'the first commit after the history is cut off': { bare: 15, harm: torn(log(16)), named: [log(16)] },
    },
  },
  'all changes from before the checkpoint on are missing': {
    lost: 'rest',
    next: 'salvage',
    said: /the log ends before it|(was|were) confirmed, but (is |are )?missing/,
    shows: 'nothing',
    salvage: 17,
    named: [log(18), CHECKPOINT],
    harms: {
      'commits are missing behind the checkpoint, to the end': all(
        ...[18, 19, 20, 21, 22, 23].map((seq) => remove(log(seq))),
      ),
    },
  },
  'the log is gone': {
    lost: 'rest',
    next: 'salvage',
    said: /log.*(is missing: the log (must|always)|it is a file, not a folder|a file, not a folder)/,
    shows: 'nothing',
    salvage: 15,
    named: ['log'],
    harms: {
      'all of the log is gone': { live: 'restore', harm: remove('log'), named: ['log', CHECKPOINT] },
      'the log is an empty folder': aFolder('log'),
      'the log is a file': aFile('log'),
    },
  },
  'the log is a link to a missing folder': {
    lost: 'unread',
    next: 'mount',
    said: /log.*(is missing: the log always|doesn't exist|leads to itself)/,
    shows: 'nothing',
    named: ['log'],
    harms: {
      'the log is a link to a missing folder': link('log', '/nowhere/log'),
      'the log is a link to its own name': link('log', 'log'),
    },
  },
  'the log is a link to itself elsewhere': {
    lost: 'nothing',
    next: 'nothing',
    shows: 'all',
    named: [],
    harms: { 'the log is a link to itself elsewhere': linked('log') },
  },
  'no change is left': {
    lost: 'all',
    next: 'restore',
    said: /the log ends before it|has lost its changes|the log is empty/,
    shows: 'nothing',
    named: ['log'],
    harms: {
      'log and history are gone': all(remove('log'), remove('history')),
      'log, history and what is remembered are gone': all(remove('log'), remove('history'), remove('last')),
      'only the archive is left': all(...['log', 'history', 'last', 'checkpoints', 'blobs'].map(remove)),
    },
  },
};
