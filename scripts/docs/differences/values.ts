import type { Difference } from './difference.ts';

/** Differences about attributes, modifiers and values other than dates. */
export const VALUE_DIFFERENCES: readonly Difference[] = [
  {
    example: 'colour:red',
    error: true,
    theirs: 'an unknown or ambiguous attribute selects nothing, or beside other terms everything',
    ours: 'an error, with the nearest attribute if one is near',
    reason: 'nothing malformed is searched for silently',
  },
  {
    example: 'priority.above:Z',
    error: true,
    theirs: "values aren't checked: status:pend and urgency:high select nothing or anything",
    ours: 'an error that lists the values',
    reason: 'nothing malformed is searched for silently',
  },
  {
    example: 'due.before:',
    error: true,
    theirs: 'compared with nothing: due.by: selects the tasks without',
    ours: 'an error; due.none: and due: select tasks without one',
    reason: 'the value was forgotten',
  },
  {
    example: 'due.has:2026',
    error: true,
    theirs: 'searches the ISO text of the date',
    ours: 'an error; due:2026-08 and due.before: compare dates',
    reason: "dates aren't text",
  },
  {
    example: 'project:web',
    theirs: 'any project that starts with the letters: webapp too',
    ours: 'web and everything below it: web.ui',
    reason: 'a project is a path; project.startswith:web compares letters',
  },
  {
    example: 'tags:bug,ui',
    theirs: 'compares the tags joined by commas: misses some, hits bugfix',
    ours: 'a set: selects tasks with both tags; tags.is: selects exactly these',
    reason: 'a set has no order',
  },
  {
    example: 'depends:12',
    theirs: 'never matches an id, and only the uuid that sorts first',
    ours: 'ids, uuids and prefixes of them, anywhere in the set',
    reason: 'a set has no order',
  },
  {
    example: 'id:1-5',
    theirs: 'ranges and lists select nothing as values',
    ours: 'these ids, as the term 1-5 does',
    reason: 'one notation for ids',
  },
  {
    example: 'id < 5',
    theirs: 'every closed task too, because its id is 0',
    ours: 'ids below 5; closed tasks keep theirs, and no id is used twice',
    reason: 'an id names one task forever',
  },
  {
    example: 'urgency > 5 1-100',
    theirs: 'beside an id the number of a comparison is lost',
    ours: 'two terms: urgency above 5, and these ids',
    reason: 'one grammar for all terms',
  },
  {
    example: 'description.has:project',
    theirs: 'a value that is the name of an attribute is that attribute of the task',
    ours: 'the text "project"; a name means an attribute beside an operator (due < scheduled) and for dates',
    reason: 'a value should not change its meaning because an attribute has that name',
  },
  {
    example: 'status.not:pending',
    theirs: 'misses closed tasks, which are not loaded; so do ! ( 1-10 ) and +ACTIVE',
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
    example: 'actor:human agent:tester scope:src type:bug',
    theirs: 'you have to define your own attributes',
    ours: '`agent`, `claim`, `run`, `source`, `actor`, `scope`, `doc`, `initiative`, `type` and `estimate` exist; `parent:` selects subtasks, too',
    reason: 'filters can select by what agents do with tasks',
  },
];
