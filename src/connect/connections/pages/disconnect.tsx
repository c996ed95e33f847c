// Ending a connection: asking first.

import { href, routes } from '../../../catalog/routes.ts';
import { personOf } from '../../../core/actor.ts';
import { signedIn } from '../../../core/http/access.ts';
import { html, seeOther } from '../../../core/http/answer.ts';
import { defineRoute } from '../../../core/http/define-route.ts';
import { shell } from '../../../core/http/shell.ts';
import { ApplicationFrame } from '../../../developers/index.ts';
import { renderPage } from '../../../web/render.tsx';
import { Confirm } from '../../../web/ui/dialog.tsx';
import { Mono } from '../../../web/ui/text.tsx';
import { disconnectByDeveloper, openOwnConnection } from '../disconnect-by-developer.ts';

const ask = defineRoute({
  method: 'GET',
  at: routes.connect.disconnect,
  access: signedIn(),
  limit: 'page',
  summary: 'Asks before a connection is ended.',
  handle: async context => {
    const { kernel, params } = context;
    const key = { application: params.id, connection: params.connection };
    const { application, connection } = await openOwnConnection(kernel, personOf(context.actor), key);
    return html(
      renderPage(
        <ApplicationFrame
          shell={shell(context)}
          application={application}
          at={routes.connect.connections}
          title="Disconnect a car"
        >
          <Confirm
            title={`Disconnect this car from ${application.name}?`}
            consequence={
              <>
                <p>
                  Vehicle <Mono>{connection.vehicle}</Mono> of user <Mono>{connection.user}</Mono>.
                </p>
                <p>
                  {application.name} can no longer read or command it, and its webhooks are told nothing more of it. The
                  owner sees that it was ended. Only the owner can connect it again, by going through Connect.
                </p>
              </>
            }
            action={href(routes.connect.disconnect, params)}
            confirmLabel="Disconnect the car"
            cancelHref={href(routes.connect.connections, { id: params.id })}
          />
        </ApplicationFrame>,
      ),
    );
  },
});

const disconnect = defineRoute({
  method: 'POST',
  at: routes.connect.disconnect,
  access: signedIn(),
  limit: 'change',
  summary: 'Ends a connection: the same as DELETE in the management API.',
  handle: async context => {
    const { params } = context;
    const key = { application: params.id, connection: params.connection };
    await disconnectByDeveloper(context.kernel, personOf(context.actor), key);
    return seeOther(href(routes.connect.connections, { id: params.id }, { done: 'ended' }));
  },
});

export const disconnectPageRoutes = [ask, disconnect];
