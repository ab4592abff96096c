import * as z from 'zod';
import { capital } from '../../../base/quote.ts';
import { type Command, isReadOnly, pathFields } from '../../../commands/command.ts';
import { COMMANDS } from '../../../commands/index.ts';
import type { CommandForm, FormField, FormRow } from '../../sdk/form.ts';
import { type JsonSchema, jsonSchemaOf } from '../openapi/api-schemas.ts';

/** Number of fields that a form shows at first if there are no more. */
const FEW = 6;

/**
 * Reading commands that reach beyond the queue and its checkouts, and why. The table has no rule for it. An address, which
 * anybody can write, must not call them: a page waits for a click.
 */
const AFTER_CLICK: Readonly<Record<string, string>> = {
  agent_check: 'starts the programs of agents',
  source_validate: 'sends requests to a service',
  run_wait: 'waits until a run needs somebody',
};

/** Returns the commands that a browser may call, by name. */
export function formRows(): FormRow[] {
  return COMMANDS.filter(isForBrowsers)
    .map(({ name, title, summary }) => ({ name, title, summary: withoutTicks(summary) }))
    .sort((a, b) => (a.title < b.title ? -1 : 1));
}

/**
 * Returns the form of a command. Undefined for one that only a terminal may call, that only a model has, or that needs the
 * path of a file.
 */
export function formOf(command: Command): CommandForm | undefined {
  if (!isForBrowsers(command)) return undefined;
  const { name, title, summary, access, cli } = command;
  const paths = new Set(pathFields(command).map(({ field }) => field));
  const reads = isReadOnly(command);
  const { properties = {}, required = [] } = jsonSchemaOf(command.input(), 'input') as Properties;
  const words = cli?.positional ?? [];
  const first = (field: FormField) => {
    const place = words.indexOf(field.name);
    return place >= 0 ? place : field.required ? words.length : words.length + 1;
  };
  const fields = Object.entries(properties)
    .filter(([field]) => !IN_PAGES.has(field) && !paths.has(field))
    .map(([field, schema]) =>
      fieldOf(field, schema, {
        required: required.includes(field),
        isProse: words.length > 1 && words.at(-1) === field,
      }),
    );
  return {
    ...{ name, title, summary: withoutTicks(summary) },
    // A command that writes a file changes something, also if the queue stays.
    effect: access.effect === 'read' && !reads ? 'write' : access.effect,
    atOnce: reads && !Object.hasOwn(AFTER_CLICK, name),
    fields: fields.sort((a, b) => first(a) - first(b)),
    shown: Math.max(
      fields.filter((field) => first(field) <= words.length).length,
      fields.length <= FEW ? fields.length : 0,
    ),
  };
}

/** Puts what a terminal marks with backticks in quotation marks: a page shows the text as it is. */
const withoutTicks = (text: string) => text.replaceAll(/`([^`]+)`/g, '“$1”');

/** Fields that choose how an output is printed. A browser always gets a page. */
const IN_PAGES: ReadonlySet<string> = new Set(['format', 'fields']);

/**
 * A command that asks before it acts has a page of its own, or only a terminal asks. Paths are those of the server's
 * machine, so a form has no field for them.
 */
const isForBrowsers = (command: Command) =>
  !command.access.terminalOnly && !command.mcp?.only && !command.cli?.asks && !needsPath(command);

const needsPath = (command: Command) =>
  pathFields(command).some(({ schema }) => !z.safeParse(schema, undefined).success);

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
    ...(schema.description === undefined ? {} : { about: withoutTicks(String(schema.description)) }),
    ...(choices.length > 0 ? { choices } : {}),
  };
}
