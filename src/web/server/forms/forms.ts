import { capital } from '../../../base/quote.ts';
import type { Command } from '../../../commands/command.ts';
import { COMMANDS } from '../../../commands/index.ts';
import type { CommandForm, FormField, FormRow } from '../../sdk/form.ts';
import { type JsonSchema, jsonSchemaOf } from '../openapi/api-schemas.ts';

/** Number of fields that a form shows at first if there are no more. */
const FEW = 6;

/** Returns the commands that a browser may call, by name. */
export function formRows(): FormRow[] {
  return COMMANDS.filter(isForBrowsers)
    .map(({ name, title, summary }) => ({ name, title, summary }))
    .sort((a, b) => (a.title < b.title ? -1 : 1));
}

/** Returns the form of a command. Undefined for one that only a terminal may call, or only a model has. */
export function formOf(command: Command): CommandForm | undefined {
  if (!isForBrowsers(command)) return undefined;
  const { name, title, summary, access, cli } = command;
  const { properties = {}, required = [] } = jsonSchemaOf(command.input(), 'input') as Properties;
  const words = cli?.positional ?? [];
  const first = (field: FormField) => {
    const place = words.indexOf(field.name);
    return place >= 0 ? place : field.required ? words.length : words.length + 1;
  };
  const fields = Object.entries(properties)
    .filter(([field]) => !IN_PAGES.has(field))
    .map(([field, schema]) =>
      fieldOf(field, schema, {
        required: required.includes(field),
        isProse: words.length > 1 && words.at(-1) === field,
      }),
    );
  return {
    ...{ name, title, summary, effect: access.effect },
    fields: fields.sort((a, b) => first(a) - first(b)),
    shown: Math.max(
      fields.filter((field) => first(field) <= words.length).length,
      fields.length <= FEW ? fields.length : 0,
    ),
  };
}

/** Fields that choose how an output is printed. A browser always gets a page. */
const IN_PAGES: ReadonlySet<string> = new Set(['format', 'fields']);

/** A command that asks before it acts has a page of its own, or only a terminal asks. */
const isForBrowsers = ({ access, mcp, cli }: Command) => !access.terminalOnly && !mcp?.only && !cli?.asks;

interface Properties {
  properties?: Record<string, JsonSchema>;
  required?: readonly string[];
}

interface Place {
  required: boolean;
  /** Whether the command line gives the field all remaining words. */
  isProse: boolean;
}

function fieldOf(name: string, schema: JsonSchema, { required, isProse }: Place): FormField {
  const forms = [schema, ...((schema.anyOf ?? schema.oneOf ?? []) as JsonSchema[])];
  const types = new Set(forms.flatMap(({ type }) => type ?? []));
  const choices = forms.flatMap((form) => (form.enum ?? []) as unknown[]).filter((each) => typeof each === 'string');
  const items = forms.flatMap((form) => (form.items ? [form.items as JsonSchema] : []));
  const kind = (): FormField['kind'] => {
    if (types.has('boolean')) return 'yes';
    if (items.length > 0) return items.every(({ type }) => type === 'object') ? 'json' : 'list';
    if (choices.length > 0) return 'choice';
    if (types.has('object')) return 'json';
    if (!types.has('string')) return types.has('number') || types.has('integer') ? 'number' : 'json';
    return isProse ? 'prose' : 'text';
  };
  return {
    ...{ name, title: capital(name.replaceAll('_', ' ')), kind: kind(), required },
    ...(schema.description === undefined ? {} : { about: String(schema.description) }),
    ...(choices.length > 0 ? { choices } : {}),
  };
}
