import { signal } from '@preact/signals';

/** What the server says about damage at the end of each queue's log, by the uuid of the workspace. */
export const damages = signal<Readonly<Record<string, string>>>({});

/** Keeps what an answer of the server says about damage. */
export function noteDamage(path: string, answer: Response): void {
  const [, uuid] = /\/api\/v1\/([0-9a-f-]{36})\//.exec(path) ?? [];
  if (uuid === undefined || !answer.ok) return;
  const header = answer.headers.get('backlog-damage');
  const told = header === null ? undefined : decodeURIComponent(header);
  if (damages.value[uuid] === told) return;
  const { [uuid]: _, ...others } = damages.value;
  damages.value = told === undefined ? others : { ...others, [uuid]: told };
}
