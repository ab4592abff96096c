import type { SchemaVocabulary } from '../fields/row.ts';
import { AGENT } from './agent.ts';
import { kind } from './row.ts';

/** Record id of the person's own config file. No repository has this name. */
export const PERSON_CONFIG = '~';

const values = ({ z }: SchemaVocabulary) => z.record(z.string().min(1), z.union([z.string(), z.number(), z.boolean()]));

/**
 * The config file of a repository, as Backlog last read it. Record id: the repository's name, or {@link PERSON_CONFIG}.
 */
export const CONFIG = kind({
  doc: "the settings in a repository's config file that count without agreement",
  fields: (v) => ({
    /** Path of the file in the repository. Absent if the repository has no such file. */
    file: v.z.string().min(1).optional(),
    /** Settings that count at once. If the file has an error, they are those of the last file without one. */
    values: values(v),
    /** Identity of the part that a person must agree to. Absent if the file has no such part. */
    content: v.z.string().min(1).optional(),
    /** The error because of which the file doesn't count. */
    problem: v.z.string().min(1).optional(),
    /** Time of the last commit that changed the file, in a queue on a server: the newest one of all machines counts. */
    changed: v.instant().optional(),
    at: v.instant(),
  }),
  undo: 'never',
});

/** A person's agreement to a part of a repository's config file. Record id: the repository's name. */
export const CONSENT = kind({
  doc: "the part of a repository's config file that a person agreed to: commands, agents, limits",
  terminal: true,
  fields: (v) => ({
    file: v.z.string().min(1),
    /** Identity of the agreed part. It differs for other files and other repositories. */
    content: v.z.string().min(1),
    /** The repository's git folder at the time of the agreement. In another place, a person must agree again. */
    common: v.z.string().min(1),
    /** The machine of the agreement. On another one, a person must agree again. */
    machine: v.z.string().min(1),
    values: values(v),
    agents: v.z.array(v.z.object(AGENT.fields(v)).omit({ at: true, actor: true })),
    at: v.instant(),
    actor: v.z.string(),
  }),
  undo: 'never',
  historyText: { name: (id) => `agreement to the config file of ${id}`, value: ({ content }) => content },
});
