// The page for requests that cannot be sent back: an unknown application, or an address that it has not registered.
import type { ErrorOut, KoaContextWithOIDC } from 'oidc-provider';
import { anonymous } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { CardPage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Disclosure } from '../../web/ui/card.tsx';
import { DefinitionList, Mono } from '../../web/ui/text.tsx';

/** Answers on the library's context. Nothing is sent to the application: whoever made the link may not be it (RFC 6749 §4.1.2.1). */
export function renderAuthorizeError(
  kernel: Kernel,
  ctx: KoaContextWithOIDC,
  { error, error_description }: ErrorOut,
): void {
  const { operator, environment } = kernel.config;
  const shell = {
    operatorName: operator.name,
    isDemo: environment !== 'production',
    actorKind: anonymous.kind,
    staffRole: undefined,
    path: ctx.path,
    now: kernel.clock.now(),
    timeZone: operator.timeZone,
  };
  ctx.type = 'html';
  ctx.body = renderPage(
    <CardPage shell={shell} title="This request cannot be answered">
      <h1>This request cannot be answered</h1>
      <p>
        {EXPIRED.has(error)
          ? 'It has expired or was answered already. Go back to the app and start again.'
          : 'The link that brought you here is not set up rightly. Nothing was shared. Go back to the app; its makers can put it right.'}
      </p>
      <Disclosure summary="For the makers of the app">
        <DefinitionList
          items={[
            { term: 'Error', detail: <Mono>{error}</Mono> },
            ...(error_description ? [{ term: 'What is wrong', detail: String(error_description) }] : []),
          ]}
        />
      </Disclosure>
    </CardPage>,
  );
}

const EXPIRED: ReadonlySet<string> = new Set(['invalid_request_uri', 'session_not_found', 'server_error']);
