import { writeAdf } from '../../base/adf/text.ts';
import { clip } from '../../base/clip.ts';
import { isObject } from '../../base/is-object.ts';
import { shellWord } from '../../base/shell-word.ts';
import { CannotWrite, type RemoteItem } from '../service.ts';
import type { JiraApi } from './api.ts';
import { type Meanings, neededValue, sameWord } from './meanings.ts';
import { type JiraJson, objects } from './read-issue.ts';

const text = (value: unknown) => (typeof value === 'string' ? value : '');
const nameOf = (value: unknown) => (isObject(value) ? text(value.name) || text(value.value) : '');
const shown = (names: readonly string[]) => clip(names.map((name) => `"${name}"`).join(', '), 200);

/**
 * Moves an issue to a state by a transition of its workflow. Nothing is guessed: if several transitions fit, or one needs
 * a field without a known value, nobody's issue changes.
 * @throws {CannotWrite} naming what a person has to say
 */
export async function moveIssueTo(
  api: JiraApi,
  path: string,
  { state, map, source }: { state: RemoteItem['state']; map: Meanings; source: string },
): Promise<void> {
  const answer = await api.read(`${path}/transitions?expand=transitions.fields`);
  const all = isObject(answer) ? objects(answer.transitions) : [];
  const transition = chosen(all, state, { map, source });
  const fields = neededFields(transition, { map, source });
  await api.change('POST', `${path}/transitions`, {
    transition: { id: text(transition.id) },
    ...(Object.keys(fields).length > 0 ? { fields } : {}),
  });
}

/** What can end a refusal: the person's map, or a change there. */
const [OF_MAP, OF_FORM] = [{ kind: 'map' }, { kind: 'form' }] as const;

const statusOf = ({ to }: JiraJson) => nameOf(to);
const isDone = ({ to }: JiraJson) => isObject(to) && isObject(to.statusCategory) && to.statusCategory.key === 'done';

function chosen(
  all: readonly JiraJson[],
  state: RemoteItem['state'],
  { map, source }: { map: Meanings; source: string },
): JiraJson {
  const wanted = map[state];
  const say = `say which status: \`backlog source update ${source} --map "${state}=STATUS"\``;
  if (!wanted && state === 'not_planned')
    throw new CannotWrite(`no status is known that means "not planned"; ${say}`, OF_MAP);
  const fits = all.filter((one) => (wanted ? sameWord(statusOf(one), wanted) : isDone(one) === (state !== 'open')));
  if (fits.length === 1) return fits[0]!;
  if (fits.length === 0)
    throw new CannotWrite(
      `its workflow has no transition ${wanted ? `to "${wanted}"` : state === 'open' ? 'that reopens it' : 'that completes it'} now; there are: ${shown(all.map(statusOf)) || 'none'}`,
      OF_FORM,
    );
  const names = new Set(fits.map(statusOf));
  // Two transitions to one status differ in what they do, which nobody here knows.
  if (names.size === 1)
    throw new CannotWrite(
      `its workflow has ${fits.length} transitions to ${shown([...names])}; move it there by hand`,
      OF_FORM,
    );
  throw new CannotWrite(`its workflow has several transitions that fit: ${shown([...names])}; ${say}`, OF_MAP);
}

/** Returns the values of the fields that a transition needs. */
function neededFields(
  transition: JiraJson,
  { map, source }: { map: Meanings; source: string },
): Record<string, unknown> {
  const status = statusOf(transition);
  const values: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(isObject(transition.fields) ? transition.fields : {})) {
    if (!isObject(field)) continue;
    const value = neededValue(map, status, name);
    if (value !== undefined) values[name] = typedValue(field, { value, status, name });
    else if (field.required === true && field.hasDefaultValue !== true) {
      const choices = allowed(field).map(nameOf);
      throw new CannotWrite(
        `the transition to "${status}" needs ${text(field.name) || name}${choices.length > 0 ? ` (${shown(choices)})` : ''}; say it: \`backlog source update ${source} --map ${shellWord(`${status}.${name}=${choices[0] ?? 'VALUE'}`)}\``,
        OF_MAP,
      );
    }
  }
  return values;
}

const allowed = ({ allowedValues }: JiraJson) => objects(allowedValues);

/** Returns a value in the form that the field's type has. @throws {CannotWrite} for a value that isn't allowed */
function typedValue(
  field: JiraJson,
  { value, status, name }: { value: string; status: string; name: string },
): unknown {
  const { type, custom } = isObject(field.schema) ? field.schema : ({} as JiraJson);
  const choices = allowed(field);
  if (choices.length > 0) {
    const found = choices.find((one) => sameWord(nameOf(one), value));
    if (!found)
      throw new CannotWrite(
        `"${clip(value, 60)}" is no value of ${name} for "${status}"; there are: ${shown(choices.map(nameOf))}`,
        OF_MAP,
      );
    return type === 'array' ? [{ id: text(found.id) }] : { id: text(found.id) };
  }
  // A field of several lines has the form of a description.
  if (text(custom).endsWith(':textarea')) return writeAdf(value);
  if (type === 'user') return { accountId: value };
  if (type === 'number' && !Number.isFinite(Number(value)))
    throw new CannotWrite(`"${clip(value, 60)}" is no number, as ${name} needs for "${status}"`, OF_MAP);
  if (type === 'number') return Number(value);
  return type === 'array' ? [value] : value;
}
