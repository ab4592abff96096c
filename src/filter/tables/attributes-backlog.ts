import { nounFor } from '../../base/amounts.ts';
import { GOAL_KINDS, ID_LETTERS, kindOfId, spelledGoalId } from '../../domain/goals/words.ts';
import type { Facts, Serves } from '../../domain/queue/facts.ts';
import { ancestorTasks } from '../../domain/queue/graph.ts';
import { SHOWN_STATE_NAMES, SHOWN_STATES, shownState } from '../../domain/state-words.ts';
import type { Task } from '../../domain/task/task.ts';
import type { Attribute } from './attribute.ts';

const NONE: readonly string[] = [];

/** Backlog's attributes that do not have a stored field of the same name. */
export const BACKLOG_ATTRIBUTES: readonly Attribute[] = [
  {
    name: 'text',
    doc: 'words in its description, notes, criteria with evidence, handoff, documents, source and fields from other tools',
    example: 'text:"login timeout"',
    of: ['doc'],
    type: 'words',
  },
  {
    name: 'initiative',
    doc: 'any task above it: all work below one goal, at every depth',
    example: 'initiative:12',
    wide: true,
    type: 'reference',
    read: (task, queue) => ancestorTasks(queue, task),
  },
  ...(['goal', 'bet', 'outcome', 'pillar', 'problem', 'persona'] as const).map((name) => servedAttribute(name)),
  {
    name: 'claim',
    doc: "the claim's holder: a session, or session/agent. `@me` is you",
    example: 'claim.any:',
    of: ['claim'],
    ofCaller: ({ holder }) => [holder],
    type: 'set',
    matching: { below: '/' },
    lists: false,
    read: (task, facts) => facts.claimsOf(task.uuid).map((claim) => claim.holder),
  },
  {
    name: 'run',
    doc: 'state of its last run, or the id of that run',
    example: 'run:review',
    of: ['run'],
    type: 'set',
    matching: 'whole',
    lists: false,
    elements: {
      noun: 'states and ids of runs',
      expected: 'a state such as review, or an id such as r7',
      spell: (written) => (/^r\d+$/.test(written) || Object.hasOwn(SHOWN_STATES, written) ? written : undefined),
      known: SHOWN_STATE_NAMES,
    },
    read: lastRun,
  },
  {
    name: 'actor',
    doc: 'the author of a note, evidence or handoff: `human`, `ai:claude-code` or in full. `@me` is you',
    example: 'actor:human',
    ofCaller: ({ actor }) => [`${actor.kind}:${actor.name}`],
    type: 'set',
    matching: { below: ':/#' },
    lists: false,
    read: noteAuthors,
  },
  {
    name: 'created',
    ofRules: 'guarded',
    doc: 'the author who made it; absent if that part of the history is lost. `@me` is you, and `entry` is the date',
    example: 'created:ada',
    type: 'author',
    date: 'entry',
    read: (task, facts) => facts.authorsOf(task.uuid).created,
  },
  {
    name: 'changed',
    doc: 'the author of its last change. `@me` is you, and `modified` is the date',
    example: 'changed:claude-code',
    type: 'author',
    date: 'modified',
    read: (task, facts) => facts.authorsOf(task.uuid).changed,
  },
  {
    name: 'doc',
    doc: 'names of its documents',
    example: 'doc:spec',
    of: ['doc'],
    type: 'set',
    matching: 'whole',
    lists: true,
    read: (task, facts) => facts.docNames(task.uuid),
  },
  {
    name: 'has_doc',
    doc: 'yes or no: does it have a document',
    example: 'has_doc:yes',
    of: ['doc'],
    type: 'flag',
    read: (task, facts) => facts.docNames(task.uuid).length > 0,
  },
  {
    name: 'attachment',
    doc: 'names of the files attached to it',
    example: 'attachment:shot.png',
    of: ['attachment'],
    type: 'set',
    matching: 'whole',
    lists: true,
    read: (task, facts) => facts.attachmentNames(task.uuid),
  },
];

/** Returns the attribute of a kind of records that tasks serve. A number alone names a record of that kind. */
function servedAttribute(name: Exclude<keyof Serves, 'upkeep' | 'isNow' | 'severity'>): Attribute {
  const id = `${ID_LETTERS[name]}-1`;
  return {
    name,
    doc: `ids of each ${name} that it serves, directly or through the records above its goal; subtasks serve the goal of their parent`,
    example: name === 'goal' ? 'goal:3' : `${name}:${id}`,
    of: GOAL_KINDS,
    wide: true,
    type: 'set',
    matching: 'whole',
    lists: true,
    elements: {
      noun: `ids of ${nounFor(2, name)}`,
      expected: `ids such as ${id}`,
      spell: (written) => {
        const spelled = spelledGoalId(written, name);
        return spelled !== undefined && kindOfId(spelled) === name ? spelled : undefined;
      },
    },
    read: (task, facts) => facts.servesOf(task)[name],
  };
}

function lastRun(task: Task, facts: Facts): readonly string[] {
  const run = facts.latestRun(task.uuid);
  return run ? [run.state, shownState(run), run.id] : NONE;
}

/** Returns the authors of a task's notes, its evidence, its handoff and its block. */
function noteAuthors(task: Task): readonly string[] {
  const inside = [
    ...(task.annotations ?? []),
    ...(task.acceptance ?? []).map(({ met }) => met),
    task.handoff,
    task.obstacle,
  ];
  return inside.flatMap((part) => (part ? [part.actor] : []));
}
