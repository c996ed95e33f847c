// Says that this server abides by Global Privacy Control.
import { routes } from '../../catalog/routes.ts';
import { publicly } from '../../core/http/access.ts';
import { json } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';

/** When what this says last changed. */
const LAST_UPDATE = '2026-11-26';

export const gpcRoute = defineRoute({
  method: 'GET',
  at: routes.rights.gpc,
  access: publicly(),
  limit: 'lookup',
  summary: 'Global Privacy Control is honored (w3c/gpc, section 4).',
  handle: async () => json({ gpc: true, lastUpdate: LAST_UPDATE }),
});
