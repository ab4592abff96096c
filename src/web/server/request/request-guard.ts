/** The headers and the address that show where a request comes from. */
export interface RequestOrigin {
  method: string;
  /** Whether the request calls the API. Otherwise, the request is for a file of the app. */
  api: boolean;
  host: string | undefined;
  origin: string | undefined;
  /** The header `Sec-Fetch-Site`, which browsers set and scripts in a page can't change. */
  site: string | undefined;
  contentType: string | undefined;
  /** Whether the request has the header `X-Backlog`, which pages of other sites can't send. */
  marked: boolean;
  /** Whether only a signature counts, which a form of another site doesn't have. */
  signed: boolean;
}

export interface Rejection {
  status: 403 | 405 | 415;
  message: string;
  hint: string;
}

/**
 * Rejects requests of other sites before anything else happens. A page of any site can send requests to every port of
 * this machine. The header Origin shows such a page, Host a foreign name of this machine, and the content type a form.
 * @returns undefined if the request is allowed
 */
export function rejectForeign(request: RequestOrigin, origins: readonly string[]): Rejection | undefined {
  const { method, host, origin } = request;
  if (host === undefined || !origins.some((own) => new URL(own).host === host.toLowerCase()))
    return { status: 403, message: 'the board does not serve this host name', hint: `Open ${origins[0]}/ instead.` };
  const isOtherOrigin = origin !== undefined && !origins.includes(origin);
  if (isOtherOrigin || (request.api && request.site !== undefined && !OWN_SITES.includes(request.site)))
    return {
      status: 403,
      message: "pages of other sites can't call the board",
      hint: 'Call it from the pages of the board.',
    };
  if (method === 'GET' || (method === 'HEAD' && !request.api)) return undefined;
  if (method !== 'POST')
    return { status: 405, message: `the method ${method} is not supported`, hint: 'Use GET or POST.' };
  return rejectFormPost(request);
}

const OWN_SITES = ['same-origin', 'none'];

/** Checks whether a body is the fields of a form. */
export const isForm = (contentType: string): boolean =>
  /^application\/x-www-form-urlencoded\s*(;\s*charset="?utf-8"?\s*)?$/i.test(contentType);

/** Rejects writes that a form could send. Any page can send a form, but not JSON with an additional header. */
function rejectFormPost({ contentType = '', marked, signed }: RequestOrigin): Rejection | undefined {
  if (signed && isForm(contentType)) return undefined;
  if (!/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(contentType))
    return { status: 415, message: 'expected a JSON body', hint: 'Send Content-Type: application/json.' };
  if (!marked) return { status: 403, message: 'the header X-Backlog is missing', hint: 'Send X-Backlog: 1.' };
  return undefined;
}
