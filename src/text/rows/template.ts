import { refuse } from '../../domain/errors.ts';

/** A parsed template: literal texts and fields. */
export type Template = readonly (string | { field: string })[];

const FIELD = /\{\{\s*([^{}]*?)\s*\}\}/g;
const ESCAPES: Readonly<Record<string, string>> = { '\\n': '\n', '\\t': '\t', '\\\\': '\\' };

/**
 * Parses a template such as `{{id}} {{run.state}}`. A dot separates a nested field from its parent. `\n`, `\t` and `\\`
 * mean a line break, a tab and a backslash. All other text is literal.
 * @throws BacklogError `usage` for braces without a field name or a closing brace
 */
export function parseTemplate(text: string): Template {
  const parts = text.split(FIELD);
  return parts.map((part, i) => {
    if (i % 2 === 1) return part === '' ? nothingNamed(text) : { field: part };
    if (/\{\{|\}\}/.test(part)) return notClosed(text, part);
    return part.replace(/\\[nt\\]/g, (written) => ESCAPES[written]!);
  });
}

const HINT = 'A template is written {{id}} {{description}}.';

function nothingNamed(text: string): never {
  return refuse('usage', `template: {{}} names no field in ${JSON.stringify(text)}`, { hint: HINT });
}

function notClosed(text: string, part: string): never {
  const open = part.includes('{{');
  return refuse('usage', `template: ${open ? '{{ without }}' : '}} without {{'} in ${JSON.stringify(text)}`, {
    hint: HINT,
  });
}
