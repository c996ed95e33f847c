// The owner of a car says which battery it has, by a link that an application got (vehicle-platform §4.1).
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { publicly } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { contentSecurityPolicy } from '../../core/http/headers.ts';
import { isUuid } from '../../core/ids.ts';
import { findRegisteredApplication, type RegisteredApplication } from '../../developers/index.ts';
import { keepBatterySize, type OpenBatteryLink, openBatteryLink } from '../../vehicles/index.ts';
import { FocusPage } from '../../web/layout.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button } from '../../web/ui/button.tsx';
import { RadioGroup } from '../../web/ui/choice.tsx';
import { Form, FormErrors, Hidden } from '../../web/ui/form.tsx';
import { listConnections } from '../connections/connection-store.ts';
import { batteryWordsIn } from '../words/battery-words.ts';
import { chooseLanguage, wordsIn } from '../words/languages.ts';
import { formTarget } from './step-page.tsx';

const text = (maxLength: number) => Type.Optional(Type.String({ maxLength }));
const fields = {
  vehicle_id: text(50),
  client_id: text(50),
  token: text(4000),
  response_type: text(50),
  redirect_uri: text(2000),
  state: text(2000),
};
type Fields = {
  readonly vehicle_id?: string;
  readonly client_id?: string;
  readonly token?: string;
  readonly redirect_uri?: string;
  readonly state?: string;
};

const show = defineRoute({
  method: 'GET',
  at: routes.connect.batteryCapacity,
  access: publicly(),
  limit: 'page',
  summary: 'Asks an owner which battery a car has.',
  query: Type.Object(fields),
  handle: async context => page(context, context.query, await open(context, context.query)),
});

const save = defineRoute({
  method: 'POST',
  at: routes.connect.batteryCapacity,
  access: publicly(),
  limit: 'makerSignIn',
  summary: 'Keeps the battery size that an owner has chosen.',
  body: Type.Object({ ...fields, capacity: text(30) }),
  handle: async context => {
    const { kernel, body } = context;
    const opened = await open(context, body);
    const size = opened.link.sizes.find(({ capacity }) => String(capacity) === body.capacity);
    if (size === undefined) return page(context, body, opened, 'unchosen');
    await keepBatterySize(kernel, opened.link, size.capacity, opened.application.id);
    if (opened.redirectUri === undefined) return page(context, body, opened, 'done');
    const answer = new URL(opened.redirectUri);
    answer.searchParams.set('vehicle_id', opened.link.vehicle);
    if (body.state) answer.searchParams.set('state', body.state);
    return seeOther(answer.href, { headers: policyFor(opened) });
  },
});

export const batteryRoutes = [show, save];

type Opened = {
  readonly link: OpenBatteryLink;
  readonly application: RegisteredApplication;
  /** One of the application's own; undefined when it named none. */
  readonly redirectUri: string | undefined;
};

/** @throws Refusal link_expired for a link that opens nothing (any more), invalid_input for another's redirect URI */
async function open({ kernel }: Pick<RouteContext, 'kernel'>, fields: Fields): Promise<Opened> {
  const { vehicle_id = '', client_id = '', token = '', redirect_uri = '' } = fields;
  const [vehicle, client] = [vehicle_id.toLowerCase(), client_id.toLowerCase()];
  const application = await findRegisteredApplication(kernel, client);
  const link = isUuid(vehicle) ? await openBatteryLink(kernel, { client, vehicle, token }) : undefined;
  if (application === undefined || link === undefined) throw refuse('link_expired');
  // An application whose access has ended has no more to ask.
  if ((await listConnections(kernel, application, { vehicle }, 1)).length === 0) throw refuse('link_expired');
  if (redirect_uri !== '' && !application.redirectUris.includes(redirect_uri))
    throw refuse('invalid_input', { field: 'redirect_uri' });
  return { link, application, redirectUri: redirect_uri === '' ? undefined : redirect_uri };
}

const policyFor = ({ redirectUri }: Opened): Record<string, string> => ({
  'content-security-policy': contentSecurityPolicy({
    formTargets: redirectUri === undefined ? [] : [formTarget(redirectUri)],
  }),
  // The address holds what opens it.
  'referrer-policy': 'no-referrer',
});

function page(
  { kernel, request }: Pick<RouteContext, 'kernel' | 'request'>,
  { vehicle_id, client_id, token, redirect_uri, state }: Fields,
  opened: Opened,
  outcome?: 'unchosen' | 'done',
): Answer {
  const language = chooseLanguage(request.headers['accept-language']);
  const words = batteryWordsIn(language);
  const { operator } = kernel.config;
  const { application, link } = opened;
  const sent = { vehicle_id, client_id, token, redirect_uri, state };
  const title = outcome === 'done' ? words.done : words.title;
  return html(
    renderPage(
      <FocusPage
        lang={language}
        skipLabel={wordsIn(language).skip}
        title={title}
        operator={{ name: operator.name, href: href(routes.site.home) }}
        clock={{ now: kernel.clock.now(), timeZone: operator.timeZone }}
        parties={[{ name: application.name }, { name: operator.name }]}
      >
        <div class="page-content connect-step">
          <h1>{title}</h1>
          {outcome === 'done' ? (
            <>
              <p>{words.doneText}</p>
              <p>
                <a href={href(routes.connect.batteryCapacity, undefined, sent)}>{words.again}</a>
              </p>
            </>
          ) : (
            <>
              <p>
                <strong>
                  {titled(link.car.make)} {link.car.model}, {link.car.year}
                </strong>
              </p>
              <p>{words.why(application.name, operator.name)}</p>
              <Form
                action={href(routes.connect.batteryCapacity)}
                errors={outcome === 'unchosen' ? { capacity: words.choose } : {}}
              >
                <FormErrors title={words.choose} />
                {Object.entries(sent).map(([name, value]) =>
                  value === undefined ? null : <Hidden key={name} name={name} value={value} />,
                )}
                <RadioGroup
                  name="capacity"
                  label={words.size}
                  hint={words.where}
                  look="cards"
                  required
                  requiredWord={words.required}
                  options={link.sizes.map(({ capacity, description }) => ({
                    value: String(capacity),
                    label: `${capacity.toLocaleString(language)} kWh`,
                    hint: description?.replace(/^\w+:/, '') ?? undefined,
                  }))}
                />
                <Button kind="primary" wide>
                  {words.save}
                </Button>
              </Form>
            </>
          )}
        </div>
      </FocusPage>,
    ),
    { status: outcome === 'unchosen' ? 422 : 200, headers: policyFor(opened) },
  );
}

const titled = (make: string): string => (make.length <= 3 ? make : make.charAt(0) + make.slice(1).toLowerCase());
