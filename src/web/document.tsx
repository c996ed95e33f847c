// The HTML document around every page: language, title, style sheet, favicon, the page's clock.
import type { ComponentChildren } from 'preact';
import { asset } from './assets.ts';
import type { PageClock } from './page-time.ts';
import { PageTime } from './page-time.ts';

/** What every shell takes. */
export type PageFrame = {
  /** The page's own name; the operator's follows it in the browser's tab. */
  title: string;
  operator: { name: string; href: string };
  clock: PageClock;
  /** One sentence for search engines and previews. */
  description?: string | undefined;
  /** BCP 47; `en` unless the page is localized. */
  lang?: string | undefined;
  /** "Skip to content", where the page is in another language. */
  skipLabel?: string | undefined;
  /** Something is due for this person: the favicon shows a dot. */
  isDue?: boolean | undefined;
  /** The person's choice; without one the system's scheme is followed. */
  theme?: 'light' | 'dark' | undefined;
  /** Keeps the page out of search engines: everything behind a sign-in or a secret link. */
  isUnlisted?: boolean | undefined;
  /** The file of a style sheet that few pages need. */
  sheet?: string | undefined;
  children: ComponentChildren;
};

export type ShellName = 'public' | 'console' | 'focus' | 'embedded';

/** The whole document; shells put their chrome into `children`. */
export function Document({ shell, lang = 'en', ...frame }: PageFrame & { shell: ShellName }) {
  return (
    <PageTime.Provider value={frame.clock}>
      <html lang={lang} data-theme={frame.theme} data-now={frame.clock.now.toISOString()}>
        <head>
          <meta charset="utf-8" />
          <title>{`${frame.title} · ${frame.operator.name}`}</title>
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content={frame.theme ?? 'light dark'} />
          {frame.description && <meta name="description" content={frame.description} />}
          {frame.isUnlisted && <meta name="robots" content="noindex" />}
          <link rel="icon" type="image/svg+xml" href={asset(frame.isDue ? 'favicon-due.svg' : 'favicon.svg')} />
          <link
            rel="preload"
            as="font"
            type="font/woff2"
            crossorigin="anonymous"
            href={asset('inter-latin-wght-normal.woff2')}
          />
          <link rel="stylesheet" href={asset('app.css')} />
          {(shell === 'console' || shell === 'focus') && <link rel="stylesheet" href={asset('inside.css')} />}
          {frame.sheet && <link rel="stylesheet" href={asset(frame.sheet)} />}
        </head>
        <body class={`shell-${shell}`}>
          <a class="skip-link" href="#content">
            {frame.skipLabel ?? 'Skip to content'}
          </a>
          {frame.children}
        </body>
      </html>
    </PageTime.Provider>
  );
}
