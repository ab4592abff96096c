import { FOR_GOOD, kind } from './row.ts';

/** The git hook that refuses commits of files claimed by others. Record id: the repository's name. */
export const GATE = kind({
  doc: 'the git hook of a repository that refuses commits of files that others hold',
  fields: ({ z, instant }) => ({
    repository: z.string().min(1),
    /** The files that Backlog wrote. */
    files: z.array(z.string().min(1)),
    at: instant(),
    actor: z.string(),
    /** While paused, the hook lets every commit pass: until this time, or until somebody resumes it. */
    paused: z.object({ at: instant(), actor: z.string(), until: instant().optional() }).optional(),
  }),
  undo: 'never',
  stays: FOR_GOOD,
  historyText: { name: (id) => `git hook of ${id}`, fields: true },
});

/** Is the hook paused at an instant? */
export function isPaused({ paused }: { paused?: { until?: string | undefined } | undefined }, now: string): boolean {
  return paused !== undefined && (paused.until === undefined || paused.until > now);
}
