import { sizeText } from '../../base/amounts.ts';
import { kind } from './row.ts';

export const ATTACHMENT_LIMITS = {
  /** Maximum length of a name, in characters. */
  name: 120,
  /** Maximum size of a file in MiB: the default of the setting `attachments.megabytes`, and its upper bound. */
  megabytes: { fallback: 10, most: 100 },
} as const;

/** A file attached to a task. Record id: `<task uuid>/<name>`. */
export const ATTACHMENT = kind({
  doc: 'a file kept with a task',
  fields: (v) => ({
    task: v.uuid(),
    /** File name without a path. */
    name: v.line(ATTACHMENT_LIMITS.name, 'a name').min(1),
    /** SHA-256 of the bytes, lower-case hex. */
    blob: v.z.string().regex(/^[0-9a-f]{64}$/, 'expected a SHA-256 in lower-case hex'),
    bytes: v.z.int().min(0),
    /** Media type, derived from the extension. */
    type: v.z.string().min(1),
    at: v.instant(),
    actor: v.z.string(),
    /** The run whose agent attached it. */
    run: v.z.string().optional(),
    note: v.z.string().optional(),
  }),
  task: (attachment) => attachment.task,
  archived: 'along',
  historyText: {
    name: (id) => `attachment ${id.split('/').slice(1).join('/')}`,
    value: ({ type, bytes }) => [type, bytes !== undefined && sizeText(bytes)].filter(Boolean).join(', ') || undefined,
  },
});
