/** What of a request says where it comes from. */
export interface RequestOrigin {
  method: string;
  /** Of the API, not of the app's own files. */
  api: boolean;
  host: string | undefined;
  origin: string | undefined;
  /** `Sec-Fetch-Site`, which browsers write and no page can. */
  site: string | undefined;
  contentType: string | undefined;
  /** Has it the header that only our own callers send? */
  marked: boolean;
}

export interface Rejection {
  status: 403 | 405 | 415;
  message: string;
  hint: string;
}

/**
 * Why a request is turned away before anything is done for it; undefined when it may go on. A page of another site can reach every port of this
 * machine: it is known by its Origin, a name that was pointed here by its Host, and a form by its content type.
 */
export function rejectForeign(request: RequestOrigin, origins: readonly string[]): Rejection | undefined {
  const { method, host, origin } = request;
  if (host === undefined || !origins.some((own) => new URL(own).host === host.toLowerCase()))
    return { status: 403, message: 'this is not a name of the board', hint: `Open ${origins[0]}/ instead.` };
  if (origin !== undefined && !origins.includes(origin))
    return { status: 403, message: 'pages of other sites may not call the board', hint: 'Call it from its own pages.' };
  if (request.api && request.site !== undefined && !OWN_SITES.includes(request.site))
    return { status: 403, message: 'pages of other sites may not call the board', hint: 'Call it from its own pages.' };
  if (method === 'GET' || (method === 'HEAD' && !request.api)) return undefined;
  if (method !== 'POST') return { status: 405, message: `${method} is not taken here`, hint: 'Use GET or POST.' };
  return unmeantWrite(request);
}

const OWN_SITES = ['same-origin', 'none'];

/** A form can be sent by any page, JSON with a header of its own cannot. */
function unmeantWrite({ contentType = '', marked }: RequestOrigin): Rejection | undefined {
  if (!/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(contentType))
    return { status: 415, message: 'a body of JSON is wanted', hint: 'Send Content-Type: application/json.' };
  if (!marked) return { status: 403, message: 'the header X-Backlog is missing', hint: 'Send X-Backlog: 1.' };
  return undefined;
}
