// The frame around every step of Connect: who asks and who answers for it, how far one is, another language, the way out.
import type { ComponentChildren } from 'preact';
import { href, type RoutePath, routes } from '../../catalog/routes.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { contentSecurityPolicy } from '../../core/http/headers.ts';
import { brandParty } from '../../developers/index.ts';
import { FocusPage } from '../../web/layout.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button } from '../../web/ui/button.tsx';
import { Form } from '../../web/ui/form.tsx';
import { Badge, Callout } from '../../web/ui/text.tsx';
import type { OpenVisit, StepContext } from '../visit/open-visit.ts';
import { progressOf, type Step } from '../visit/visit.ts';
import { type Language, languages } from '../words/languages.ts';

type StepRoute = RoutePath<`/connect/:uid${string}`>;

const at: Record<Step, StepRoute> = {
  preamble: routes.connect.step,
  email: routes.connect.email,
  brands: routes.connect.brands,
  login: routes.connect.login,
  grant: routes.connect.grant,
  key: routes.connect.key,
  problem: routes.connect.problem,
};

/** The address of a step. */
export const pathOf = (step: Step, { uid }: Pick<OpenVisit, 'uid'>): string => href(at[step], { uid });

type StepPageProps = {
  context: StepContext;
  opened: OpenVisit;
  step: Step;
  title: string;
  /** How one leaves; none where the page itself says no. */
  exit?: boolean;
  children: ComponentChildren;
};

/** One document of Connect. */
export function StepPage({ context, opened, step, title, exit = true, children }: StepPageProps) {
  const { kernel } = context;
  const { words, application, language } = opened;
  const { operator } = kernel.config;
  const progress = progressOf(step, opened);
  return (
    <FocusPage
      lang={language}
      skipLabel={words.skip}
      title={title}
      operator={{ name: operator.name, href: href(routes.site.home) }}
      clock={{ now: kernel.clock.now(), timeZone: operator.timeZone }}
      parties={[brandParty(application), { name: operator.name }]}
      footerSlot={<LanguageSwitch path={pathOf(step, opened)} language={language} label={words.language} />}
    >
      <div class="page-content connect-step">
        {progress && <p class="connect-progress">{words.step(progress.at, progress.of)}</p>}
        <h1>{title}</h1>
        <ModeNote opened={opened} step={step} />
        {children}
        {exit && <Exit opened={opened} />}
      </div>
    </FocusPage>
  );
}

/** Explained where one begins and where one types; a word is enough elsewhere. */
function ModeNote({ opened: { mode, application, words }, step }: { opened: OpenVisit; step: Step }) {
  const kind = application.sandbox === null ? mode : 'sandbox';
  if (kind === 'live') return null;
  const { title, text } = words.marks[kind];
  if (step !== 'preamble' && step !== 'login')
    return (
      <p>
        <Badge tone="info">{title}</Badge>
      </p>
    );
  return (
    <Callout tone="info" title={title}>
      <p>{text}</p>
    </Callout>
  );
}

function Exit({ opened }: { opened: OpenVisit }) {
  const { words, uid } = opened;
  return (
    <Form action={href(routes.connect.exit, { uid })}>
      <Button id="exit-button" wide>
        {words.exit}
      </Button>
    </Form>
  );
}

function LanguageSwitch({ path, language, label }: { path: string; language: Language; label: string }) {
  return (
    <nav class="focus-footer connect-languages" aria-label={label}>
      <ul>
        {(Object.keys(languages) as Language[]).map(one => (
          <li key={one} lang={one}>
            <a href={`${path}?lang=${one}`} hreflang={one} aria-current={one === language ? 'true' : undefined}>
              {languages[one]}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/**
 * Sends a step. Browsers check where a form's answer leads in the end: that is the application, the maker where one goes
 * there, and nobody else. A pop-up keeps its opener, which waits for the answer.
 */
export const sendStep = (
  page: ReturnType<typeof StepPage>,
  opened: OpenVisit,
  { status = 200, alsoTo = [] }: { readonly status?: number; readonly alsoTo?: readonly string[] } = {},
): Answer => html(renderPage(page), { status, headers: stepHeaders(opened, alsoTo) });

/** Goes on to a path of ours, or back to the application by one. */
export const goOn = (path: string, opened: OpenVisit): Answer => seeOther(path, { headers: stepHeaders(opened) });

function stepHeaders({ request: { redirectUri } }: OpenVisit, alsoTo: readonly string[] = []): Record<string, string> {
  return {
    'content-security-policy': contentSecurityPolicy({ formTargets: [formTarget(redirectUri), ...alsoTo] }),
    'cross-origin-opener-policy': 'unsafe-none',
  };
}

/** A form target as a policy names it: the origin, or the scheme of an app's own. */
export function formTarget(address: string): string {
  const { origin, protocol } = new URL(address);
  return origin === 'null' ? protocol : origin;
}
