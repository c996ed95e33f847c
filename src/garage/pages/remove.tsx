// The question before a simulated car is removed.
import { href, routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { signedIn } from '../../core/http/access.ts';
import { html, seeOther } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { findOwnOrganization } from '../../developers/index.ts';
import { lookAtCar } from '../../vehicles/index.ts';
import { DeveloperConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Confirm } from '../../web/ui/dialog.tsx';
import { findCar, removeCar } from '../keep-cars.ts';
import { crumbs, personOf } from './garage.tsx';

const ask = defineRoute({
  method: 'GET',
  at: routes.garage.remove,
  access: signedIn(),
  limit: 'page',
  summary: 'Asks before a simulated car is removed.',
  handle: async context => {
    const { kernel, params } = context;
    const actor = personOf(context);
    const organization = await findOwnOrganization(kernel, actor, params.id);
    const car = await findCar(kernel, actor, params.id, params.car);
    const view = lookAtCar(car, kernel.clock.now());
    if (view === null) throw refuse('not_found');
    return html(
      renderPage(
        <DeveloperConsole
          shell={shell(context)}
          title="Remove car"
          breadcrumbs={[
            ...crumbs(organization),
            { href: href(routes.garage.cars, { id: organization.id }), label: 'Simulated cars' },
          ]}
        >
          <Confirm
            title={`Remove ${car.username}, the ${view.make} ${view.model}?`}
            consequence={
              <p>
                Its life and its sign-in are gone for good. Applications that are connected with it hear that the
                vehicle is missing.
              </p>
            }
            action={href(routes.garage.remove, params)}
            confirmLabel="Remove car"
            cancelHref={href(routes.garage.car, params)}
          />
        </DeveloperConsole>,
      ),
    );
  },
});

const remove = defineRoute({
  method: 'POST',
  at: routes.garage.remove,
  access: signedIn(),
  limit: 'change',
  summary: 'Removes a simulated car for good.',
  handle: async context => {
    const { kernel, params } = context;
    await removeCar(kernel, personOf(context), params.id, params.car);
    return seeOther(href(routes.garage.cars, { id: params.id }));
  },
});

export const removeRoutes = [ask, remove];
