import { REPOSITORY_NAME } from '../scope-text.ts';
import { FOR_GOOD, kind } from './row.ts';

/** A repository whose files tasks and claims can name. Without git it is a folder. Record id: the name. */
export const REPOSITORY = kind({
  doc: 'a repository whose files tasks and claims can name',
  fields: ({ z }) => ({
    name: z
      .string()
      .regex(REPOSITORY_NAME, 'a name is 2 to 60 letters, digits, _ . and -, the first a letter or digit'),
    /** The git folder shared by all worktrees. Absent without git. */
    common: z.string().min(1).optional(),
    /** Top of the main worktree, or the folder itself. */
    folder: z.string().min(1),
    /** Was the workspace created in this repository? Stored scope entries without a repository belong to it. */
    home: z.literal(true).optional(),
    /** Address of `origin`, without credentials. */
    remote: z.string().optional(),
    /** The branch that results are merged into. */
    target: z.string().optional(),
    /** The repository's workspace before it was added. Removing the repository restores it. */
    before: z.string().optional(),
  }),
  undo: 'never',
  stays: FOR_GOOD,
  historyText: { name: (id) => `repository ${id}`, value: ({ folder }) => folder, fields: true },
});
