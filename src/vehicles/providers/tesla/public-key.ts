// The public key under which cars take our commands, where Tesla and the cars look for it.
import { routes } from '../../../catalog/routes.ts';
import { refuse } from '../../../core/errors.ts';
import { publicly } from '../../../core/http/access.ts';
import { bytes } from '../../../core/http/answer.ts';
import { defineRoute } from '../../../core/http/define-route.ts';

/** Source: developer.tesla.com/docs/fleet-api/getting-started/what-is-fleet-api, "Generate a public/private key pair". */
export const teslaKeyRoute = defineRoute({
  method: 'GET',
  at: routes.vehicles.teslaKey,
  access: publicly(),
  limit: 'lookup',
  summary: 'The public key that signs commands to Teslas, as PEM.',
  handle: async ({ kernel }) => {
    const key = kernel.config.makers.tesla?.publicKey;
    if (key === undefined) throw refuse('not_found');
    return bytes(Buffer.from(key), 'application/x-pem-file');
  },
});
