import type { FormField } from '../../../sdk/form.ts';

/** The values of a form: an input of its command. */
export type FormInput = Readonly<Record<string, unknown>>;

/** Returns the text of a value in its field. */
export function shownValue({ kind }: FormField, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (kind === 'yes') return value ? 'yes' : 'no';
  if (kind === 'list' && Array.isArray(value)) return value.join('\n');
  return typeof value === 'object' ? JSON.stringify(value, null, 2) : String(value);
}

/** Reads the fields. An empty one is left out, so that it gets its usual value. The server checks the rest. */
export function saidInput(fields: readonly Pick<FormField, 'name' | 'kind'>[], said: Pick<FormData, 'get'>): FormInput {
  return Object.fromEntries(
    fields.flatMap(({ name, kind }) => {
      const text = String(said.get(name) ?? '').trim();
      return text === '' ? [] : [[name, fieldValue(kind, text)]];
    }),
  );
}

function fieldValue(kind: FormField['kind'], text: string): unknown {
  if (kind === 'yes') return text === 'yes';
  if (kind === 'number') return Number.isFinite(Number(text)) ? Number(text) : text;
  if (kind === 'list') return text.split('\n').flatMap((line) => line.trim() || []);
  if (kind !== 'json') return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
