// The product's server with one page that is kept ready: what a static file costs there. The page's file is the argument.
import { readFileSync } from 'node:fs';
import { routes } from '../src/catalog/routes.ts';
import { readConfig } from '../src/core/config.ts';
import { publicly } from '../src/core/http/access.ts';
import { html } from '../src/core/http/answer.ts';
import { defineRoute } from '../src/core/http/define-route.ts';
import { renderOauthError, renderPlainPage, renderProblemJson } from '../src/core/http/problem.ts';
import { buildServer } from '../src/core/http/server.ts';
import { openKernel } from '../src/core/open-kernel.ts';

const page = readFileSync(process.argv[2] ?? '', 'utf8');
const { config, secrets } = readConfig(process.env);
const { kernel } = await openKernel({ ...config, logLevel: 'info' }, secrets);
const json = renderProblemJson(config.publicUrl);
const server = await buildServer(
  kernel,
  [
    {
      name: 'bench',
      routes: [
        defineRoute({
          method: 'GET',
          at: routes.trust.show,
          access: publicly(),
          limit: 'page',
          summary: 'A page that is kept ready.',
          handle: async () => html(page),
        }),
      ],
    },
  ],
  { page: renderPlainPage, api: json, oauth: renderOauthError, jsonapi: json, bugcrowd: json, vehicle: json },
);
await server.listen({ host: '127.0.0.1', port: config.port });
