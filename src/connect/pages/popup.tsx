// Where a pop-up of `@smartcar/auth` ends: its page tells the window that opened it, if that is of a registered origin.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { publicly } from '../../core/http/access.ts';
import { html } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { isRegisteredOrigin } from '../../developers/index.ts';
import { FocusPage } from '../../web/layout.tsx';
import { renderPage } from '../../web/render.tsx';
import { chooseLanguage, wordsIn } from '../words/languages.ts';

const show = defineRoute({
  method: 'GET',
  at: routes.connect.popup,
  access: publicly(),
  limit: 'page',
  summary: 'Hands the answer of Connect to the page that opened the pop-up.',
  query: Type.Object({ app_origin: Type.Optional(Type.String({ maxLength: 300 })) }),
  handle: async ({ kernel, query: { app_origin: origin }, request }) => {
    const language = chooseLanguage(request.headers['accept-language']);
    const words = wordsIn(language);
    const { operator } = kernel.config;
    const isKnown = origin !== undefined && (await isRegisteredOrigin(kernel, origin));
    const { title, text, unknown } = words.popup;
    return html(
      renderPage(
        <FocusPage
          lang={language}
          skipLabel={words.skip}
          title={title}
          operator={{ name: operator.name, href: href(routes.site.home) }}
          clock={{ now: kernel.clock.now(), timeZone: operator.timeZone }}
        >
          <h1>{title}</h1>
          <p data-island={isKnown ? 'popup-answer' : undefined} data-origin={isKnown ? origin : undefined}>
            {isKnown ? text : unknown}
          </p>
        </FocusPage>,
      ),
      // The answer stands in this address: it is told to nobody but the opener, which must not be cut off.
      { headers: { 'cross-origin-opener-policy': 'unsafe-none', 'referrer-policy': 'no-referrer' } },
    );
  },
});

export const popupRoutes = [show];
