// The End User Privacy Policy as a page, in each language of Connect.
import { href, routes } from '../../catalog/routes.ts';
import { publicly } from '../../core/http/access.ts';
import { html } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { FocusPage } from '../../web/layout.tsx';
import { renderPage } from '../../web/render.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Mono } from '../../web/ui/text.tsx';
import { ownerPolicyIn, policyReference } from '../consent/owner-policy.ts';
import { chooseLanguage, isLanguage, type Language, languages, wordsIn } from '../words/languages.ts';

const show = defineRoute({
  method: 'GET',
  at: routes.connect.ownerPolicy,
  access: publicly(),
  limit: 'page',
  summary: 'What is promised to car owners.',
  handle: async context => {
    const { request, kernel } = context;
    const { lang } = (request.query ?? {}) as { lang?: string };
    const language = isLanguage(lang) ? lang : chooseLanguage(request.headers['accept-language']);
    const policy = ownerPolicyIn(language);
    const words = wordsIn(language);
    const title = words.preamble.policy(kernel.config.operator.name);
    return html(
      renderPage(
        <FocusPage
          lang={language}
          skipLabel={words.skip}
          title={title}
          operator={{ name: kernel.config.operator.name, href: href(routes.site.home) }}
          clock={{ now: kernel.clock.now(), timeZone: kernel.config.operator.timeZone }}
        >
          <nav class="connect-languages" aria-label={words.language}>
            <ul>
              {(Object.keys(languages) as Language[]).map(one => (
                <li key={one} lang={one}>
                  <a
                    href={href(routes.connect.ownerPolicy, undefined, { lang: one })}
                    hreflang={one}
                    aria-current={one === language ? 'true' : undefined}
                  >
                    {languages[one]}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
          <h1>{title}</h1>
          {policy.sections.map(section => (
            <Section key={section.title} title={section.title}>
              <p>{section.text}</p>
            </Section>
          ))}
          <p>
            {words.grant.version(policy.version)}: <Mono>{policyReference(policy)}</Mono>
          </p>
        </FocusPage>,
      ),
    );
  },
});

export const ownerPolicyRoutes = [show];
