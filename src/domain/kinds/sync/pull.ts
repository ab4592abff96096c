import { kind } from '../row.ts';
import { hash } from '../run/run-parts.ts';

/** The pull request of a run at a source. Record id: that of the run. */
export const PULL = kind({
  doc: 'the pull request of a run at a source, with what of it the queue has',
  fields: (v) => ({
    source: v.z.string().min(1),
    task: v.uuid(),
    branch: v.z.string().min(1),
    /** Name of the target branch there. */
    base: v.z.string().min(1),
    /** Marks our part of the text there. By it, a lost answer is recognised. */
    mark: v.uuid(),
    /** Stored before it is pushed: the last commit of ours on the branch. */
    head: hash(v),
    /** The commit before it, which the branch still has if nothing was pushed. */
    earlier: hash(v).optional(),
    /** The run's result that the pull request has. Absent until the service's answer is known. */
    result: hash(v).optional(),
    /** Absent until the service's answer is known. */
    number: v.z.int().positive().optional(),
    node: v.z.string().optional(),
    url: v.z.string().optional(),
    /** Set if a person opened it. It is never closed by us. */
    adopted: v.z.literal(true).optional(),
    /** Digest of our part of the text there. */
    sum: v.z.string().optional(),
    state: v.z.enum(['sending', 'open', 'merged', 'closed']),
    /** Number of rounds that the pull request caused since a person's last approval. */
    rounds: v.z.int().min(0),
    /** The last commit whose failed checks caused a round. */
    red: hash(v).optional(),
    /** Trusted authors' reviews and comments that the queue has: the id there, and a digest of the text. */
    taken: v.z.array(v.z.string()).optional(),
    /** The last open texts that start no round: by authors whom nobody trusts, by machines, or after an approval. */
    others: v.z
      .array(v.z.object({ author: v.z.string(), association: v.z.string().optional(), text: v.z.string() }))
      .optional(),
    /**
     * Set before the pull request of a discarded run is closed. `mark` is that of the comment that says so, `seen` the
     * last event there before, and `left` says why it stays open.
     */
    closing: v.z
      .object({ mark: v.uuid(), seen: v.z.string(), at: v.instant(), left: v.z.string().optional() })
      .optional(),
    /** The service's time at which a search first didn't find it, after its run was discarded. */
    missed: v.instant().optional(),
    at: v.instant(),
  }),
  sets: ['taken'],
  undo: 'never',
  task: (pull) => pull.task,
  archived: 'along',
});
