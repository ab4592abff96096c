import { kind } from './row.ts';

/** The git hook that refuses commits of files claimed by others. Record id: the repository's name. */
export const GATE = kind({
  doc: 'the pre-commit hook of a repository',
  fields: ({ z, instant }) => ({
    repository: z.string().min(1),
    /** The files that Backlog wrote to install the hook. */
    files: z.array(z.string().min(1)),
    at: instant(),
    actor: z.string(),
    /**
     * Set while the hook is paused and lets every commit pass. The pause lasts until `until`, or until somebody resumes
     * the hook.
     */
    paused: z.object({ at: instant(), actor: z.string(), until: instant().optional() }).optional(),
  }),
  undo: 'never',
  historyText: { name: (id) => `git hook of ${id}`, fields: true },
});

/** Checks whether the hook is paused at an instant. */
export function isPaused({ paused }: { paused?: { until?: string | undefined } | undefined }, now: string): boolean {
  return paused !== undefined && (paused.until === undefined || paused.until > now);
}
