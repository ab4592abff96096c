import { REPOSITORY_NAME } from '../scope-text.ts';
import { kind } from './row.ts';

/**
 * A repository with files that tasks and claims can name. It can also be a folder without git. Record id: the
 * repository's name.
 */
export const REPOSITORY = kind({
  doc: 'a repository whose files tasks and claims can name',
  fields: ({ z, instant }) => ({
    name: z
      .string()
      .regex(REPOSITORY_NAME, 'a name is 2 to 60 letters, digits, _ . and -, the first a letter or digit'),
    /** The git folder shared by all worktrees. Absent for a folder without git. */
    common: z.string().min(1).optional(),
    /** Top folder of the main worktree. Without git, the folder itself. */
    folder: z.string().min(1),
    /** True if the workspace was created in this repository. Stored scope entries without a repository belong to it. */
    home: z.literal(true).optional(),
    /** URL of the remote `origin`, without credentials. */
    remote: z.string().optional(),
    /** The branch into which results are merged. */
    target: z.string().optional(),
    /** Set if no runs start in the repository. */
    disabled: z.literal(true).optional(),
    /** Where the clones are, in a queue on a server. `common` and `folder` are then those of the first clone. */
    places: z
      .array(z.object({ machine: z.string().min(1), common: z.string().min(1).optional(), folder: z.string().min(1) }))
      .optional(),
    /** The first commit, by which clones with other remotes are recognised. Only in a queue on a server. */
    first: z.string().optional(),
    /**
     * The last fetch or push of the target branch by a command, and the number of commits that it transferred.
     */
    synced: z
      .object({
        did: z.enum(['fetch', 'push']),
        remote: z.string(),
        branch: z.string(),
        commits: z.int().min(0),
        at: instant(),
        actor: z.string(),
      })
      .optional(),
    /** The workspace of the repository before it was added here. Removing the repository restores it. */
    before: z.string().optional(),
  }),
  undo: 'never',
  historyText: { name: (id) => `repository ${id}`, value: ({ folder }) => folder, fields: true },
});
