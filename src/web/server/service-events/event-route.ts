import { ownProperty } from '../../../base/own-property.ts';
import { findCommand } from '../../../commands/index.ts';
import { BacklogError } from '../../../domain/errors.ts';
import { ownActor } from '../../../domain/own-actors.ts';
import { EVENT_SENDERS, isSigned, SHORTEST_SECRET } from '../../../services/event-senders.ts';
import type { Caller } from '../../../work/workspace/context.ts';
import type { BoardServer, EventPlace, RequestContext, ServiceEvents } from '../board-context.ts';
import { answerWith } from '../request/answer.ts';
import { bodyInput } from '../request/call-command.ts';
import { callIn } from '../request/call-in.ts';
import { refused } from '../request/refusal.ts';
import { withBody } from '../request/request-body.ts';
import { isForm } from '../request/request-guard.ts';
import { createLooks } from './look-soon.ts';

/** Maximum size of an event, in bytes. One of an issue and a comment, both of the greatest length, is smaller. */
const MOST = 2 * 1_048_576;

/** A form has at most three characters for a byte of its JSON. */
const FORM_FACTOR = 3;

/** Creates what the server knows about events of services. */
export function createServiceEvents(
  env: NodeJS.ProcessEnv,
  board: Pick<BoardServer, 'workspaces' | 'hubs' | 'failed'>,
): ServiceEvents {
  return { env, looks: createLooks((place: EventPlace) => pull(board, place)) };
}

/**
 * Answers an event of a service. It changes nothing: whatever it says, the sources that it is about are read soon. So a
 * repeated event, or one that comes late or after a newer one, can't bring old values.
 */
export async function answerEvent(c: RequestContext, board: BoardServer): Promise<Response> {
  const service = c.req.param('service') ?? '';
  const sender = ownProperty(EVENT_SENDERS, service);
  if (!sender) return refused(404, `no service "${service.slice(0, 60)}" sends events`, `Services: ${SERVICES}.`);
  const field = isForm(c.req.header('content-type') ?? '') ? (sender.field ?? '') : undefined;
  if (field === '') return refused(415, `${sender.title} sends events as JSON`, 'Send Content-Type: application/json.');
  // The HMAC is that of the whole form.
  const jsonIn = (text: string) => (field === undefined ? text : (new URLSearchParams(text).get(field) ?? ''));
  return withBody(c, field === undefined ? MOST : FORM_FACTOR * MOST, async (text) => {
    const { env, looks } = board.serviceEvents;
    const secret = env[sender.secret] ?? '';
    if (secret.length < SHORTEST_SECRET)
      return refused(
        404,
        `this server accepts no events of ${sender.title}`,
        `Set ${sender.secret} where it starts, to at least ${SHORTEST_SECRET} characters.`,
      );
    const signature = c.req.header(sender.signature);
    if (!isSigned(text, signature, secret))
      return refused(
        401,
        'the HMAC of the event is missing or wrong',
        `The secret of the webhook there is the one in ${sender.secret}.`,
      );
    const about = sender.listOf(bodyInput(jsonIn(text)) as Record<string, unknown>);
    const places = about ? await sourcesOf(board, service, about) : [];
    for (const place of places) looks.soon(`${place.uuid} ${place.source}`, place);
    return answerWith({ sources: places.length }, c.req.raw);
  });
}

const SERVICES = Object.keys(EVENT_SENDERS).join(', ');

/** Finds the enabled sources of all queues that keep a list in step. */
async function sourcesOf(
  { workspaces, failed }: BoardServer,
  service: string,
  { list, node }: { list: string; node?: string },
): Promise<EventPlace[]> {
  const places: EventPlace[] = [];
  for (const { uuid } of await workspaces.list())
    try {
      const served = await workspaces.open(uuid);
      if (!served) continue;
      await served.opened.ready();
      for (const [source, one] of served.opened.store.state.all('source')) {
        const isMeant = one.list.toLowerCase() === list.toLowerCase() || (node !== undefined && one.node === node);
        if (one.kind === service && one.state === 'enabled' && isMeant) places.push({ uuid, source });
      }
    } catch (error) {
      if (!(error instanceof BacklogError)) failed(error);
    }
  return places;
}

const WEBHOOKS: Caller = { actor: ownActor('webhooks'), holder: 'system:webhooks', door: 'web' };

/** Pulls from a source. @returns false if another process is at it */
async function pull(board: Pick<BoardServer, 'workspaces' | 'hubs' | 'failed'>, { uuid, source }: EventPlace) {
  let note = board.failed;
  try {
    const served = await board.workspaces.open(uuid);
    if (!served) return true;
    note = (error) => served.opened.store.appendDiagnostic(`webhook, source ${source}: ${String(error)}`);
    const command = findCommand('source_pull')!;
    await callIn(board, { uuid, ...served }, WEBHOOKS, { command, reading: false, input: { name: source } });
  } catch (error) {
    if (error instanceof BacklogError && error.code === 'conflict') return false;
    (error instanceof BacklogError ? note : board.failed)(error);
  }
  return true;
}
