import type { Attribute } from './attribute.ts';
import { BACKLOG_ATTRIBUTES } from './attributes-backlog.ts';
import { FIELD_ATTRIBUTES } from './attributes-fields.ts';
import { TASKWARRIOR_ATTRIBUTES } from './attributes-taskwarrior.ts';

export type { Attribute } from './attribute.ts';

/** All attributes of filters. Documentation and completion come from this table. */
export const ATTRIBUTES: readonly Attribute[] = [...TASKWARRIOR_ATTRIBUTES, ...FIELD_ATTRIBUTES, ...BACKLOG_ATTRIBUTES];
