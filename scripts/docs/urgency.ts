import { type Coefficients, DEFAULT_COEFFICIENTS } from '../../src/domain/urgency/coefficients.ts';
import {
  INHERIT_SETTING,
  NAMED_WEIGHTS,
  WEIGHT_SETTINGS,
  WEIGHT_SUFFIX,
} from '../../src/domain/urgency/urgency-settings.ts';
import { code, GENERATED, table } from './markdown.ts';

/** Factor of each coefficient. */
const URGENCY_FACTORS: Readonly<Record<keyof Coefficients, string>> = {
  next: '1 with the tag `next`, in addition to the term for tags',
  due: '1 if overdue by 7 days or more, then linear to 0.2 at 14 days before the due date and earlier (0.733 if due now)',
  blocking: '1 if it blocks an open task',
  priority: '1 with that priority',
  scheduled: '1 if scheduled in the past',
  active: '1 if active',
  age: 'whole days since entry, divided by `urgency.age.max`, at most 1',
  ageMax: 'the days after which age counts in full; not a coefficient',
  project: '1 with a project',
  tags: '0.8, 0.9, 1 for one, two, more tags',
  annotations: '0.8, 0.9, 1 for one, two, more notes',
  waiting: '1 while waiting',
  blocked: '1 if an open task blocks it',
  bet: '1 if the bet of its goal is in `now`; not in Taskwarrior',
  severity: 'severity of the worst unsolved problem of its goal, divided by 5; not in Taskwarrior',
  projects: '1 in that project or below it',
  tagged: '1 with that tag, virtual ones included',
  keywords: '1 if the description contains the text',
  inherit: 'if true, a task that blocks others is at least as urgent as the most urgent of them',
};

/** Generates the page about urgency. */
export function urgencyPage(): string {
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
    '# Urgency',
    GENERATED,
    "```sh\nbacklog explain 12                                # the terms of a task's urgency\nbacklog setting set urgency.due.coefficient 8\n```",
    'Lists have the most urgent task first, and `backlog next` takes it. Urgency is a sum, as in Taskwarrior: each coefficient times its factor. [Settings](settings.md#urgency) change the coefficients of a queue. The field `rank` is the manual order on the board.',
    table(
      ['setting', 'default', 'factor'],
      [...weights, ...named, [code(INHERIT_SETTING), String(DEFAULT_COEFFICIENTS.inherit), URGENCY_FACTORS.inherit]],
    ),
  ]
    .join('\n\n')
    .concat('\n');
}
