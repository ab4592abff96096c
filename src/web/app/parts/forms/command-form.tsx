import type { ComponentChildren } from 'preact';
import type { CommandForm, FormField } from '../../../sdk/form.ts';
import { sendsWithCtrlEnter } from './typed-text.ts';

/** The values of a form: an input of its command. */
export type FormInput = Readonly<Record<string, unknown>>;

interface Props {
  of: CommandForm;
  /** Values that the fields have at first. */
  given?: FormInput | undefined;
  onSubmit(input: FormInput): void;
  /** The buttons. */
  children: ComponentChildren;
}

/** The input of a command as a form: what the command needs first, and all else behind a word. */
export function CommandFields({ of: { title, fields, shown }, given = {}, onSubmit, children }: Props) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    onSubmit(inputOf(fields, new FormData(event.currentTarget as HTMLFormElement)));
  };
  const [first, more] = [fields.slice(0, shown), fields.slice(shown)];
  const grid = (some: readonly FormField[]) => (
    <div class="form-grid panel">
      {some.map((field) => (
        <Field key={field.name} of={field} value={valueText(field, given[field.name])} />
      ))}
    </div>
  );
  return (
    <form class="stack gap-8" aria-label={title} onSubmit={submit}>
      {first.length > 0 && grid(first)}
      {more.length > 0 && (
        <details open={more.some(({ name }) => given[name] !== undefined)}>
          <summary>More fields</summary>
          {grid(more)}
        </details>
      )}
      {children}
    </form>
  );
}

function Field({ of: field, value }: { of: FormField; value: string }) {
  const { name, title, kind, about } = field;
  const id = `field-${name}`;
  return (
    <div class={LONG.has(kind) ? 'field-label whole' : 'field-label'}>
      <label htmlFor={id}>{title}</label>
      <Control of={field} id={id} value={value} />
      {about && (
        <small class="faint small" id={`${id}-about`}>
          {kind === 'list' ? `${about}; one on each line` : about}
        </small>
      )}
    </div>
  );
}

/** Kinds whose values have lines. */
const LONG: ReadonlySet<FormField['kind']> = new Set(['prose', 'list', 'json']);

function Control({ of: { name, kind, required, choices }, id, value }: { of: FormField; id: string; value: string }) {
  const common = { name, id, required, 'aria-describedby': `${id}-about` };
  const options = kind === 'yes' ? ['yes', 'no'] : choices;
  if (options)
    return (
      <select {...common}>
        {(!required || value === '') && <option value="">{required ? 'Choose' : 'Usual'}</option>}
        {options.map((option) => (
          <option key={option} value={option} selected={option === value}>
            {option}
          </option>
        ))}
      </select>
    );
  if (LONG.has(kind))
    return <textarea {...common} rows={kind === 'prose' ? 3 : 2} defaultValue={value} onKeyDown={sendsWithCtrlEnter} />;
  return (
    <input {...common} defaultValue={value} inputMode={kind === 'number' ? 'decimal' : 'text'} spellcheck={false} />
  );
}

function valueText({ kind }: FormField, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (kind === 'yes') return value ? 'yes' : 'no';
  if (kind === 'list' && Array.isArray(value)) return value.join('\n');
  return typeof value === 'object' ? JSON.stringify(value, null, 2) : String(value);
}

/** Reads the fields. An empty one is left out, so that it gets its usual value. The server checks the rest. */
export function inputOf(fields: readonly FormField[], said: FormData): FormInput {
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
