// Where answers of Connect can go when a researcher has no server of their own: it shows them, and does nothing.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { publicly } from '../../core/http/access.ts';
import { html } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { CardPage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Copyable, DefinitionList, Mono } from '../../web/ui/text.tsx';

const text = Type.Optional(Type.String({ maxLength: 2000 }));

export const callbackRoute = defineRoute({
  method: 'GET',
  at: routes.research.callback,
  access: publicly(),
  limit: 'page',
  summary: 'Shows what Connect answered to a sandbox that uses this page as its redirect URI.',
  query: Type.Object({ code: text, state: text, error: text, error_description: text }),
  handle: async context => {
    const { code, state, error, error_description: description } = context.query;
    return html(
      renderPage(
        <CardPage shell={shell(context)} title="What Connect answered">
          <h1>{code === undefined ? 'Connect gave no code' : 'Your application got a code'}</h1>
          {code === undefined ? (
            <p>This page is where a sandbox’s answers go. It shows what came with the address.</p>
          ) : (
            <>
              <p>
                It works once, within 10 minutes, and only together with your client secret. Put it behind{' '}
                <Mono>node first-read.mjs</Mono>.
              </p>
              <Copyable text={code} what="code" />
            </>
          )}
          <DefinitionList
            items={[
              ...(error === undefined ? [] : [{ term: 'Error', detail: <Mono>{error}</Mono> }]),
              ...(description === undefined ? [] : [{ term: 'Description', detail: description }]),
              ...(state === undefined ? [] : [{ term: 'State', detail: <Mono>{state}</Mono> }]),
            ]}
          />
          <p>
            <a href={href(routes.research.sandbox)}>To your sandbox</a>
          </p>
        </CardPage>,
      ),
    );
  },
});
