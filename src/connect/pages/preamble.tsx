// The first step: who asks, what will happen, and where the car is at home.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { alsoSimulated, publicly } from '../../core/http/access.ts';
import type { Answer } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { Button, ButtonLink } from '../../web/ui/button.tsx';
import { CarPicture } from '../../web/ui/car-picture.tsx';
import { Form } from '../../web/ui/form.tsx';
import { Icon } from '../../web/ui/icons.tsx';
import { countries, regionOf } from '../consent/brands.ts';
import { carName, type OfferedVehicle } from '../consent/consent-notice.ts';
import { allowAgain, answerAgain } from '../visit/decide.ts';
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
    if (opened.step === 'key') return goOn(pathOf('key', opened), opened);
    if (opened.covering !== undefined && opened.visit.wantsReview === undefined)
      return goOn(await allowAgain(context, opened), opened);
    const { country = '' } = context.body;
    const visit: Visit = { ...opened.visit, hasStarted: true, ...(regionOf(country) !== undefined && { country }) };
    await saveVisit(context.kernel, opened.uid, visit);
    const next = await openVisit(context);
    // A car that needs no sign-in at a maker is as good as it was.
    if (next.again !== undefined && next.step === 'preamble') return goOn(await answerAgain(context, next), next);
    return goOn(pathOf(next.step, next), next);
  },
});

export const preambleRoutes = [show, start];

/** All that is asked is a sign-in: what was allowed stays as it is. Which car it is, only its owner is told. */
function againPage(context: StepContext, opened: OpenVisit): Answer {
  const { words, application, uid, again } = opened;
  const { operator } = context.kernel.config;
  return sendStep(
    <StepPage context={context} opened={opened} step="preamble" title={words.again.title(application.name)}>
      <p>{words.again.why(application.name)}</p>
      {again?.isOwner === true && (
        <ul class="connect-cars">
          <CarLine car={again.car} />
        </ul>
      )}
      <ul class="connect-promises">
        <Pledge text={words.again.stays} />
        {again?.needsSignIn === true && <Pledge text={words.preamble.signIn(application.name)} />}
        <Pledge text={words.preamble.by(operator.name)} />
      </ul>
      <Form action={href(routes.connect.step, { uid })} once>
        <Button id="continue-button" kind="primary" size="large" wide>
          {words.preamble.proceed}
        </Button>
      </Form>
    </StepPage>,
    opened,
  );
}

function page(context: StepContext, opened: OpenVisit): Answer {
  if (opened.again !== undefined) return againPage(context, opened);
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
              <CarLine key={car.id} car={car} />
            ))}
          </ul>
        </>
      ) : (
        <p>{preamble.by(operator.name)}</p>
      )}
      <ul class="connect-promises">
        {promises.map(promise => (
          <Pledge key={promise} text={promise} />
        ))}
      </ul>
      <Form action={href(routes.connect.step, { uid })} once>
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

function CarLine({ car }: { car: OfferedVehicle }) {
  return (
    <li class="consent-car">
      <CarPicture model={car.model} />
      <span>
        <strong>{carName(car)}</strong>, {car.year}
      </span>
    </li>
  );
}

function Pledge({ text }: { text: string }) {
  return (
    <li>
      <Icon name="check" />
      <span>{text}</span>
    </li>
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
