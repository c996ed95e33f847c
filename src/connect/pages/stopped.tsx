// What an owner reads when Connect cannot go on at all, in the language of their browser: nothing is shared, and where to go.
import type { ComponentChildren } from 'preact';
import { href, routes } from '../../catalog/routes.ts';
import { html } from '../../core/http/answer.ts';
import type { AnyRoute } from '../../core/http/define-route.ts';
import type { Kernel } from '../../core/kernel.ts';
import { FocusPage } from '../../web/layout.tsx';
import { renderPage } from '../../web/render.tsx';
import { Mono } from '../../web/ui/text.tsx';
import type { Words } from '../words/english.ts';
import { chooseLanguage, type Language, wordsIn } from '../words/languages.ts';

export type Stop = Exclude<keyof Words['stopped'], 'number' | 'makers' | 'code' | 'detail'>;

type StoppedProps = {
  readonly kernel: Pick<Kernel, 'config' | 'clock'>;
  readonly language: Language;
  readonly stop: Stop;
  readonly children?: ComponentChildren;
};

/** The page. @returns HTML */
export function renderStopped({ kernel: { config, clock }, language, stop, children }: StoppedProps): string {
  const words = wordsIn(language);
  const { title, text } = words.stopped[stop];
  return renderPage(
    <FocusPage
      lang={language}
      skipLabel={words.skip}
      title={title}
      operator={{ name: config.operator.name, href: href(routes.site.home) }}
      clock={{ now: clock.now(), timeZone: config.operator.timeZone }}
    >
      <h1>{title}</h1>
      <p>{text}</p>
      {children}
    </FocusPage>,
  );
}

/** What to name when asking for help. */
export const RequestNumber = ({ language, id }: { language: Language; id: string }) => (
  <p>
    {wordsIn(language).stopped.number} <Mono>{id}</Mono>
  </p>
);

/** These pages, telling what goes wrong in the owner's language instead of the site's. */
export const inOwnersLanguage = (pages: readonly AnyRoute[]): readonly AnyRoute[] =>
  pages.map(page => ({ ...page, refused: tellOwner }));

/** Tells what went wrong in the language of the browser. */
export const tellOwner: NonNullable<AnyRoute['refused']> = async ({ kernel, refusal, requestId, request }) => {
  const { code, entry } = refusal;
  const language = chooseLanguage(request.headers['accept-language']);
  const stop = code === 'rate_limited' ? 'soon' : OVER.has(code) ? 'over' : entry.status >= 500 ? 'fault' : 'broken';
  const isOurs = stop === 'broken' || stop === 'fault';
  const number = isOurs ? <RequestNumber language={language} id={requestId} /> : undefined;
  const page = renderStopped({ kernel, language, stop, children: number });
  return html(page, { status: entry.status });
};

/** A request that has ended, was never begun, or is somebody else's: told alike. */
const OVER: ReadonlySet<string> = new Set(['not_found', 'link_expired']);
