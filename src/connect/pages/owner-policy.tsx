// The End User Privacy Policy as a page.
import { routes } from '../../catalog/routes.ts';
import { publicly } from '../../core/http/access.ts';
import { html } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { SitePage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Mono } from '../../web/ui/text.tsx';
import { ownerPolicy, policyReference } from '../owner-policy.ts';

const show = defineRoute({
  method: 'GET',
  at: routes.connect.ownerPolicy,
  access: publicly(),
  limit: 'page',
  summary: 'What is promised to car owners.',
  handle: async context =>
    html(
      renderPage(
        <SitePage
          shell={shell(context)}
          title="End User Privacy Policy"
          description="What is kept about car owners, who gets it, and how to stop it."
        >
          <h1>End User Privacy Policy</h1>
          <p class="lead">What {context.kernel.config.operator.name} promises to the owners of connected cars.</p>
          {ownerPolicy.sections.map(({ title, text }) => (
            <Section key={title} title={title}>
              <p>{text}</p>
            </Section>
          ))}
          <p>
            Version {ownerPolicy.version}. Whoever allowed access saw this text:{' '}
            <Mono>{policyReference(ownerPolicy)}</Mono>
          </p>
        </SitePage>,
      ),
    ),
});

export const ownerPolicyRoutes = [show];
