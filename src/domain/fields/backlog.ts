import { isCallerWord, signatureText } from '../actor.ts';
import { GOAL_LIMITS } from '../goals/words.ts';
import { scopeText } from '../scope-text.ts';
import { readCriteria } from '../task/criteria.ts';
import { sourceTexts } from '../task/source-texts.ts';
import { criterion, criterionRow, duration, estimated, note, noteRow } from './entries.ts';
import { MARK_FIELDS } from './marks.ts';
import { kept, settable } from './row.ts';
import { LINK_TYPES, TASK_LIMITS } from './words.ts';

/** The fields that Backlog's tasks have in addition to Taskwarrior's. */
export const BACKLOG_FIELDS = {
  template: kept({
    doc: 'uuid of the recurring task that it is an instance of',
    ofRules: 'guarded',
    own: true,
    schema: (v) => v.uuid().optional(),
    row: ({ z }) => z.string(),
  }),
  parent: settable({
    doc: 'uuid of its parent task',
    help: 'Id of its parent task',
    ofRules: 'guarded',
    schema: (v) => v.uuid().optional(),
    argument: ({ inputs }) => inputs.clearableInput(),
    read: (written, { task }) => task(written),
  }),
  links: kept({
    doc: 'links to other tasks: discovered-from, duplicates, relates',
    set: true,
    schema: (v) => v.z.array(v.z.object({ type: v.z.enum(LINK_TYPES), uuid: v.uuid() })).optional(),
    row: ({ z }) => z.array(z.object({ type: z.enum(LINK_TYPES), uuid: z.string() })),
  }),
  annotations: kept({
    doc: 'notes, each with its author',
    set: true,
    own: true,
    schema: (v) => v.z.array(note(v)).optional(),
    row: (v) => v.z.array(noteRow(v)),
    count: { of: 'notes', example: 'annotations.count > 1' },
  }),
  goal: settable({
    doc: 'id of the goal that it serves (`I-3`); subtasks without one serve the goal of their parent',
    help: 'Goal that it serves: I-3 or 3',
    ofRules: 'guarded',
    schema: ({ z }) =>
      z
        .string()
        .regex(/^I-[1-9]\d*$/, 'expected the id of a goal such as I-3')
        .optional(),
    argument: ({ inputs }) => inputs.clearableInput(),
    read: (written, { goal }) => goal(written),
  }),
  upkeep: settable({
    doc: 'the reason why it needs no goal',
    help: 'Reason why it needs no goal',
    schema: (v) => v.line(GOAL_LIMITS.text, 'a reason').min(1).optional(),
    argument: ({ inputs }) => inputs.clearableInput(),
    info: (reason) => reason,
  }),
  agent: settable({
    doc: "the assignee: an agent, an agent's type, or a person",
    help: 'Assignee',
    ofRules: 'guarded',
    schema: (v) => v.line(TASK_LIMITS.word, 'an assignee').min(1).optional(),
    argument: ({ inputs }) => inputs.clearableInput(),
    read: (written, { caller }) => (isCallerWord(written) ? caller : written),
    ask: {
      ...{ type: 'text', matching: 'whole', example: 'agent:implementer', person: true },
      says: "the assignee: an agent, an agent's type, or a person. `@me` is you",
    },
  }),
  scope: settable({
    doc: 'globs of the files that the task may change',
    help: 'Globs of files it may change',
    schema: (v) =>
      v.z
        .array(v.z.object({ repo: v.z.string().min(1).optional(), glob: v.text(TASK_LIMITS.glob, 'a glob').min(1) }))
        .max(TASK_LIMITS.scope, `a task has at most ${TASK_LIMITS.scope} entries in its scope`)
        .optional(),
    argument: ({ inputs }) => inputs.scopeInput(),
    read: (written, { scope }) => scope(written),
    ask: {
      type: 'set',
      matching: { below: '/' },
      lists: false,
      example: 'scope:src/web',
      texts: (scope) => scope.flatMap(({ repo, glob }) => (repo ? [glob, `${repo}:${glob}`] : [glob])),
    },
    info: scopeText,
  }),
  type: settable({
    doc: 'the kind of work',
    help: 'Kind: bug, feature, …',
    ofRules: 'guarded',
    schema: (v) => v.line(TASK_LIMITS.word, 'a type').min(1).optional(),
    argument: ({ inputs }) => inputs.clearableInput(),
    ask: { type: 'text', matching: 'whole', example: 'type:bug' },
    info: (type) => type,
  }),
  estimate: settable({
    doc: 'expected effort',
    help: 'Effort: 2h, P1D',
    schema: (v) => duration(v).optional(),
    argument: ({ inputs }) => inputs.clearableInput(),
    read: (written, { duration }) => duration(written),
    ask: { type: 'duration', example: 'estimate.below:4h' },
    info: (estimate) => estimate,
  }),
  estimates: kept({
    doc: 'who estimated the task: the last estimate of a person, which counts, and the last one of an agent or a script',
    schema: (v) => v.z.object({ person: estimated(v).optional(), agent: estimated(v).optional() }).optional(),
    info: ({ person, agent }) =>
      [person, agent]
        .flatMap((said) => (said ? [`${said.estimate} by ${signatureText(said)} on ${said.at.slice(0, 10)}`] : []))
        .join(', '),
  }),
  acceptance: settable({
    doc: 'acceptance criteria; a met one has its evidence. `by` is the command or the check that tests it',
    help: 'Acceptance criteria, one per line; `text --by command`: the command tests it',
    set: true,
    schema: (v) =>
      v.z
        .array(criterion(v))
        .max(TASK_LIMITS.acceptance, `a task has at most ${TASK_LIMITS.acceptance} acceptance criteria`)
        .optional(),
    argument: ({ inputs }) => inputs.criteriaInput(),
    row: (v) => v.z.union([v.inputs.criteriaInput(), v.z.array(criterionRow(v))]),
    read: (written, { present, uuid }) => readCriteria(written, { present, uuid }),
  }),
  checks: settable({
    doc: 'names of checks, which the settings `checks.<name>` define',
    help: 'Names of configured checks',
    schema: (v) =>
      v.z
        .array(v.line(TASK_LIMITS.word, 'the name of a check').min(1))
        .max(TASK_LIMITS.checks, `a task has at most ${TASK_LIMITS.checks} checks`)
        .optional(),
    argument: ({ inputs }) => inputs.listInput(),
    read: (written, { check }) => [...new Set(written)].map(check),
    ask: { type: 'set', matching: 'whole', lists: true, example: 'checks:unit', says: 'names of its checks' },
    info: (checks) => checks.join(' '),
  }),
  source: kept({
    doc: 'the source of an imported task: kind, list, id or address, and the time of its last change there (`modified`). A service also has the author of its text, and what the author is to the repository (`association`). `seen` has what both sides had in each field after the last import. Earlier names of the list are in `was`, and digests of earlier values in `earlier`. `closedIn` and `saidIn` have digests of the checkouts in which the task is closed or has the present value. `hadIn` has those with an earlier value, and the digest of that value. `gone` means that its line is gone from the checkout (`checkout`) that had it',
    own: true,
    schema: (v) =>
      v.z
        .object({
          kind: v.z.string(),
          list: v.z.string().optional(),
          id: v.z.string(),
          url: v.z.string().optional(),
          author: v.z.string().optional(),
          association: v.z.string().optional(),
          seen: v.texts().optional(),
          was: v.z.array(v.z.string()).optional(),
          closedIn: v.z.array(v.z.string()).optional(),
          modified: v.z.string().optional(),
          earlier: v.texts().optional(),
          saidIn: v.texts().optional(),
          hadIn: v.texts().optional(),
          checkout: v.z.string().optional(),
          gone: v.z.boolean().optional(),
        })
        .optional(),
    ask: {
      type: 'set',
      matching: 'whole',
      lists: false,
      example: 'source:github',
      says: 'where it was imported or mirrored from: the kind, the list, the id or the address',
      texts: sourceTexts,
    },
  }),
  rank: settable({
    doc: 'manual order on the board, lowest first',
    help: 'Manual order, lowest first',
    schema: ({ z }) => z.number().optional(),
    argument: ({ inputs }) => inputs.numberInput(),
    ask: {
      type: 'number',
      example: 'rank.any:',
      says: 'the place that somebody gave it on the board; `sort:rank` is the order of the board',
    },
  }),
  ...MARK_FIELDS,
  series: kept({
    doc: 'of a recurring task: the time zone of its dates, and the instances that it must not create',
    own: true,
    schema: (v) =>
      v.z
        .object({
          zone: v.zone(),
          purged: v.z.array(v.uuid()).optional(),
        })
        .optional(),
    info: ({ zone }) => zone,
  }),
  extra: kept({
    doc: 'fields of other tools, which exports write back',
    schema: ({ z }) => z.record(z.string(), z.unknown()).optional(),
    ask: {
      type: 'set',
      matching: 'whole',
      lists: true,
      example: 'extra:severity',
      says: 'names of its fields from other tools; `extra.NAME` is the value of one: `extra.severity:high`, `extra.points.above:5`, `extra.closed.before:today`',
      texts: (extra) => Object.keys(extra),
    },
  }),
};
