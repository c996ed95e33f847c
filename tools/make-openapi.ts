// Writes openapi/*.json from the declared routes: v2.json for the vehicle API, platform.json for everything machine-readable beside it.
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import type { TSchema } from 'typebox';
import { modules } from '../src/app.ts';
import type { Family } from '../src/catalog/routes.ts';
import type { AnyRoute } from '../src/core/http/define-route.ts';
import { type AnswerForms, answerForms } from './answer-forms.ts';
import { isOrder } from './answer-schemas-v3.ts';
import { filled, places, type Sample, samples } from './api-samples.ts';
import { oauthDocument } from './oauth-document.ts';
import {
  errorsOf,
  headerExamples,
  headerParametersOf,
  headersOf,
  makesOf,
  meaningOf,
  operationIds,
  unitsOf,
} from './openapi-details.ts';
import { failureOf } from './openapi-errors.ts';

type Document = {
  readonly file: string;
  readonly title: string;
  readonly about: string;
  readonly families: readonly Family[];
  /** Of these families, only addresses that this fits. */
  readonly paths?: RegExp;
  /** Of bodies, answers and errors, where it is not plain JSON with problem+json. */
  readonly mediaType?: string;
};

const documents: readonly Document[] = [
  {
    file: 'openapi/v2.json',
    title: 'Telltale vehicle API',
    about: "Reads cars with their owners' permission; the shapes of the Smartcar API v2.",
    families: ['vehicle'],
    paths: /^\/v:version/,
  },
  {
    file: 'openapi/v3.json',
    title: 'Telltale vehicle API v3',
    about: 'Signals, commands, schedules and connections; the shapes of the Smartcar API v3.',
    families: ['vehicle'],
    paths: /^\/v3\//,
  },
  {
    file: 'openapi/platform.json',
    title: 'Telltale platform',
    about:
      'Machine-readable answers of the programs, keys, receipts and health. Examples show the beginning: two of each list, and the first lines of a text.',
    families: ['api'],
  },
  {
    file: 'openapi/reports-v1.json',
    title: 'Telltale reports API',
    about: 'Reports by JSON:API 1.1: read, judge, move, answer and submit them with an API token.',
    families: ['jsonapi'],
    mediaType: 'application/vnd.api+json',
  },
  {
    file: 'openapi/bugcrowd.json',
    title: 'Telltale in the shape of Bugcrowd’s API',
    about: 'Submissions as connectors made for Bugcrowd read them; the base is /compat/bugcrowd.',
    families: ['bugcrowd'],
    mediaType: 'application/vnd.bugcrowd+json',
  },
];

/** Writes the documents. @returns the files that changed (or would, when only checking) */
export async function makeOpenapi(isCheck: boolean): Promise<string[]> {
  const routes = modules.flatMap(module => module.routes.map(route => ({ module: module.name, route })));
  const recorded: Recorded = {
    ...JSON.parse(await readFile(RECORDED, 'utf8')),
    ...JSON.parse(await readFile(RECORDED_PLATFORM, 'utf8')),
  };
  const changed: string[] = [];
  await mkdir('openapi', { recursive: true });
  const made: [string, unknown][] = documents.map(document => {
    const own = routes.filter(
      ({ route: { at, demoOnly } }) =>
        document.families.includes(at.family) && !demoOnly && (document.paths?.test(at.path) ?? true),
    );
    return [document.file, describe(document, own, recorded)];
  });
  made.push(['openapi/connect.json', oauthDocument]);
  for (const [file, content] of made) {
    const text = `${JSON.stringify(content, null, 2)}\n`;
    if (existsSync(file) && (await readFile(file, 'utf8')) === text) continue;
    changed.push(file);
    if (!isCheck) await writeFile(file, text);
  }
  return changed;
}

/** Answers of a running installation, by document and call; `test/api-examples.test.ts` records and compares them. */
export const RECORDED = 'openapi/examples.json';
/** The same of the platform; `test/platform-examples.test.ts`. */
export const RECORDED_PLATFORM = 'openapi/platform-examples.json';

export type RecordedAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
};
export type Recorded = Readonly<Record<string, RecordedAnswer>>;

type Owned = { readonly module: string; readonly route: AnyRoute };

function describe({ file, title, about, mediaType }: Document, owned: readonly Owned[], recorded: Recorded): unknown {
  const paths: Record<string, Record<string, unknown>> = {};
  const ids = operationIds(owned.map(({ route }) => route));
  const failure = failureOf(file, mediaType);
  const name = file.replace(/^openapi\/|\.json$/g, '');
  const forms = answerForms[name] ?? { answers: {} };
  const { parts = {} } = forms;
  for (const { module, route } of owned) {
    const path = openapiPath(route.at.path);
    const id = ids.get(route) ?? '';
    const key = `${name} ${id}`;
    const told = { id, mediaType, failure, forms, sample: samples[key] ?? {}, answer: recorded[key] };
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(module, route, told) };
  }
  return {
    openapi: '3.1.0',
    info: { title, version: '1', description: about, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    paths: Object.fromEntries(Object.entries(paths).sort(([a], [b]) => a.localeCompare(b))),
    components: {
      securitySchemes: {
        accessToken: { type: 'http', scheme: 'bearer' },
        client: {
          type: 'http',
          scheme: 'basic',
          description: 'Client id and secret, or the management token as password.',
        },
        session: { type: 'apiKey', in: 'cookie', name: '__Host-telltale-session' },
      },
      schemas: {
        [failure.name]: failure.schema,
        ...Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, withReferences(part, parts, part)])),
      },
    },
  };
}

