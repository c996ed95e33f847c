// The page for requests that cannot be sent back: an unknown application, or an address that it has not registered.
import type { ErrorOut, KoaContextWithOIDC } from 'oidc-provider';
import type { Kernel } from '../../core/kernel.ts';
import { Disclosure } from '../../web/ui/card.tsx';
import { DefinitionList, Mono } from '../../web/ui/text.tsx';
import { chooseLanguage, wordsIn } from '../words/languages.ts';
import { RequestNumber, renderStopped } from './stopped.tsx';

/** Answers on the library's context. Nothing is sent to the application: whoever made the link may not be it (RFC 6749 §4.1.2.1). */
export function renderAuthorizeError(
  kernel: Kernel,
  ctx: KoaContextWithOIDC,
  { error, error_description }: ErrorOut,
): void {
  const language = chooseLanguage(ctx.get('accept-language'));
  const { makers, code, detail } = wordsIn(language).stopped;
  ctx.type = 'html';
  if (error === 'server_error') {
    const number = <RequestNumber language={language} id={String(ctx.res.getHeader('request-id') ?? '')} />;
    ctx.body = renderStopped({ kernel, language, stop: 'fault', children: number });
    return;
  }
  ctx.body = renderStopped({
    kernel,
    language,
    stop: EXPIRED.has(error) ? 'over' : 'link',
    children: (
      <Disclosure summary={makers}>
        <DefinitionList
          items={[
            { term: code, detail: <Mono>{error}</Mono> },
            // The library's words; who makes apps reads them.
            ...(error_description
              ? [{ term: detail, detail: <span lang="en">{String(error_description)}</span> }]
              : []),
          ]}
        />
      </Disclosure>
    ),
  });
}

const EXPIRED: ReadonlySet<string> = new Set(['invalid_request_uri', 'session_not_found']);
