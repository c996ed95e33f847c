// Fastify with our rules around every route: limits, headers, actor, access, rate limit, same-origin check, one error edge.
import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import multipart from '@fastify/multipart';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Family } from '../../catalog/routes.ts';
import { type Actor, anonymous, sandboxOf } from '../actor.ts';
import { isLoopback } from '../config-text.ts';
import { refuse } from '../errors.ts';
import { newUuid } from '../ids.ts';
import type { Kernel } from '../kernel.ts';
import type { Authenticator, Module } from '../module.ts';
import type { Panel } from '../panel.ts';
import { actorOn } from './access.ts';
import { allowedMethods } from './allowed-methods.ts';
import { answerBrokenRequest } from './broken-request.ts';
import { schemaCompiler } from './compile-schema.ts';
import { checkSameOrigin } from './csrf.ts';
import type { AnyRoute } from './define-route.ts';
import { type Edge, errorEdge, ownEdge, sendAnswer, type Told } from './error-edge.ts';
import { familyOf } from './family.ts';
import { baseHeaders, dataHeaders } from './headers.ts';
import { readLenientJson, withPlainQuery } from './lenient.ts';
import { negotiate, readOurMediaTypes } from './negotiate.ts';
import type { ProblemRenderers } from './problem.ts';
import { keepRawBody } from './raw-body.ts';
import { isMarked, logOnceAnswered } from './research-traffic.ts';
import { checkStorable } from './storable-text.ts';
import { takePermit } from './take-permit.ts';
import { readTlsFiles } from './tls-files.ts';

const BODY_LIMIT = 256 * 1024;

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; set before the handler runs. */
    actor: Actor;
    /** When a call of the vehicle API came in, in milliseconds of `performance.now()`; 0 for all others. */
    began: number;
  }
  interface FastifyContextConfig {
    family?: Family;
  }
}

/** Builds the server with every route of every module; it does not listen yet. */
export async function buildServer(
  kernel: Kernel,
  modules: readonly Module[],
  renderers: ProblemRenderers,
): Promise<FastifyInstance> {
  const { config } = kernel;
  const base = baseHeaders(config);
  const data = dataHeaders(config);
  const begin = (request: FastifyRequest, reply: FastifyReply): void => {
    const family = familyOf(request);
    const isVehicle = family === 'vehicle';
    if (isVehicle) request.began = performance.now();
    reply.headers(isVehicle ? data : base);
    // SDKs of the vehicle API get their tokens by OAuth, and read the id of both by the one name.
    if (isVehicle || family === 'oauth') reply.header('sc-request-id', request.id);
    if (!isVehicle) reply.header('request-id', request.id);
  };
  const answered = whoIsTold(kernel, modules);
  const tell = errorEdge(kernel, renderers, answered);
  const server = createFastify(kernel, (error, request, reply) => {
    begin(request, reply);
    tell(error, request, reply);
  });
  server.decorateRequest('actor');
  server.decorateRequest('sandbox');
  server.decorateRequest('began', 0);
  server.addHook('onRequest', (request, reply, done) => {
    begin(request, reply);
    if (isMarked(request)) logOnceAnswered(kernel, request, reply);
    if (config.trustedProxies > 0 && request.protocol !== 'https' && !isLoopback(request.ip))
      return done(refuse('https_required'));
    done();
  });
  readOurMediaTypes(server, BODY_LIMIT);
  server.setErrorHandler(tell);
  const authenticators = modules.flatMap(module => module.authenticators ?? []);
  const panels = modules.flatMap(module => module.panels ?? []);
  const routes = modules
    .flatMap(module => module.routes)
    .filter(({ demoOnly }) => !demoOnly || config.environment !== 'production');
  const mount = (scope: FastifyInstance, route: AnyRoute): void =>
    mountRoute(scope, kernel, route, {
      authenticators: authenticatorsOf(route, authenticators),
      panels,
      answered,
      tell,
    });
  const [lean, others] = [routes.filter(isLean), routes.filter(route => !isLean(route))];
  await server.register(async scope => {
    readLenientJson(scope, BODY_LIMIT);
    for (const route of lean) mount(scope, route);
  });
  await server.register(async scope => {
    await readFormsAndCookies(scope);
    for (const route of others) mount(scope, route);
  });
  const allowed = allowedMethods(routes);
  server.setNotFoundHandler((request, reply) => {
    const methods = allowed(request.url.split('?')[0] ?? '')?.methods;
    if (!methods || methods.includes(request.method)) return tell(refuse('not_found'), request, reply);
    return tell(refuse('method_not_allowed'), request, reply.header('allow', methods.join(', ')));
  });
  for (const module of modules) await module.mount?.(kernel, server);
  letGoWhenClosing(server);
  return server;
}

