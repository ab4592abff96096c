import { type LimitsInput, PROVIDERS } from './types.ts';

/** The limits of a form as `orchestrator_start` takes them; what is empty is no limit, or left as it is. */
export function limitsInput(said: (name: string) => string): LimitsInput {
  const numbers = ['agents', 'failures', 'attempts', 'backoff'].flatMap((name) =>
    said(name) === '' ? [] : [[name, said(name)] as const],
  );
  return {
    ...Object.fromEntries(numbers),
    providers: PROVIDERS.flatMap((name) => (said(name) === '' ? [] : [`${name}:${said(name)}`])),
    budget: said('budget') === '' ? 0 : said('budget'),
    per: said('per') === 'all' ? 'all' : 'day',
    filter: said('filter'),
  };
}
