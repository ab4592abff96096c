import { clip } from '../../base/clip.ts';
import { isObject } from '../../base/is-object.ts';
import { BacklogError } from '../../domain/errors.ts';
import { MARK } from '../mark.ts';
import { CannotWrite, type RemoteAct, type RemoteComment, type RemoteItem } from '../service.ts';
import { writeAdf } from './adf/text.ts';
import type { Api } from './api.ts';
import { type Meanings, neededValue, sameWord } from './meanings.ts';
import { type Json, PROPERTY, readComment } from './read-issue.ts';

export interface Writing {
  api: Api;
  key: string;
  map: Meanings;
  source: string;
  /** Reads an issue as it is now. */
  now(id: string): Promise<RemoteItem>;
  /** @throws {CannotWrite} if the issue of a number is in another project now: its old key still leads there */
  checkHere(number: number): Promise<void>;
}

const ISSUE = '/rest/api/3/issue';

/** Splits a text and its mark, which Jira keeps as a property. */
function marked(body: string): { text: string; properties: Json[] } {
  const mark = MARK.exec(body)?.[1];
  const text = body.replace(MARK, '').trim();
  return { text, properties: mark === undefined ? [] : [{ key: PROPERTY, value: { mark } }] };
}

/** Carries out a change. @throws {CannotWrite} if Jira refuses it for this issue */
export async function writeJira(writing: Writing, act: RemoteAct): Promise<RemoteItem | RemoteComment | undefined> {
  try {
    return await carryOut(writing, act);
  } catch (error) {
    const status = error instanceof BacklogError ? error.data?.status : undefined;
    if (status !== 400 && status !== 404 && status !== 409 && status !== 413 && status !== 422) throw error;
    throw new CannotWrite((error as BacklogError).message, { missing: status === 404 });
  }
}

