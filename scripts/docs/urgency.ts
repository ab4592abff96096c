import { DEFAULT_COEFFICIENTS, URGENCY_FACTORS } from '../../src/domain/coefficients.ts';
import { INHERIT_SETTING, NAMED_WEIGHTS, WEIGHT_SETTINGS, WEIGHT_SUFFIX } from '../../src/domain/urgency-settings.ts';
import { code, table } from './markdown.ts';

/** The section on urgency. */
export function urgencyReference(): string[] {
  const weights = Object.entries(WEIGHT_SETTINGS).map(([setting, weight]) => [
    code(setting),
    String(DEFAULT_COEFFICIENTS[weight]),
    URGENCY_FACTORS[weight],
  ]);
  const named = NAMED_WEIGHTS.map(({ prefix, field, of }) => [
    code(`${prefix}${of}${WEIGHT_SUFFIX}`),
    Object.entries(DEFAULT_COEFFICIENTS[field])
      .map(([name, value]) => `${name} ${value}`)
      .join(', ') || 'none',
    URGENCY_FACTORS[field],
  ]);
  return [
    '## Urgency',
    'A sum, as in Taskwarrior: each coefficient times its factor. Settings change the coefficients of a workspace (`backlog setting set urgency.due.coefficient 8`); `backlog explain 12` shows what the urgency of a task is made of.',
    table(
      ['setting', 'default', 'factor'],
      [...weights, ...named, [code(INHERIT_SETTING), String(DEFAULT_COEFFICIENTS.inherit), URGENCY_FACTORS.inherit]],
    ),
  ];
}
