import type * as z from 'zod';
import type { SchemaVocabulary } from '../fields/row.ts';
import { GOAL_LIMITS, GOAL_STATES, type GoalKind, ID_LETTERS, LIVING_DOCUMENT } from '../goals/words.ts';
import { kind } from './row.ts';

const EXPECTED_SEVERITY = 'expected a whole number from 1 to 5';
const EXPECTED_DOCUMENT = 'expected the path of a text file in the repository, such as notes/search.md';

/** The fields of every kind. `rank` is the order among records of the kind, lowest first. */
const common = (of: GoalKind) => (v: SchemaVocabulary) => ({
  id: v.z.string().regex(new RegExp(`^${ID_LETTERS[of]}-[1-9]\\d*$`), `expected an id such as ${ID_LETTERS[of]}-1`),
  title: v.line(of === 'vision' ? GOAL_LIMITS.vision : GOAL_LIMITS.title, `the name of a ${of}`).min(1),
  note: v.text(GOAL_LIMITS.note, 'a note').min(1).optional(),
  rank: v.z.number(),
  entry: v.instant(),
  modified: v.instant(),
  archived: v.instant().optional(),
});

const text = (v: SchemaVocabulary, what: string, max: number = GOAL_LIMITS.text) => v.text(max, what).min(1).optional();
const link = ({ z }: SchemaVocabulary, to: GoalKind) => z.string().startsWith(`${ID_LETTERS[to]}-`);
const links = (v: SchemaVocabulary, to: GoalKind) => v.z.array(link(v, to)).max(GOAL_LIMITS.links).optional();

/** What is measured, its first value, the value to reach, and the readings since. */
const measured = (v: SchemaVocabulary) => ({
  measure: v.line(GOAL_LIMITS.measure, 'a measure').min(1).optional(),
  baseline: v.z.number().optional(),
  target: v.z.number().optional(),
  by: v.date().optional(),
  readings: v.z
    .array(
      v.z.object({
        id: v.z.string().min(1),
        at: v.instant(),
        value: v.z.number(),
        note: v.line(GOAL_LIMITS.text, 'a note').optional(),
        actor: v.z.string(),
      }),
    )
    .max(GOAL_LIMITS.readings, `at most ${GOAL_LIMITS.readings} readings are kept`)
    .optional(),
});

/** The state of a goal or bet, and what was learned when it was closed. */
const progressing = (v: SchemaVocabulary) => ({
  state: v.z.enum(GOAL_STATES),
  /** When it became `now` for the first time, and when it was closed. */
  started: v.instant().optional(),
  closed: v.instant().optional(),
  learned: text(v, 'a lesson', GOAL_LIMITS.learned),
  /** What happened to it: merged tasks, the newest last. */
  log: v.z
    .array(
      v.z.object({
        id: v.z.string().min(1),
        at: v.instant(),
        actor: v.z.string(),
        text: v.line(GOAL_LIMITS.text, 'an entry').min(1),
        task: v.uuid().optional(),
        run: v.z.string().optional(),
      }),
    )
    .max(GOAL_LIMITS.log)
    .optional(),
});

function goalKind<Shape extends z.ZodRawShape>(
  of: GoalKind,
  doc: string,
  fields: (v: SchemaVocabulary) => Shape,
  sets: readonly string[] = [],
) {
  return kind<ReturnType<ReturnType<typeof common>> & Shape>({
    doc,
    fields: (v) => ({ ...common(of)(v), ...fields(v) }),
    sets,
    stamps: ['modified'],
    historyText: {
      name: (id) => id,
      value: (record) => ('title' in record && typeof record.title === 'string' ? record.title : undefined),
      fields: true,
    },
  });
}

/** The rows of the kinds that say why tasks exist. Record id: the kind's letter and a number that is never reused. */
export const GOALS = {
  vision: goalKind('vision', 'what the queue is for, in one sentence', () => ({})),
  pillar: goalKind('pillar', 'a principle that lasts: what the product will and will not be', (v) => ({
    will: text(v, 'a promise'),
    wont: text(v, 'a refusal'),
  })),
  persona: goalKind('persona', 'somebody for whom the work is done', ({ z }) => ({
    primary: z.literal(true).optional(),
  })),
  problem: goalKind(
    'problem',
    'a problem of personas, with its severity',
    (v) => ({
      severity: v.z.int(EXPECTED_SEVERITY).min(1, EXPECTED_SEVERITY).max(5, EXPECTED_SEVERITY),
      evidence: text(v, 'evidence', GOAL_LIMITS.learned),
      hurts: v.z
        .array(v.z.object({ persona: link(v, 'persona'), stakes: v.line(GOAL_LIMITS.text, 'stakes').optional() }))
        .max(GOAL_LIMITS.links)
        .optional(),
      /** Id of the goal or bet that solved it. */
      solved_by: v.z
        .string()
        .regex(/^[IB]-\d+$/)
        .optional(),
    }),
    ['hurts'],
  ),
  outcome: goalKind(
    'outcome',
    'a change that can be noticed, with its measure and readings',
    (v) => ({ ...measured(v), pillars: links(v, 'pillar') }),
    ['readings', 'pillars'],
  ),
  bet: goalKind(
    'bet',
    'a direction that is tried for a time: idea, next, now, won, lost or dropped',
    (v) => ({
      ...progressing(v),
      hypothesis: text(v, 'a hypothesis', GOAL_LIMITS.why),
      by: v.date().optional(),
      outcomes: links(v, 'outcome'),
      problems: links(v, 'problem'),
    }),
    ['log', 'outcomes', 'problems'],
  ),
  goal: goalKind(
    'goal',
    'what tasks are for: why, measure and refusals',
    (v) => ({
      ...measured(v),
      ...progressing(v),
      why: text(v, 'a why', GOAL_LIMITS.why),
      wont: text(v, 'a refusal'),
      done_when: text(v, 'a condition'),
      document: v.z.string().regex(LIVING_DOCUMENT, EXPECTED_DOCUMENT).optional(),
      /** Who named the document. Absent in records of versions that didn't store it. */
      document_by: v.z.string().optional(),
      upkeep: v.line(GOAL_LIMITS.text, 'a reason').min(1).optional(),
      bet: link(v, 'bet').optional(),
      outcome: link(v, 'outcome').optional(),
      problems: links(v, 'problem'),
      depends: links(v, 'goal'),
    }),
    ['readings', 'log', 'problems', 'depends'],
  ),
};
