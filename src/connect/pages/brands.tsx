// The choice of a brand: a list that can be searched without script, and narrows while one types with it.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { alsoSimulated, publicly } from '../../core/http/access.ts';
import type { Answer } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { makesOffered } from '../../vehicles/index.ts';
import { Button } from '../../web/ui/button.tsx';
import { Form } from '../../web/ui/form.tsx';
import { Icon } from '../../web/ui/icons.tsx';
import { brandName, brandsIn, isBrandLike } from '../consent/brands.ts';
import { type OpenVisit, openVisit, type StepContext } from '../visit/open-visit.ts';
import { saveVisit } from '../visit/visit-store.ts';
import { goOn, pathOf, StepPage, sendStep } from './step-page.tsx';

const show = defineRoute({
  method: 'GET',
  at: routes.connect.brands,
  access: alsoSimulated(publicly()),
  limit: 'page',
  summary: 'Asks a car owner for the brand.',
  query: Type.Object({ q: Type.Optional(Type.String()) }),
  handle: async context => {
    const opened = await openVisit(context);
    if (!mayChoose(opened)) return goOn(pathOf(opened.step, opened), opened);
    // Nothing that the owner could do would help; the application is told.
    if (makesOffered(context.kernel, opened.mode).length === 0) {
      await saveVisit(context.kernel, opened.uid, { ...opened.visit, problem: 'no-makers' });
      return goOn(pathOf('problem', opened), opened);
    }
    return page(context, opened, (context.query.q ?? '').trim().slice(0, 60));
  },
});

const choose = defineRoute({
  method: 'POST',
  at: routes.connect.brands,
  access: alsoSimulated(publicly()),
  limit: 'page',
  summary: 'The owner chooses a brand.',
  body: Type.Object({ make: Type.String() }),
  handle: async context => {
    const opened = await openVisit(context);
    if (!mayChoose(opened)) return goOn(pathOf(opened.step, opened), opened);
    const { make } = context.body;
    if (!makesOffered(context.kernel, opened.mode).includes(make)) throw refuse('not_found');
    const { problem: _, account: __, ...visit } = opened.visit;
    await saveVisit(context.kernel, opened.uid, { ...visit, make });
    return goOn(pathOf('login', opened), opened);
  },
});

export const brandsRoutes = [show, choose];

/** Everybody who has begun may, also to give another car than those that are known; but in a sandbox cars are given. */
const mayChoose = ({ application, mode, person, visit, cars, again }: OpenVisit): boolean =>
  again === undefined &&
  visit.granted === undefined &&
  application.sandbox === null &&
  (visit.hasStarted !== undefined || cars.length > 0) &&
  (mode !== 'live' || person !== undefined);

function page(context: StepContext, opened: OpenVisit, asked: string): Answer {
  const { words, uid, country, mode } = opened;
  const { brands } = words;
  const all = brandsIn(country, makesOffered(context.kernel, mode));
  const shown = all.filter(make => isBrandLike(make, asked));
  const path = href(routes.connect.brands, { uid });
  return sendStep(
    <StepPage context={context} opened={opened} step="brands" title={brands.title}>
      <form class="connect-search" action={path} method="get">
        <label class="visually-hidden" for="brand-search">
          {brands.search}
        </label>
        <Icon name="search" />
        <input
          class="input"
          id="brand-search"
          name="q"
          type="search"
          value={asked}
          placeholder={brands.search}
          autocomplete="off"
          spellcheck={false}
        />
        <Button>{brands.find}</Button>
      </form>
      <Form action={path}>
        <ul class="brand-list" data-island="brand-list" data-search="brand-search">
          {shown.map(make => (
            <li key={make}>
              <button class="brand-list-item" id={make} type="submit" name="make" value={make}>
                <span class="brand-letter" aria-hidden="true">
                  {brandName(make).slice(0, 1)}
                </span>
                <span>{brandName(make)}</span>
                <Icon name="chevron-right" />
              </button>
            </li>
          ))}
        </ul>
      </Form>
      {shown.length === 0 && <p role="status">{brands.none(asked)}</p>}
      {shown.length < all.length && (
        <p>
          <a href={path}>{brands.all}</a>
        </p>
      )}
      <p class="connect-small">{brands.missing}</p>
    </StepPage>,
    opened,
  );
}
