/** One thing that means something else here than in Taskwarrior 2.6 and 3.1. */
export interface Difference {
  /** A filter that shows it; `error` says that it is refused here. Every one is run by the tests. */
  example: string;
  error?: true;
  theirs: string;
  ours: string;
  reason: string;
}

/** For people who come from Taskwarrior. What is not listed is meant to be the same, and compared with recorded answers. */
export const DIFFERENCES: readonly Difference[] = [
  {
    example: 'project:web',
    theirs: 'any project that starts with the letters: webapp too',
    ours: 'web and everything below it: web.ui',
    reason: 'a project is a path; project.startswith:web compares letters',
  },
  {
    example: 'a.b',
    theirs: 'a regular expression: finds acb',
    ours: 'literal text, as has, startswith and endswith are',
    reason: 'words come from people and agents who do not escape them; /a.b/ and ~ are regular expressions',
  },
  {
    example: '/\\d+/',
    theirs: 'POSIX extended, by bytes',
    ours: 'a JavaScript regular expression with the u flag, under a time limit',
    reason: 'no pattern can hang the process, and letters of every script count as letters',
  },
  {
    example: '"dog food"',
    theirs: 'a string that selects nothing',
    ours: 'a phrase to look for',
    reason: 'that is what quotes mean everywhere else',
  },
  {
    example: 'not +bug',
    theirs: 'looks for the word "not"',
    ours: 'the same as ! +bug; AND, OR, XOR and NOT are operators too',
    reason: 'nobody looks for these words on purpose; quote them to do so',
  },
  {
    example: '+READY ! +bug',
    theirs: '! applies to a part of the next term, and needs "and" before it',
    ours: '! negates the next term, and stands anywhere',
    reason: 'the result of Taskwarrior is wrong without a warning',
  },
  {
    example: 'colour:red',
    error: true,
    theirs: 'an unknown attribute selects nothing, or everything',
    ours: 'an error that names the nearest attribute',
    reason: 'nothing malformed is searched for silently',
  },
  {
    example: 'due.before:2026',
    error: true,
    theirs: 'what is no date, number or duration is compared as text',
    ours: 'an error that says what was expected',
    reason: 'it selected tasks that have no date at all',
  },
  {
    example: 'due.before:',
    error: true,
    theirs: 'compared with nothing',
    ours: 'an error; due.none: and due: ask for tasks without',
    reason: 'the value was forgotten',
  },
  {
    example: '+a && +b',
    error: true,
    theirs: 'accepted, with arbitrary results',
    ours: 'an error: write and, or',
    reason: 'nothing malformed is searched for silently',
  },
  {
    example: 'id < 5',
    theirs: 'every closed task, because its id is 0',
    ours: 'ids below 5; closed tasks keep theirs, ids are never used again',
    reason: 'an id names one task for ever',
  },
  {
    example: '1 or 2',
    theirs: 'an error: ids cannot be joined with or',
    ours: 'ids, ranges and uuids are terms like others; side by side they are a union',
    reason: 'one grammar for all terms',
  },
  {
    example: 'tags:bug,ui',
    theirs: 'compares the tags joined by commas: misses some, hits bugfix',
    ours: 'a set: both tags are among them; tags.is: wants exactly these',
    reason: 'a set has no order',
  },
  {
    example: 'depends:12',
    theirs: 'never matches an id, and only the uuid that sorts first',
    ours: 'ids, uuids and prefixes of them, anywhere in the set',
    reason: 'a set has no order',
  },
  {
    example: 'description.has:project',
    theirs: "compares with the task's own project",
    ours: 'the text "project"; a name means an attribute beside an operator (due < scheduled) and for dates',
    reason: 'a value should not change its meaning because an attribute has that name',
  },
  {
    example: 'status.not:pending',
    theirs: 'misses closed tasks, which are not loaded',
    ours: 'everything that is not pending',
    reason: 'a negation is the complement',
  },
  {
    example: 'recur:1da',
    error: true,
    theirs: 'counts as zero',
    ours: 'an error',
    reason: 'nothing malformed is searched for silently',
  },
  {
    example: 'due:2026-W05',
    theirs: 'weeks start on Sunday',
    ours: 'ISO 8601 weeks, from Monday',
    reason: 'the form is ISO 8601, and so is its meaning',
  },
  {
    example: 'due.before:"now + 3d"',
    theirs: 'only the first word is read',
    ours: 'the whole; after the strict forms also plain English: "next friday"',
    reason: 'quotes keep together what belongs together',
  },
  {
    example: '+bug sort:due+ limit:5',
    theirs: 'sorting belongs to reports',
    ours: 'sort: and limit: are clauses of the filter; @name is a saved filter',
    reason: 'agents ask one question at a time',
  },
];