/** The modules that are told of calls of the vehicle API, as one. */
function whoIsTold(kernel: Kernel, modules: readonly Module[]): Told {
  const all = modules.flatMap(({ answered }) => answered ?? []);
  return (request, pattern, answer) => {
    for (const told of all) told(kernel, request, pattern, answer);
  };
}

/** Neither forms nor cookies come to the vehicle API, and each of their hooks would cost every read of a car. */
const isLean = ({ at }: AnyRoute): boolean => at.family === 'vehicle';

async function readFormsAndCookies(scope: FastifyInstance): Promise<void> {
  await scope.register(cookie);
  await scope.register(formbody, { bodyLimit: BODY_LIMIT });
  await scope.register(multipart, {
    limits: { fieldSize: BODY_LIMIT, fields: 200, files: 20, fileSize: 32 * 1024 * 1024, headerPairs: 50 },
  });
}

/**
 * A connection whose last request ends while the server closes would be kept for the next one, and closing would wait
 * for it: until the keep-alive time is over.
 */
function letGoWhenClosing(server: FastifyInstance): void {
  server.addHook('preClose', done => {
    const timer = setInterval(() => server.server.closeIdleConnections(), 50);
    server.server.once('close', () => clearInterval(timer));
    if (!server.server.listening) clearInterval(timer);
    done();
  });
}

/** @param onUnrouted tells what fails before a route is found, such as an address that cannot be decoded */
function createFastify(kernel: Kernel, onUnrouted: Edge): FastifyInstance {
  const { config, random } = kernel;
  const server = Fastify({
    logger: false,
    // As a function: Fastify takes a bare number of hops for "trust none", since it cannot check who connects. The
    // operator has declared how many proxies stand in front, and that nobody else reaches this port.
    trustProxy: config.trustedProxies === 0 ? false : (_address: string, hop: number) => hop < config.trustedProxies,
    bodyLimit: BODY_LIMIT,
    genReqId: () => newUuid(random),
    requestIdHeader: false,
    rewriteUrl: ({ url = '/' }: { url?: string }) => withPlainQuery(url),
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
    requestTimeout: 120_000,
    keepAliveTimeout: 65_000,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    frameworkErrors: onUnrouted,
    clientErrorHandler: answerBrokenRequest(config, random),
    ...(config.tls
      ? {
          https: {
            ...readTlsFiles(config.tls),
            minVersion: 'TLSv1.2' as const,
          },
        }
      : {}),
    // Fastify types its instance by the kind of server; the product treats plain and TLS servers alike.
  } as Parameters<typeof Fastify>[0]) as unknown as FastifyInstance;

  const compile = schemaCompiler();
  server.setValidatorCompiler(({ schema, httpPart }) =>
    compile(schema as object, httpPart === 'body' && isJsonSchema(schema) ? 'json' : 'texts'),
  );
  return server;
}

/** API bodies are JSON; page bodies come from forms. Marked by `mountRoute`. */
const isJsonSchema = (schema: unknown): boolean => (schema as { ['x-json']?: true })['x-json'] === true;

