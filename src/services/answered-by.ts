import { LostAnswer } from './service.ts';

/** Something on the way can answer a change that a service made. @throws {LostAnswer} for an answer that isn't the service's */
export function answeredBy<T>(service: string, value: unknown, is: (value: unknown) => value is T): T {
  if (is(value)) return value;
  throw new LostAnswer(`${service} answered a change with something else than its result`);
}
