import { type Coefficients, DEFAULT_COEFFICIENTS } from '../../src/domain/urgency/coefficients.ts';
import {
  INHERIT_SETTING,
  NAMED_WEIGHTS,
  WEIGHT_SETTINGS,
  WEIGHT_SUFFIX,
} from '../../src/domain/urgency/urgency-settings.ts';
import { code, table } from './markdown.ts';

/** Factor of each coefficient. */
const URGENCY_FACTORS: Readonly<Record<keyof Coefficients, string>> = {
  next: '1 with the tag `next`, beside the term for tags',
  due: '1 when overdue by 7 days or more, falling evenly to 0.2 at 14 days ahead and before (0.733 when it is due now)',
  blocking: '1 when an open task waits for it',
  priority: '1 with that priority',
  scheduled: '1 when scheduled in the past',
  active: '1 when started',
  age: 'whole days since entry, divided by `urgency.age.max`, at most 1',
  ageMax: 'the days after which age counts in full; no coefficient',
  project: '1 with a project',
  tags: '0.8, 0.9, 1 for one, two, more tags',
  annotations: '0.8, 0.9, 1 for one, two, more annotations',
  waiting: '1 while waiting',
  blocked: '1 when it waits for an open task',
  projects: '1 in that project or below it',
  tagged: '1 with that tag, virtual ones included',
  keywords: '1 when the description contains the text',
  inherit: 'when true, a task that blocks others is more urgent than the most urgent of them',
};

/** Returns the section about urgency. */
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
