// The first step: who asks, what will happen, and where the car is at home.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { alsoSimulated, publicly } from '../../core/http/access.ts';
import type { Answer } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { Button, ButtonLink } from '../../web/ui/button.tsx';
import { Form } from '../../web/ui/form.tsx';
import { Icon } from '../../web/ui/icons.tsx';
import { countries, regionOf } from '../consent/brands.ts';
import { carName } from '../consent/consent-notice.ts';
import { allowAgain } from '../visit/decide.ts';
import { type OpenVisit, openVisit, type StepContext } from '../visit/open-visit.ts';
import type { Visit } from '../visit/visit.ts';
import { saveVisit } from '../visit/visit-store.ts';
import { countryIn, dayIn } from '../words/languages.ts';
import { goOn, pathOf, StepPage, sendStep } from './step-page.tsx';

const show = defineRoute({
  method: 'GET',
  at: routes.connect.step,
  access: alsoSimulated(publicly()),
  limit: 'page',
  summary: 'The first step of Connect: who asks a car owner, and what will happen.',
  query: Type.Object({ review: Type.Optional(Type.String()) }),
  handle: async context => {
    const opened = await openVisit(context);
    if (context.query.review !== undefined && opened.covering !== undefined) {
      await saveVisit(context.kernel, opened.uid, { ...opened.visit, wantsReview: true });
      return goOn(pathOf('grant', opened), opened);
    }
    // Somebody who has been here goes on where they were; who wants to read it again can.
    if (opened.step !== 'preamble' && opened.visit.hasStarted === undefined)
      return goOn(pathOf(opened.step, opened), opened);
    return page(context, opened);
  },
});

const start = defineRoute({
  method: 'POST',
  at: routes.connect.step,
  access: alsoSimulated(publicly()),
  limit: 'page',
  summary: 'The owner goes on.',
  body: Type.Object({ country: Type.Optional(Type.String()) }),
  handle: async context => {
    const opened = await openVisit(context);
    if (opened.covering !== undefined && opened.visit.wantsReview === undefined)
      return goOn(await allowAgain(context, opened), opened);
    const { country = '' } = context.body;
    const visit: Visit = { ...opened.visit, hasStarted: true, ...(regionOf(country) !== undefined && { country }) };
    await saveVisit(context.kernel, opened.uid, visit);
    const next = await openVisit(context);
    return goOn(pathOf(next.step, next), next);
  },
});

export const preambleRoutes = [show, start];

function page(context: StepContext, opened: OpenVisit): Answer {
  const { words, application, covering, uid, language, cars } = opened;
  const { operator } = context.kernel.config;
  const { preamble } = words;
  const title = preamble.title(application.name);
  const promises = [
    ...(covering ? [] : [preamble.choose, preamble.signIn(application.name)]),
    ...(covering ? [] : [preamble.decide(application.name)]),
    preamble.takeBack,
  ];
  return sendStep(
    <StepPage context={context} opened={opened} step="preamble" title={title}>
      <p>{application.purpose}</p>
      {covering ? (
        <>
          <p>{preamble.again(application.name, dayIn(language, covering.grantedAt, operator.timeZone))}</p>
          <ul class="connect-cars">
            {cars.map(car => (
              <li key={car.id} class="consent-car">
                <Icon name="car" size={24} />
                <span>
                  <strong>{carName(car)}</strong>, {car.year}
                </span>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <p>{preamble.by(operator.name)}</p>
      )}
      <ul class="connect-promises">
        {promises.map(promise => (
          <li key={promise}>
            <Icon name="check" />
            <span>{promise}</span>
          </li>
        ))}
      </ul>
      <Form action={href(routes.connect.step, { uid })}>
        {!covering && opened.request.country === undefined && <CountryPicker opened={opened} />}
        <Button id="continue-button" kind="primary" size="large" wide>
          {preamble.proceed}
        </Button>
      </Form>
      {covering && (
        <ButtonLink href={href(routes.connect.step, { uid }, { review: 'yes' })} wide>
          {preamble.review}
        </ButtonLink>
      )}
      <p class="connect-small">
        <a href={href(routes.connect.ownerPolicy, undefined, { lang: language })} target="_blank" rel="noopener">
          {preamble.policy(operator.name)}
        </a>
      </p>
    </StepPage>,
    opened,
  );
}

function CountryPicker({ opened: { language, words, country } }: { opened: OpenVisit }) {
  const options = countries
    .map(value => ({ value, label: countryIn(language, value) }))
    .sort((a, b) => a.label.localeCompare(b.label, language));
  return (
    <div class="field">
      <label class="field-label" for="country">
        {words.preamble.country}
      </label>
      <div class="select-box input-full">
        <select class="input" id="country" name="country">
          {(country === undefined || regionOf(country) === undefined) && <option value="">–</option>}
          {options.map(({ value, label }) => (
            <option key={value} value={value} selected={value === country}>
              {label}
            </option>
          ))}
        </select>
        <Icon name="chevron-down" />
      </div>
    </div>
  );
}
