import type { Attribute } from './attribute.ts';
import { BACKLOG_ATTRIBUTES } from './attributes-backlog.ts';
import { FIELD_ATTRIBUTES } from './attributes-fields.ts';
import { TASKWARRIOR_ATTRIBUTES } from './attributes-taskwarrior.ts';

export type { Attribute } from './attribute.ts';

/** Everything that a filter can ask of a task by name. Documentation and completion come from here too. */
export const ATTRIBUTES: readonly Attribute[] = [...TASKWARRIOR_ATTRIBUTES, ...FIELD_ATTRIBUTES, ...BACKLOG_ATTRIBUTES];
