import { present } from '../base/present.ts';
import { BacklogError } from '../domain/errors.ts';
import { refusalKind } from './refusal-kinds.ts';
import { CannotWrite, isOfService, LostAnswer, MustWait, type RemoteAct } from './service.ts';

/** A refusal of a request about one item or a part of it. It says nothing about other items. */
export class ItemRefused extends BacklogError {}

/** Statuses of refusals that concern the caller, whichever item it asks for: its token, a proxy's, and its pace. */
const OF_CALLER = [401, 407, 429];

/** Statuses of an item that is not there, or not for anybody: deleted, or made a discussion, or blocked by law. */
const GONE = [404, 410, 451];

const statusOf = (error: unknown): number => (error instanceof BacklogError ? Number(error.data?.status) : Number.NaN);

/**
 * Asks for one item or a part of it.
 * @throws {ItemRefused} if the service refuses that, and may answer for others
 */
export async function aboutItem<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const status = statusOf(error);
    throw status >= 400 && status < 500 && !OF_CALLER.includes(status) ? refusedFor(error as BacklogError) : error;
  }
}

function refusedFor(error: Error): ItemRefused {
  const { code, hint, data } =
    error instanceof BacklogError ? error : { code: 'service' as const, hint: undefined, data: undefined };
  return new ItemRefused(code, error.message, { ...present({ hint, data }), cause: error });
}

/** Checks whether a refusal says that the item, or a part of it, is not there. */
export const saysGone = (error: unknown): error is ItemRefused =>
  error instanceof ItemRefused && GONE.includes(statusOf(error));

/** Checks whether a refusal is the service's answer, which one that lags behind can take back, and no failure. */
export const isAnswered = (error: ItemRefused): boolean => !Number.isNaN(statusOf(error));

/** Number of items in a row that a service may fail to answer. More are no matter of an item. */
const IN_A_ROW = 10;

/** Reads one item or a part of it. @throws {ItemRefused} */
export type AskAbout = <T>(ask: () => Promise<T>) => Promise<T>;

/**
 * Returns the reader of single items. An item that the service fails to answer is refused, as long as the service itself
 * answers: an error of one item must not end the synchronisation of all.
 * @param isUp asks the service for something else. It throws if the service fails
 */
export function itemReader(isUp: () => Promise<unknown>): AskAbout {
  let failed = 0;
  return async (ask) => {
    try {
      const answer = await aboutItem(ask);
      failed = 0;
      return answer;
    } catch (error) {
      if (!isFailure(error) || ++failed > IN_A_ROW) throw error;
      await isUp();
      throw refusedFor(error);
    }
  };
}

/** Carries out a change. @throws {CannotWrite} if the service refuses it for this item */
export async function carryOutChange<T>({ act }: RemoteAct, carryOut: () => Promise<T>): Promise<T> {
  try {
    return await carryOut();
  } catch (error) {
    if (!(error instanceof ItemRefused)) throw ofChange(error);
    const kind = refusalKind(statusOf(error), error.message);
    throw new CannotWrite(error.message, { missing: act !== 'create' && saysGone(error), kind });
  }
}

/** Returns what the failure of a change means: without an answer of the service, nobody knows whether it was done. */
const ofChange = (error: unknown): unknown => (isFailure(error) ? new LostAnswer(error.message) : error);

/** Checks whether a service gave no answer to a request, or none that makes sense. A pause concerns all requests. */
const isFailure = (error: unknown): error is Error =>
  isOfService(error) &&
  !(error instanceof MustWait) &&
  !(error instanceof ItemRefused) &&
  (!(error instanceof BacklogError) || (error.code === 'service' && Number.isNaN(statusOf(error))));

/** Something on the way can answer a change that a service made. @throws {LostAnswer} for an answer that isn't the service's */
export function answeredBy<T>(service: string, value: unknown, is: (value: unknown) => value is T): T {
  if (is(value)) return value;
  throw new LostAnswer(`${service} answered a change with something else than its result`);
}
