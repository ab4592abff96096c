import { type Coefficients, DEFAULT_COEFFICIENTS } from './coefficients.ts';

type Weight = Exclude<keyof Coefficients, 'priority' | 'projects' | 'tagged' | 'keywords' | 'inherit'>;

/** Maps each setting to its coefficient. The names are Taskwarrior's (taskrc(5), "Urgency"), except those about goals. */
export const WEIGHT_SETTINGS: Readonly<Record<string, Weight>> = {
  'urgency.user.tag.next.coefficient': 'next',
  'urgency.due.coefficient': 'due',
  'urgency.blocking.coefficient': 'blocking',
  'urgency.scheduled.coefficient': 'scheduled',
  'urgency.active.coefficient': 'active',
  'urgency.age.coefficient': 'age',
  'urgency.age.max': 'ageMax',
  'urgency.project.coefficient': 'project',
  'urgency.tags.coefficient': 'tags',
  'urgency.annotations.coefficient': 'annotations',
  'urgency.waiting.coefficient': 'waiting',
  'urgency.blocked.coefficient': 'blocked',
  'urgency.bet.coefficient': 'bet',
  'urgency.severity.coefficient': 'severity',
};

/** Settings for one priority, project, tag or word of the description. A setting's name is prefix, name and suffix. */
export const NAMED_WEIGHTS = [
  { prefix: 'urgency.uda.priority.', field: 'priority', of: 'H' },
  { prefix: 'urgency.user.project.', field: 'projects', of: 'NAME' },
  { prefix: 'urgency.user.tag.', field: 'tagged', of: 'TAG' },
  { prefix: 'urgency.user.keyword.', field: 'keywords', of: 'TEXT' },
] as const;

export const WEIGHT_SUFFIX = '.coefficient';
export const INHERIT_SETTING = 'urgency.inherit';

/** Returns the default coefficients of named settings. */
export function namedDefaults(): [setting: string, weight: number][] {
  return NAMED_WEIGHTS.flatMap(({ prefix, field }) =>
    Object.entries<number>(DEFAULT_COEFFICIENTS[field]).map(([name, weight]): [string, number] => [
      `${prefix}${name}${WEIGHT_SUFFIX}`,
      weight,
    ]),
  );
}

/** Returns the coefficients of a workspace: the defaults, changed by its settings. Other settings are ignored. */
export function coefficientsFrom(settings: Iterable<{ name: string; value: unknown }>): Coefficients {
  let result = DEFAULT_COEFFICIENTS;
  for (const { name, value } of settings) {
    if (name === INHERIT_SETTING) result = { ...result, inherit: value === true };
    else if (typeof value === 'number') result = withWeight(result, name, value);
  }
  return result;
}

function withWeight(result: Coefficients, name: string, value: number): Coefficients {
  const weight = WEIGHT_SETTINGS[name];
  if (weight) return { ...result, [weight]: value };
  for (const { prefix, field } of NAMED_WEIGHTS) {
    if (!name.startsWith(prefix) || !name.endsWith(WEIGHT_SUFFIX)) continue;
    return { ...result, [field]: { ...result[field], [name.slice(prefix.length, -WEIGHT_SUFFIX.length)]: value } };
  }
  return result;
}
