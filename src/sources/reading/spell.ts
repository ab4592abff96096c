import { clip } from '../../base/clip.ts';
import { projectSpelling, tagSpelling, titleSpelling } from '../taskwarrior/taskwarrior-values.ts';
import type { SourceColumns, SourceTask } from './row.ts';

/**
 * Changes description, tags and project to match Backlog's rules, with a warning. Keeps the original in `extra` under
 * the tool's name for the field.
 */
export function spellOnce(row: SourceTask, columns: SourceColumns, value: Readonly<Record<string, unknown>>): void {
  const { known, extra, warnings } = row;
  const keep = (to: string, from: string, becomes: string | undefined) => {
    if (from === becomes) return;
    const field = Object.keys(columns).find((name) => columns[name]?.to === to && name in value) ?? to;
    extra[field] ??= value[field] ?? from;
    warnings.push(`${field}: ${shown(from)} is ${becomes === undefined ? 'left out' : shown(becomes)} here`);
  };
  if (typeof known.description === 'string') {
    const written = known.description;
    const line = titleSpelling(written);
    keep('description', written.trim(), line);
    known.description = line;
  }
  if (Array.isArray(known.tags)) {
    const tags = (known.tags as string[]).map((tag) => {
      const spelled = tagSpelling(tag);
      keep('tags', tag, spelled);
      return spelled;
    });
    known.tags = [...new Set(tags.filter((tag) => tag !== undefined))];
  }
  if (typeof known.project === 'string') {
    const spelled = projectSpelling(known.project);
    keep('project', known.project, spelled);
    if (spelled === undefined) delete known.project;
    else known.project = spelled;
  }
}

function shown(text: string): string {
  return JSON.stringify(clip(text, 60));
}
