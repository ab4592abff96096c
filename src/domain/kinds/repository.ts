import { REPOSITORY_NAME } from '../scope-text.ts';
import { FOR_GOOD, kind, type Values } from './row.ts';

/** A repository whose files a workspace's tasks and claims can name; without git a folder. Record id: the name. */
export const REPOSITORY = kind({
  doc: 'a repository whose files tasks and claims can name',
  fields: ({ z }) => ({
    name: z
      .string()
      .regex(REPOSITORY_NAME, 'a name is 2 to 60 letters, digits, _ . and -, the first a letter or digit'),
    /** The git folder that all its worktrees share. Absent without git. */
    common: z.string().min(1).optional(),
    /** Top of its main worktree, or the folder itself. */
    folder: z.string().min(1),
    /** Is it the one in which the workspace was made? Stored scope entries without a repository are in it. */
    home: z.literal(true).optional(),
    /** Where `origin` is, without credentials. */
    remote: z.string().optional(),
    /** The branch that work is merged into. */
    target: z.string().optional(),
    /** The workspace that it had before it was added, and gets back when it is removed. */
    before: z.string().optional(),
  }),
  undo: 'never',
  stays: FOR_GOOD,
  historyText: { name: (id) => `repository ${id}`, value: ({ folder }) => folder, fields: true },
});

export type Repository = Values<ReturnType<typeof REPOSITORY.fields>>;
