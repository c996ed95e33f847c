// Where Connect ends for an application that has no page of its own yet, so that its first test car ends nowhere else.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { publicly } from '../../core/http/access.ts';
import { html } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { CardPage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Mono } from '../../web/ui/text.tsx';

const text = Type.Optional(Type.String());

const show = defineRoute({
  method: 'GET',
  at: routes.developers.connected,
  access: publicly(),
  limit: 'page',
  summary: 'Where Connect ends until an application has a page of its own.',
  query: Type.Object({ code: text, error: text }),
  handle: async context => {
    const { code, error } = context.query;
    const hasCar = code !== undefined && error === undefined;
    const title = hasCar ? 'The car is connected' : 'No car was connected';
    return html(
      renderPage(
        <CardPage shell={shell(context)} title={title}>
          <h1>{title}</h1>
          {hasCar ? <Connected /> : <NotConnected error={error} />}
          <p>
            Did an app send you here? Its developers have not given it a page of its own yet. Go back to the app; what
            you allowed stands on <a href={href(routes.privacy.home)}>your page</a>.
          </p>
        </CardPage>,
      ),
      // The answer of Connect stands in this address.
      { headers: { 'referrer-policy': 'no-referrer' } },
    );
  },
});

export const connectedRoutes = [show];

const Connected = () => (
  <>
    <p>
      Connect ends here until your application has a redirect URI of its own. A program takes the <Mono>code</Mono> out
      of this address and exchanges it for a token; the quick start prints one. Or see first what the car answers:
    </p>
    <ButtonRow even>
      <ButtonLink kind="primary" href={`${href(routes.reference.call, { api: 'v2', call: 'odometer' })}#try`}>
        Read the odometer
      </ButtonLink>
      <ButtonLink href={href(routes.developers.home)}>Your applications</ButtonLink>
    </ButtonRow>
  </>
);

// Texts of an address may be anybody's: only what can be a code of an error is shown.
const NotConnected = ({ error = '' }: { error: string | undefined }) => (
  <>
    <p>
      {/^[a-z_]{1,60}$/.test(error) ? (
        <>
          Connect told the application <Mono>{error}</Mono>. Nothing was shared.
        </>
      ) : (
        'Connect was left before a car was chosen. Nothing was shared.'
      )}
    </p>
    <ButtonRow even>
      <ButtonLink kind="primary" href={href(routes.developers.home)}>
        Your applications
      </ButtonLink>
    </ButtonRow>
  </>
);
