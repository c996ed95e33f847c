// Which family a request is of: that of its route, or what its address looks like where there is none.
import type { FastifyRequest } from 'fastify';
import type { Family } from '../../catalog/routes.ts';

/** How an error of this request is told. */
export const familyOf = (request: FastifyRequest): Family =>
  request.routeOptions.config.family ?? familyOfUnknown(request);

/** Where there is no route, the path and what the client accepts say whom we talk to. */
function familyOfUnknown(request: FastifyRequest): Family {
  if (/^\/v(?:\d|[^/]*\/(?:user|vehicles|compatibility|management)(?:[/?]|$))/.test(request.url)) return 'vehicle';
  if (/^\/api\/v\d/.test(request.url)) return 'jsonapi';
  return request.headers.accept?.includes('text/html') ? 'page' : 'api';
}
