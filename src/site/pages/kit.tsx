// The page kit on one page, for whoever builds pages; the demo only.
import { routes } from '../../catalog/routes.ts';
import { publicly } from '../../core/http/access.ts';
import { html } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { KitPage } from '../../web/kit-page.tsx';
import { renderPage } from '../../web/render.tsx';

export const kitRoute = defineRoute({
  method: 'GET',
  at: routes.operator.kit,
  access: publicly(),
  limit: 'page',
  demoOnly: true,
  summary: 'Every component of the page kit.',
  handle: async () => html(renderPage(<KitPage />)),
});