function mountRoute(
  server: FastifyInstance,
  kernel: Kernel,
  route: AnyRoute,
  {
    authenticators,
    panels,
    answered,
    tell,
  }: {
    readonly authenticators: readonly Authenticator[];
    readonly panels: readonly Panel[];
    readonly answered: Told;
    readonly tell: Edge;
  },
): void {
  const { access, at, limit, method } = route;
  const isPage = at.family === 'page';
  const isCall = at.family === 'vehicle';
  const changes = method !== 'GET';

  /** Before the body is read: who is it, may they, and not too often. Waits only for what is not at hand. */
  const admit = (request: FastifyRequest, reply: FastifyReply): void | Promise<void> => {
    if (changes && access.credential === 'cookie') checkSameOrigin(request);
    return whenKnown(recognize(kernel, request, authenticators), known => {
      request.actor = actorOn(access, known);
      request.sandbox = sandboxOf(known);
      if (request.sandbox !== undefined && !isMarked(request)) logOnceAnswered(kernel, request, reply);
      return whenKnown(takePermit(kernel, limit, request), () => {
        access.check(request.actor, kernel.clock.now());
        negotiate(at.family, request.headers);
      });
    });
  };

  server.route({
    method,
    url: at.path,
    config: { family: at.family },
    bodyLimit: route.limitBytes ?? BODY_LIMIT,
    schema: {
      ...(route.query && { querystring: isPage ? route.query : { ...route.query, additionalProperties: false } }),
      ...(route.body && {
        body: { ...route.body, additionalProperties: false, ...(isPage ? {} : { 'x-json': true }) },
      }),
      ...(route.answers && { response: route.answers }),
    },
    onRequest: asHook(admit),
    ...(route.rawBody && { preParsing: keepRawBody(route.limitBytes ?? BODY_LIMIT) }),
    preValidation: asHook(checkText),
    ...(route.refused && { errorHandler: ownEdge(kernel, route.refused, tell) }),
    handler: async (request, reply) => {
      const answer = await route.handle({
        kernel,
        actor: request.actor,
        params: request.params as Record<string, string>,
        query: request.query,
        body: request.body,
        panels,
        request,
        reply,
      });
      if (isCall) answered(request, at.path, answer);
      return sendAnswer(reply, answer);
    },
  });
}

const checkText = ({ params, query, body }: FastifyRequest): void => {
  checkStorable(params);
  checkStorable(query);
  checkStorable(body);
};

/** A step as Fastify's hook; one that did not have to wait costs no turn of promises. */
const asHook =
  (step: (request: FastifyRequest, reply: FastifyReply) => void | Promise<void>) =>
  (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void => {
    let waiting: void | Promise<void>;
    try {
      waiting = step(request, reply);
    } catch (error) {
      done(error as Error);
      return;
    }
    if (waiting instanceof Promise) waiting.then(() => done(), done);
    else done();
  };

const whenKnown = <Value, Result>(
  value: Value | Promise<Value>,
  go: (value: Value) => Result | Promise<Result>,
): Result | Promise<Result> => (value instanceof Promise ? value.then(go) : go(value));

/** Those that read the route's credential; one that serves only routes of this rule is asked first. */
function authenticatorsOf({ access }: AnyRoute, all: readonly Authenticator[]): Authenticator[] {
  const ours = all.filter(
    ({ credential, only }) => credential === access.credential && (!only || only === access.rule),
  );
  return ours.toSorted((a, b) => Number(b.only !== undefined) - Number(a.only !== undefined));
}

/** The first authenticator that knows the request's credential says who asks. */
function recognize(
  kernel: Kernel,
  request: FastifyRequest,
  [first, ...others]: readonly Authenticator[],
): Actor | Promise<Actor> {
  if (first === undefined) return anonymous;
  return whenKnown(first.recognize(kernel, request), actor => actor ?? recognize(kernel, request, others));
}
