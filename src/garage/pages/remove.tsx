// The question before a simulated car is removed.

import { href, routes } from '../../catalog/routes.ts';
import { personOf } from '../../core/actor.ts';
import { signedIn } from '../../core/http/access.ts';
import { html, seeOther } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { DeveloperConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Confirm } from '../../web/ui/dialog.tsx';
import { removeCar } from '../keep-cars.ts';
import { openCar } from './open-car.ts';

const ask = defineRoute({
  method: 'GET',
  at: routes.garage.remove,
  access: signedIn(),
  limit: 'page',
  summary: 'Asks before a simulated car is removed.',
  handle: async context => {
    const { params } = context;
    const { car, view, breadcrumbs } = await openCar(context, { isOwnerOnly: true });
    return html(
      renderPage(
        <DeveloperConsole shell={shell(context)} title="Remove car" breadcrumbs={breadcrumbs}>
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
    await removeCar(kernel, personOf(context.actor), params.id, params.car);
    return seeOther(href(routes.garage.cars, { id: params.id }));
  },
});

export const removeRoutes = [ask, remove];
