import { isDeepStrictEqual } from 'node:util';
import type { Task } from '../../domain/task/task.ts';
import type { SourceRow } from '../reading/row.ts';
import { projectSpelling, tagSpelling, titleSpelling } from './taskwarrior-values.ts';

/** Name of the field in `extra` with the original values of a row. An export restores them. */
export const SPELLINGS = 'taskwarrior';

/** Changes tags, project and description to match Backlog's rules, with a warning. */
export function respell(row: SourceRow): void {
  const { known, extra, warnings } = row;
  const spellings: Record<string, unknown> = {};
  const note = (field: string, from: string, to: string | undefined) => {
    if (from === to) return;
    warnings.push(`${field}: ${JSON.stringify(from)} is ${to === undefined ? 'left out' : JSON.stringify(to)} here`);
    spellings[field] = { ...(spellings[field] as object), [to ?? '']: from };
  };
  if (Array.isArray(known.tags)) {
    const spelled = known.tags.map((tag: unknown) => {
      if (typeof tag !== 'string') return tag;
      note('tags', tag, tagSpelling(tag));
      return tagSpelling(tag);
    });
    known.tags = [...new Set(spelled.filter((tag) => tag !== undefined))];
  }
  if (typeof known.project === 'string') {
    note('project', known.project, projectSpelling(known.project));
    known.project = projectSpelling(known.project);
  }
  if (typeof known.description === 'string') {
    const line = titleSpelling(known.description);
    note('description', known.description, line);
    known.description = line;
  }
  if (Object.keys(spellings).length > 0) extra[SPELLINGS] = spellings;
}

/**
 * Checks whether the stored originals give the task's values by these rules. If not, the field with this name is an
 * ordinary field.
 */
export function isRespelled(task: Task): boolean {
  const noted = task.extra?.[SPELLINGS];
  if (noted === undefined) return false;
  const row: SourceRow = { known: originals(task, noted), extra: {}, warnings: [] };
  respell(row);
  return isDeepStrictEqual(row.extra[SPELLINGS], noted);
}

/** Returns the original values of fields that haven't changed since the import. */
export function originals({ tags, project, description }: Task, spellings: unknown): Record<string, unknown> {
  const original = (field: string, here: string) => {
    const known = ((spellings ?? {}) as Record<string, Record<string, unknown> | undefined>)[field] ?? {};
    return Object.hasOwn(known, here) ? known[here] : here;
  };
  return {
    ...(tags ? { tags: tags.map((tag) => original('tags', tag)) } : {}),
    ...(project ? { project: original('project', project) } : {}),
    description: original('description', description),
  };
}
