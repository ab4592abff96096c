import { isReadOnly } from '../../../commands/command.ts';
import { COMMANDS, type Command, TOOLSETS } from '../../../commands/index.ts';
import { ENDS_CLAIMS } from '../../../domain/calls/claims-to-end.ts';
import { ERROR_CODES } from '../../../domain/errors.ts';
import { apiSchemas, COMPONENTS, type JsonSchema } from './api-schemas.ts';
import { apiAnswer, content, OWN_PATHS, refusal } from './own-paths.ts';

const ref = (name: string) => ({ $ref: COMPONENTS + name });

/** Returns the API's description in OpenAPI 3.1 (spec.openapis.org/oas/v3.1.1), made from the table of commands. */
export function apiDocument(version: string, cookieName: string): object {
  const offered = COMMANDS.filter(({ access }) => !access.terminalOnly);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Backlog',
      version,
      description: 'The work queue that coding agents share. Served on 127.0.0.1 by `backlog board`.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/api/v1' }],
    security: [{ cookie: [], page: [] }, { token: [] }],
    tags: TOOLSETS.map((name) => ({ name })),
    paths: {
      ...OWN_PATHS,
      ...Object.fromEntries(offered.map((command) => [`/{workspace}/${command.name}`, pathOf(command)])),
    },
    components: {
      securitySchemes: {
        cookie: {
          type: 'apiKey',
          in: 'cookie',
          name: cookieName,
          description: 'Set by the link that `backlog board` prints; its name contains the port of the board',
        },
        page: {
          type: 'apiKey',
          in: 'header',
          name: 'Backlog-Key',
          description: 'Returned by /login with the cookie',
        },
        token: { type: 'http', scheme: 'bearer', description: 'Made by `backlog token add`' },
      },
      parameters: {
        workspace: {
          name: 'workspace',
          in: 'path',
          required: true,
          schema: { type: 'string' },
          description: 'The uuid of the workspace',
        },
        zone: {
          name: 'Backlog-Zone',
          in: 'header',
          schema: { type: 'string', examples: ['Europe/Berlin'] },
          description: "The caller's time zone, in which dates are read and compared; default: the server's",
        },
        marked: {
          name: 'X-Backlog',
          in: 'header',
          required: true,
          schema: { const: '1' },
          description: 'Required on writes: forms of other sites cannot send this header',
        },
        endsClaims: {
          name: ENDS_CLAIMS,
          in: 'header',
          schema: { type: 'string' },
          description:
            'Ids of claims of others that the person agreed to end, separated by commas. A refusal with the code `claimed` names them in `data.endsClaims`',
        },
      },
      responses: { refusal: apiAnswer('The error: its code, message, hint and data', ref('Refusal')) },
      schemas: { ...apiSchemas().components, Refusal: REFUSAL },
    },
  };
}

function pathOf(command: Command): object {
  const { name, title, summary, toolset } = command;
  const { input, output } = apiSchemas();
  const said = { summary: title, description: summary, tags: [toolset] };
  const responses = {
    200: apiAnswer('The output of the command', ref(output[name]!)),
    default: refusal,
  };
  const read = { get: { operationId: `${name}_get`, ...said, parameters: queryOf(input[name]!), responses } };
  return {
    parameters: [{ $ref: '#/components/parameters/workspace' }, { $ref: '#/components/parameters/zone' }],
    ...(isReadOnly(command) ? read : {}),
    post: {
      operationId: name,
      ...said,
      parameters: [
        { $ref: '#/components/parameters/marked' },
        ...(isReadOnly(command) ? [] : [{ $ref: '#/components/parameters/endsClaims' }]),
      ],
      requestBody: { content: content(ref(input[name]!)) },
      responses,
    },
  };
}

/** Returns the query parameters for the fields of an input. */
function queryOf(input: string): object[] {
  const { properties = {}, required = [] } = apiSchemas().components[input] as {
    properties?: Record<string, JsonSchema>;
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    ...(required.includes(name) ? { required: true } : {}),
    schema,
  }));
}

const REFUSAL: JsonSchema = {
  type: 'object',
  properties: {
    error: {
      type: 'object',
      properties: {
        code: { enum: Object.keys(ERROR_CODES) },
        message: { type: 'string' },
        hint: { type: 'string' },
        data: { type: 'object' },
      },
      required: ['code', 'message'],
    },
  },
  required: ['error'],
};
