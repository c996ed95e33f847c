// Which methods an address takes, for whoever came with another one (RFC 9110 §15.5.6).
import type { Family } from '../../catalog/routes.ts';
import type { AnyRoute } from './define-route.ts';

export type Allowed = { readonly methods: readonly string[]; readonly family: Family };

/** @returns looks a path up; undefined when no route has it, whatever the method */
export function allowedMethods(routes: readonly AnyRoute[]): (path: string) => Allowed | undefined {
  const places = [...Map.groupBy(routes, ({ at }) => at.path)].map(([path, there]) => ({
    pattern: patternOf(path),
    family: there[0]?.at.family ?? 'page',
    methods: there.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method])),
  }));
  return path => places.find(({ pattern }) => pattern.test(path));
}

/** `/a/:id` and `/v:version(^\d+$)/x` as the router reads them, a final slash included. */
function patternOf(path: string): RegExp {
  const parts = path.split(/(:\w+(?:\([^)]*\))?)/).map(part => {
    if (!part.startsWith(':')) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    const own = /\((.*)\)$/.exec(part)?.[1];
    return own === undefined ? '[^/]+' : `(?:${own.replace(/^\^|\$$/g, '')})`;
  });
  return new RegExp(`^${parts.join('')}/?$`);
}
