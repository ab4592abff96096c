import type { JsonSchema } from './api-schemas.ts';

export const content = (schema: JsonSchema) => ({ 'application/json': { schema } });
/** GitHub can send an event as a form. */
const EVENT_FORM = {
  'application/x-www-form-urlencoded': {
    schema: { type: 'object', properties: { payload: { type: 'string' } }, required: ['payload'] },
  },
};
export const apiAnswer = (description: string, schema: JsonSchema) => ({ description, content: content(schema) });
/** The answer for every other status. */
export const refusal = { $ref: '#/components/responses/refusal' };

const TEXT = { type: 'string' };

/** The paths of the API that are no commands. */
export const OWN_PATHS = {
  '/login': {
    post: {
      operationId: 'login',
      summary: 'Exchange the key of a login link, which works once',
      security: [],
      parameters: [{ $ref: '#/components/parameters/marked' }],
      requestBody: { content: content({ type: 'object', properties: { key: TEXT }, required: ['key'] }) },
      responses: {
        200: apiAnswer('The key of the page; the response also sets the cookie', {
          type: 'object',
          properties: { key: TEXT },
          required: ['key'],
        }),
        default: refusal,
      },
    },
  },
  '/logout': {
    post: {
      operationId: 'logout',
      summary: 'Log this browser out',
      parameters: [{ $ref: '#/components/parameters/marked' }],
      responses: { 200: apiAnswer('Nothing', { type: 'object' }), default: refusal },
    },
  },
  '/format': {
    post: {
      operationId: 'format',
      summary: 'Read Markdown as plain nodes, and code as runs of colour',
      parameters: [{ $ref: '#/components/parameters/marked' }],
      requestBody: {
        content: content({
          type: 'object',
          properties: {
            markdown: { type: 'array', items: TEXT },
            code: {
              type: 'array',
              items: { type: 'object', properties: { language: TEXT, text: TEXT }, required: ['language', 'text'] },
            },
          },
        }),
      },
      responses: {
        200: apiAnswer(
          'The nodes of each Markdown text, or null if it is too long, and the colours of each line of code',
          {
            type: 'object',
            properties: { markdown: { type: 'array' }, code: { type: 'array' } },
            required: ['markdown', 'code'],
          },
        ),
        default: refusal,
      },
    },
  },
  '/session': {
    get: {
      operationId: 'session',
      summary: 'Get the caller',
      responses: {
        200: apiAnswer("The author of the caller's changes, and its rights", {
          type: 'object',
          properties: {
            actor: { type: 'object' },
            rights: { type: 'array', items: { type: 'string' } },
            version: { type: 'string' },
            instance: { type: 'string' },
          },
          required: ['actor', 'rights', 'version', 'instance'],
        }),
        default: refusal,
      },
    },
  },
  '/workspaces': {
    get: {
      operationId: 'workspaces',
      summary: 'List all workspaces',
      responses: {
        200: apiAnswer('One row per workspace', { type: 'array', items: { type: 'object' } }),
        default: refusal,
      },
    },
  },
  '/metrics': {
    servers: [{ url: '/' }],
    get: {
      operationId: 'metrics',
      summary: 'Get the metrics of all open workspaces',
      responses: {
        200: { description: "Prometheus' text format", content: { 'text/plain': { schema: { type: 'string' } } } },
        default: refusal,
      },
    },
  },
  '/hooks/{service}': {
    servers: [{ url: '/' }],
    post: {
      operationId: 'serviceEvent',
      summary:
        'Receive an event of a service, authenticated by the HMAC of its secret. The sources that it is about are read soon',
      security: [],
      parameters: [{ name: 'service', in: 'path', required: true, schema: { enum: ['github', 'jira'] } }],
      requestBody: { content: { ...content({ type: 'object' }), ...EVENT_FORM } },
      responses: {
        200: apiAnswer('The number of sources that are read', {
          type: 'object',
          properties: { sources: { type: 'integer' } },
          required: ['sources'],
        }),
        default: refusal,
      },
    },
  },
  '/{workspace}/events': {
    get: {
      operationId: 'events',
      summary: 'Stream the events of a workspace',
      parameters: [
        { $ref: '#/components/parameters/workspace' },
        {
          name: 'counts',
          in: 'query',
          schema: { const: '1' },
          description: 'Also sends the numbers of items that need attention and of active runs, as events `counts`',
        },
        { name: 'after', in: 'query', schema: { type: 'integer' }, description: 'The number of the last known change' },
        {
          name: 'Last-Event-ID',
          in: 'header',
          schema: { type: 'integer' },
          description: 'The same, sent by a browser on reconnect',
        },
      ],
      responses: {
        200: { description: 'Server-sent events', content: { 'text/event-stream': { schema: { type: 'string' } } } },
        default: refusal,
      },
    },
  },
};
