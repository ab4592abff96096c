import { fieldsWhere, shapeOf, TASK_FIELDS } from '../fields/table.ts';
import { AGENT } from './agent.ts';
import { ARCHIVE } from './archive.ts';
import { ATTACHMENT } from './attachment.ts';
import { AUTONOMY } from './autonomy.ts';
import { CLAIM, DISPATCH } from './claim.ts';
import { CONFIG, CONSENT } from './config.ts';
import { GATE } from './git-hook.ts';
import { GOALS } from './goals.ts';
import { LEASE } from './lease.ts';
import { NIGHT } from './night.ts';
import { NOTICE } from './notice.ts';
import { ORCHESTRATOR } from './orchestrator.ts';
import { PASS, PROPOSAL } from './proposal.ts';
import { REPOSITORY } from './repository.ts';
import { isRunOver, type KindRow, kind, type Values } from './row.ts';
import { COMMENT } from './run/comment.ts';
import { RUN } from './run/run.ts';
import { TICK } from './run/tick.ts';
import { MIRROR, SESSION } from './session.ts';
import { SNOOZE } from './snooze.ts';
import { PULL } from './sync/pull.ts';
import { CONFLICT, LINKED, SENDING, SOURCE, UNMADE } from './sync/service.ts';
import { SYNC, SYNCED } from './sync/synced.ts';
import { TOKEN } from './token.ts';
import { DELIVERY, WEBHOOK } from './webhook.ts';

/** Where a queue was moved. While this copy of the queue has the record, it is read-only. Record id: `queue`. */
const MOVED = kind({
  doc: 'the place to which the queue was moved',
  fields: ({ z, instant }) => ({
    /** An address, or a folder with its machine. */
    to: z.string().min(1),
    at: instant(),
    actor: z.string(),
  }),
  undo: 'never',
  terminal: true,
  historyText: { name: () => 'the place of the queue', value: ({ to }) => to },
});

/** All kinds of records. Add a row to add a kind. */
export const KINDS = {
  task: kind({
    doc: 'one thing to do',
    fields: (v) => shapeOf(TASK_FIELDS, v),
    sets: fieldsWhere((row) => row.set === true),
    apart: { acceptance: 'all', annotations: 'all' },
    stamps: ['modified'],
    bookkeeping: ['source'],
  }),

  /** A document. Record id: `<task uuid or "workspace">/<name>`. */
  doc: kind({
    doc: 'a document of a task or of the queue, with all its versions',
    fields: ({ z, instant }) => ({
      task: z.string().optional(),
      /** The document's name, `spec` by default. */
      name: z.string().min(1),
      versions: z.array(
        z.object({
          /** Number of the version: 1, 2, 3, … */
          n: z.int().positive(),
          /** SHA-256 of the text, lower-case hex. null for a deletion. */
          blob: z
            .string()
            .regex(/^[0-9a-f]{64}$/, 'expected a SHA-256 in lower-case hex')
            .nullable(),
          actor: z.string(),
          at: instant(),
          note: z.string().optional(),
        }),
      ),
    }),
    sets: ['versions'],
    apart: { versions: 'all but the last' },
    task: (doc) => doc.task,
    archived: 'along',
    historyText: { name: (id) => `document ${id.split('/').slice(1).join('/')}` },
  }),

  attachment: ATTACHMENT,
  claim: CLAIM,
  run: RUN,
  /** A question. Record id: a uuid. */
  question: kind({
    doc: 'a question of an agent',
    fields: (v) => ({
      id: v.z.string().min(1),
      run: v.z.string().optional(),
      task: v.uuid().optional(),
      text: v.z.string().min(1),
      at: v.instant(),
      actor: v.z.string(),
      answer: v.z.object({ text: v.z.string().min(1), at: v.instant(), actor: v.z.string() }).optional(),
    }),
    undo: 'never',
    task: (question) => question.task,
    staysBehind: isRunOver,
    historyText: { name: () => 'a question', value: ({ text, answer }) => answer?.text ?? text },
  }),
  proposal: PROPOSAL,
  pass: PASS,
  comment: COMMENT,
  tick: TICK,
  snooze: SNOOZE,
  lease: LEASE,
  moved: MOVED,
  notice: NOTICE,
  orchestrator: ORCHESTRATOR,
  night: NIGHT,
  autonomy: AUTONOMY,
  session: SESSION,
  dispatch: DISPATCH,
  mirror: MIRROR,
  repository: REPOSITORY,
  agent: AGENT,
  gate: GATE,
  archive: ARCHIVE,
  ...GOALS,

  /** Record id: the setting's name. */
  setting: kind({
    doc: 'a setting that a person changed',
    fields: ({ z, instant }) => ({
      name: z.string().min(1),
      value: z.union([z.string(), z.number(), z.boolean()]),
      at: instant(),
      actor: z.string(),
      /** The token with which it was changed. A person gave it the right. */
      token: z.string().exactOptional(),
      /** IANA name of its author's time zone, for a value with times of day. */
      zone: z.string().exactOptional(),
    }),
    historyText: {
      name: (id) => `setting ${id}`,
      value: ({ value }) => (value === undefined ? undefined : String(value)),
    },
  }),

  sync: SYNC,
  synced: SYNCED,
  source: SOURCE,
  linked: LINKED,
  conflict: CONFLICT,
  sending: SENDING,
  unmade: UNMADE,
  pull: PULL,
  config: CONFIG,
  consent: CONSENT,
  token: TOKEN,
  webhook: WEBHOOK,
  delivery: DELIVERY,

  /** A saved filter. Record id: its name. */
  view: kind({
    doc: 'a saved filter, used as `@name`',
    fields: ({ z, instant }) => ({
      name: z.string().min(1),
      filter: z.string().min(1),
      at: instant(),
      actor: z.string(),
    }),
    historyText: { name: (id) => `@${id}`, value: ({ filter }) => filter },
  }),

  /** A counter. Record id: the name of the counted things (`task`). */
  counter: kind({
    doc: 'the last number that was assigned',
    fields: ({ z }) => ({ last: z.int().min(0) }),
    undo: 'never',
  }),
};

export type { KindRow } from './row.ts';

/** Returns a commit, or another list of changes, without the fields that no output shows. */
export function withoutHidden<Changed extends { changes: readonly HidableChange[] }>(changed: Changed): Changed {
  const isHiding = ({ kind }: HidableChange) => kindRow(kind)?.hidden !== undefined;
  if (!changed.changes.some(isHiding)) return changed;
  return {
    ...changed,
    changes: changed.changes.map((change) => {
      const hidden = kindRow(change.kind)?.hidden ?? [];
      const shown = (fields: HidableChange['after']) =>
        fields && Object.fromEntries(Object.entries(fields).filter(([name]) => !hidden.includes(name)));
      return { ...change, before: shown(change.before), after: shown(change.after) };
    }),
  };
}

interface HidableChange {
  kind: string;
  before: Readonly<Record<string, unknown>> | null;
  after: Readonly<Record<string, unknown>> | null;
}

type Table = typeof KINDS;

/** Maps each kind to the type of its records. */
export type Kinds = { [Kind in keyof Table]: Table[Kind] extends KindRow<infer Shape> ? Values<Shape> : never };

/** Returns the row of a kind. @returns undefined for a kind of a newer version */
export function kindRow(name: string): KindRow | undefined {
  return Object.hasOwn(ROWS, name) ? ROWS[name] : undefined;
}

const ROWS: Readonly<Record<string, KindRow>> = KINDS;
