// A route is declared once: path from the catalog, who may call it, its limit, its schema, and what it does.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Static, TSchema } from 'typebox';
import type { RateLimitName } from '../../catalog/rate-limits.ts';
import type { RouteParams, RoutePath } from '../../catalog/routes.ts';
import type { Actor } from '../actor.ts';
import type { Kernel } from '../kernel.ts';
import type { Panel } from '../panel.ts';
import type { Access } from './access.ts';
import type { Answer } from './answer.ts';
import type { Problem } from './problem.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export type RouteContext<Params = Readonly<Record<string, string>>, Query = unknown, Body = unknown> = {
  readonly kernel: Kernel;
  readonly actor: Actor;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** What modules add to the pages of others. */
  readonly panels: readonly Panel[];
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
};

type Declared<Path extends string, Query extends TSchema, Body extends TSchema> = {
  readonly method: Method;
  readonly at: RoutePath<Path>;
  readonly access: Access;
  readonly limit: RateLimitName;
  /** One sentence for the API document. */
  readonly summary: string;
  /** Query values; undeclared ones are refused on API routes and ignored on pages (mail programs add their own). */
  readonly query?: Query;
  /** Body fields; undeclared ones are refused. Form fields arrive as strings, missing ones as undefined. */
  readonly body?: Body;
  /** The handler reads the multipart body itself, part by part (`readMultipart`). */
  readonly multipart?: true;
  /** The bytes of a JSON body are kept in `request.rawBody`, for a signature over them. */
  readonly rawBody?: true;
  /** Largest body in bytes; 256 KiB unless said otherwise. */
  readonly limitBytes?: number;
  /** JSON answers by status: filter and document. */
  readonly answers?: Readonly<Record<number, TSchema>>;
  /** An address that only the demo has. */
  readonly demoOnly?: true;
  /** Tells a refusal where the way of the route's family does not fit; that way is taken when this one fails. */
  readonly refused?: (problem: Problem & { readonly kernel: Kernel; readonly reply: FastifyReply }) => Promise<Answer>;
};

/** A route as the server and the tests over all routes see it. */
export type AnyRoute = Declared<string, TSchema, TSchema> & {
  readonly handle: (context: RouteContext) => Promise<Answer>;
};

type Value<Schema extends TSchema> = TSchema extends Schema ? Readonly<Record<string, never>> : Static<Schema>;

/** Declares a route; parameter, query and body types follow from path and schemas. */
export function defineRoute<const Path extends string, Query extends TSchema = TSchema, Body extends TSchema = TSchema>(
  declared: Declared<Path, Query, Body> & {
    readonly handle: (context: RouteContext<RouteParams<Path>, Value<Query>, Value<Body>>) => Promise<Answer>;
  },
): AnyRoute {
  // Fastify has validated params, query and body against these very schemas before the handler runs.
  return declared as unknown as AnyRoute;
}