async function carryOut(writing: Writing, act: RemoteAct): Promise<RemoteItem | RemoteComment | undefined> {
  const { api, key, map, source, now, checkHere } = writing;
  const path = 'number' in act ? `${ISSUE}/${key}-${act.number}` : ISSUE;
  if (act.act === 'comment' || act.act === 'recomment') await checkHere(act.number);
  switch (act.act) {
    case 'create': {
      const { text, properties } = marked(act.body);
      const fields = {
        ...{ project: { key }, issuetype: { name: map.type }, summary: act.title },
        ...(text === '' ? {} : { [map.text!]: writeAdf(text) }),
        ...(act.labels.length > 0 ? { labels: act.labels } : {}),
      };
      const made = (await api.send('POST', ISSUE, { fields, properties })) as Json;
      return now(String(made.id));
    }
    case 'edit': {
      const fields = {
        ...(act.title === undefined ? {} : { summary: act.title }),
        ...(act.body === undefined ? {} : { [map.text!]: act.body === '' ? null : writeAdf(act.body) }),
      };
      if (Object.keys(fields).length > 0) await api.send('PUT', path, { fields });
      if (act.state !== undefined) await moveTo(api, path, { state: act.state, map, source });
      return now(`${key}-${act.number}`);
    }
    case 'label':
      await api.send('PUT', path, {
        update: { labels: [...act.add.map((add) => ({ add })), ...act.remove.map((remove) => ({ remove }))] },
      });
      return now(`${key}-${act.number}`);
    case 'comment': {
      const { text, properties } = marked(act.body);
      const made = await api.send('POST', `${path}/comment`, { body: writeAdf(text), properties });
      return readComment(made as Json, act.number, undefined);
    }
    case 'recomment': {
      const made = await api.send('PUT', `${path}/comment/${encodeURIComponent(act.id)}`, {
        body: writeAdf(marked(act.body).text),
      });
      return readComment(made as Json, act.number, undefined);
    }
  }
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');
const nameOf = (value: unknown) => (isObject(value) ? text(value.name) || text(value.value) : '');
const shown = (names: readonly string[]) => clip(names.map((name) => `"${name}"`).join(', '), 200);

/**
 * Moves an issue to a state by a transition of its workflow. Nothing is guessed: if several transitions fit, or one needs
 * a field without a known value, nobody's issue changes.
 * @throws {CannotWrite} naming what a person has to say
 */
async function moveTo(
  api: Api,
  path: string,
  { state, map, source }: { state: RemoteItem['state']; map: Meanings; source: string },
): Promise<void> {
  const answer = await api.read(`${path}/transitions?expand=transitions.fields`);
  const all = isObject(answer) && Array.isArray(answer.transitions) ? answer.transitions.filter(isObject) : [];
  const transition = chosen(all, state, { map, source });
  const fields = neededFields(transition, { map, source });
  await api.send('POST', `${path}/transitions`, {
    transition: { id: text(transition.id) },
    ...(Object.keys(fields).length > 0 ? { fields } : {}),
  });
}

const statusOf = ({ to }: Json) => nameOf(to);
const isDone = ({ to }: Json) => isObject(to) && isObject(to.statusCategory) && to.statusCategory.key === 'done';

function chosen(
  all: readonly Json[],
  state: RemoteItem['state'],
  { map, source }: { map: Meanings; source: string },
): Json {
  const wanted = map[state];
  const say = `say which status: \`backlog source update ${source} --map "${state}=STATUS"\``;
  if (!wanted && state === 'not_planned') throw new CannotWrite(`no status is known that means "not planned"; ${say}`);
  const fits = all.filter((one) => (wanted ? sameWord(statusOf(one), wanted) : isDone(one) === (state !== 'open')));
  if (fits.length === 1) return fits[0]!;
  if (fits.length === 0)
    throw new CannotWrite(
      `its workflow has no transition ${wanted ? `to "${wanted}"` : state === 'open' ? 'that reopens it' : 'that completes it'} now; there are: ${shown(all.map(statusOf)) || 'none'}`,
    );
  const names = new Set(fits.map(statusOf));
  // Two transitions to one status differ in what they do, which nobody here knows.
  if (names.size === 1)
    throw new CannotWrite(`its workflow has ${fits.length} transitions to ${shown([...names])}; move it there by hand`);
  throw new CannotWrite(`its workflow has several transitions that fit: ${shown([...names])}; ${say}`);
}

/** Returns the values of the fields that a transition needs. */
function neededFields(transition: Json, { map, source }: { map: Meanings; source: string }): Record<string, unknown> {
  const status = statusOf(transition);
  const values: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(isObject(transition.fields) ? transition.fields : {})) {
    if (!isObject(field)) continue;
    const value = neededValue(map, status, name);
    if (value !== undefined) values[name] = typedValue(field, { value, status, name });
    else if (field.required === true && field.hasDefaultValue !== true) {
      const choices = allowed(field).map(nameOf);
      throw new CannotWrite(
        `the transition to "${status}" needs ${text(field.name) || name}${choices.length > 0 ? ` (${shown(choices)})` : ''}; say it: \`backlog source update ${source} --map "${status}.${name}=${choices[0] ?? 'VALUE'}"\``,
      );
    }
  }
  return values;
}

const allowed = ({ allowedValues }: Json) => (Array.isArray(allowedValues) ? allowedValues.filter(isObject) : []);

/** Returns a value in the form that the field's type has. @throws {CannotWrite} for a value that isn't allowed */
function typedValue(field: Json, { value, status, name }: { value: string; status: string; name: string }): unknown {
  const type = isObject(field.schema) ? text(field.schema.type) : '';
  const choices = allowed(field);
  if (choices.length > 0) {
    const found = choices.find((one) => sameWord(nameOf(one), value));
    if (!found)
      throw new CannotWrite(
        `"${clip(value, 60)}" is no value of ${name} for "${status}"; there are: ${shown(choices.map(nameOf))}`,
      );
    return type === 'array' ? [{ id: text(found.id) }] : { id: text(found.id) };
  }
  if (type === 'number') return Number(value);
  return type === 'array' ? [value] : value;
}