type Schemas = Readonly<Record<string, TSchema>>;

/** The same with references in the place of what stands once in the document. */
function withReferences(schema: unknown, parts: Schemas, own?: unknown): unknown {
  const [name] = Object.entries(parts).find(([, part]) => part === schema && part !== own) ?? [];
  if (name !== undefined) return { $ref: `#/components/schemas/${name}` };
  if (Array.isArray(schema)) return schema.map(one => withReferences(one, parts));
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, withReferences(value, parts)]));
}

/** An order of version 3 that takes longer than the answer waits is answered in the same form. */
const answerStatuses = (id: string, status: number, schema: TSchema | undefined) =>
  [String(status), ...(schema !== undefined && isOrder(id) ? ['202'] : [])].map(one => [one, schema] as const);

const openapiPath = (path: string): string => path.replace(/:(\w+)(?:\([^)]*\))?/g, '{$1}');

type Told = {
  readonly id: string;
  readonly mediaType: string | undefined;
  readonly failure: ReturnType<typeof failureOf>;
  readonly forms: AnswerForms;
  readonly sample: Sample;
  readonly answer: RecordedAnswer | undefined;
};

function operation(module: string, route: AnyRoute, { id, mediaType, failure, forms, sample, answer }: Told): unknown {
  const { parts = {}, types = {}, unshown = {}, bare = {} } = forms;
  const { at, summary, query, body, access, answers } = route;
  const isVehicle = at.family === 'vehicle';
  const refused = {
    description: isVehicle ? 'Refused, in the form of the vehicle API.' : 'Refused.',
    content: { [failure.mediaType]: { schema: { $ref: `#/components/schemas/${failure.name}` } } },
  };
  const type = mediaType ?? 'application/json';
  const units = unitsOf(route);
  const makes = makesOf(route);
  const headers = headersOf(route);
  const shown = filled(sample, places);
  const exampleOf = (name: string, values: Readonly<Record<string, string>> | undefined) =>
    values?.[name] === undefined ? {} : { example: values[name] };
  const meaning = (name: string) => {
    const description = meaningOf(route, name);
    return description === undefined ? {} : { description };
  };
  const pathValues: Readonly<Record<string, string>> = {
    ...(isVehicle && { version: '2.0', id: places.vehicle }),
    ...(makes && { make: (makes[0] ?? '').toLowerCase() }),
    ...shown.params,
  };
  const success = (status: string, schema?: TSchema) => ({
    description: summary,
    ...(Object.keys(headers).length > 0 && {
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, description]) => [
          name,
          { description, schema: { type: 'string' }, ...exampleOf(name, { ...headerExamples, ...answer?.headers }) },
        ]),
      ),
    }),
    ...((schema !== undefined || (answer?.status === Number(status) && answer.body !== null)) && {
      content: {
        [types[id] ?? type]: {
          ...(schema !== undefined && { schema: withReferences(schema, parts) }),
          ...(answer?.status === Number(status) && { example: answer.body }),
        },
      },
    }),
  });
  const statuses = answers
    ? Object.entries(answers)
    : answerStatuses(id, answer?.status ?? bare[id] ?? 200, forms.answers[id]);
  return {
    operationId: id,
    tags: [module],
    summary,
    parameters: [
      ...[...at.path.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
        name,
        in: 'path',
        required: true,
        ...meaning(name),
        ...exampleOf(name, pathValues),
        schema: { type: 'string' },
      })),
      ...Object.entries(propertiesOf(query)).map(([name, schema]) => ({
        name,
        in: 'query',
        required: requiredOf(query).includes(name),
        ...meaning(name),
        ...exampleOf(name, shown.query),
        schema,
      })),
      ...headerParametersOf(route).map(({ name, description, enum: words }) => ({
        name,
        in: 'header',
        required: false,
        description,
        ...exampleOf(name, shown.headers),
        schema: { type: 'string', ...(words && { enum: words }) },
      })),
    ],
    ...((body ?? shown.body) !== undefined && {
      requestBody: {
        required: true,
        content: {
          [type]: { schema: body ?? { type: 'object' }, ...(shown.body !== undefined && { example: shown.body }) },
        },
      },
    }),
    responses: {
      ...Object.fromEntries(statuses.map(([status, schema]) => [status, success(status, schema)])),
      default: refused,
    },
    security:
      access.rule === 'public'
        ? access.scope === undefined
          ? []
          : [{}, { accessToken: [] }]
        : access.rule === 'client'
          ? [{ client: [] }]
          : access.credential === 'authorization'
            ? [{ accessToken: [] }]
            : [{ session: [] }],
    ...(access.scope && { 'x-permission': access.scope }),
    ...(makes && { 'x-makes': makes }),
    ...(units.length > 0 && { 'x-units': units }),
    ...(unshown[id] !== undefined && { 'x-no-example': unshown[id] }),
    'x-errors': errorsOf(route),
  };
}

const propertiesOf = (schema: TSchema | undefined): Record<string, unknown> =>
  (schema as { properties?: Record<string, unknown> } | undefined)?.properties ?? {};
const requiredOf = (schema: TSchema | undefined): readonly string[] =>
  (schema as { required?: readonly string[] } | undefined)?.required ?? [];
