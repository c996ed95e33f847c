// The trust center: what is protected here, and how that is known.
import { Fragment } from 'preact';
import { href, routes } from '../../catalog/routes.ts';
import { publicly } from '../../core/http/access.ts';
import { bytes, HTML, html } from '../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { accepts } from '../../core/http/encoding.ts';
import { shell } from '../../core/http/shell.ts';
import { loadPanels } from '../../core/panel.ts';
import { SitePage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Markdown } from '../../web/ui/markdown.tsx';
import { Callout } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { keptPage } from '../kept-page.ts';
import { loadView } from '../view/load-view.ts';
import type { TrustView } from '../view/trust-view.ts';
import { AttestationsSection, DocumentsSection } from './attestations-section.tsx';
import { ClaimsSection, LampBoard } from './claims-section.tsx';
import {
  DataSection,
  PrivacySection,
  ProgramSection,
  QuestionsSection,
  StatusSection,
  ToolsSection,
  UpdatesSection,
} from './facts-sections.tsx';
import { SuppliersSection } from './suppliers-section.tsx';

export const trustRoute = defineRoute({
  method: 'GET',
  at: routes.trust.show,
  access: publicly(),
  limit: 'page',
  summary: 'What is protected here, and how that is known: claims with their evidence.',
  handle: async context => {
    const { kernel, actor, request } = context;
    if (actor.kind !== 'anonymous') return html(await drawPage(context));
    const page = await keptPage(kernel, () => drawPage(context));
    return accepts(request, 'gzip')
      ? bytes(await page.gzip(), HTML, { headers: { 'content-encoding': 'gzip', vary: 'accept-encoding' } })
      : html(page.html, { headers: { vary: 'accept-encoding' } });
  },
});

async function drawPage(context: Pick<RouteContext, 'kernel' | 'actor' | 'request' | 'panels'>): Promise<string> {
  const { kernel, actor } = context;
  const [view, keys, panels] = await Promise.all([
    loadView(kernel),
    kernel.keyring.provider.health(),
    loadPanels(kernel, actor, context.panels, { on: 'trust', subject: 'trust' }),
  ]);
  return renderPage(
    <SitePage
      sheet="trust-style.css"
      shell={shell(context)}
      title="Trust center"
      description={`What ${view.operator} protects and how that is known: each claim with its evidence and its age.`}
    >
      <Head view={view} />
      <SectionLinks />
      <ClaimsSection view={view} />
      <AttestationsSection view={view} />
      <DocumentsSection view={view}>
        {panels.map(({ name, content }) => (
          <Fragment key={name}>{content}</Fragment>
        ))}
      </DocumentsSection>
      <SuppliersSection view={view} />
      <DataSection view={view} />
      <ProgramSection view={view} />
      <PrivacySection />
      <UpdatesSection view={view} />
      <QuestionsSection view={view} />
      <StatusSection view={view} isReady={keys.ok} />
      <ToolsSection view={view} />
    </SitePage>,
  );
}

function Head({ view }: { view: TrustView }) {
  const { overview, edition, summary } = view;
  const total = view.controls.length;
  return (
    <header id="overview" class="trust-head">
      <h1>What we protect, and how you can tell</h1>
      {view.isDemo && (
        <Callout tone="info" title="This is a demo">
          <p>
            The checks on this page ran on this very server. Everything that is marked as an example is invented: nobody
            holds those attestations, and those companies do not exist.
          </p>
        </Callout>
      )}
      <div class="lead">
        <Markdown source={overview.text || 'The security team has not published its trust center yet.'} topLevel={3} />
      </div>
      {total > 0 && (
        <div class="trust-board">
          <p class="trust-board-sentence">
            <strong>
              {summary.passing} of {total}
            </strong>{' '}
            claims are backed by fresh evidence right now
            {summary.failing > 0 && `, ${summary.failing} ${summary.failing === 1 ? 'is' : 'are'} not true`}
            {summary.stale > 0 && `, ${summary.stale} ${summary.stale === 1 ? 'was' : 'were'} not checked lately`}
            {summary.unknown > 0 && `, ${summary.unknown} ${summary.unknown === 1 ? 'has' : 'have'} no evidence yet`}.
          </p>
          <LampBoard controls={view.controls} />
        </div>
      )}
      <ButtonRow>
        {overview.contactMail !== '' && (
          <ButtonLink kind="primary" href={`mailto:${overview.contactMail}`}>
            Ask {overview.contactName || 'us'}
          </ButtonLink>
        )}
        <ButtonLink href={href(routes.reports.submit)}>Report a vulnerability</ButtonLink>
      </ButtonRow>
      {edition && (
        <p class="field-hint">
          Edition {edition.number}, published <Time at={new Date(edition.publishedAt)} show="date" />, signed.{' '}
          <a href={href(routes.trust.history)}>Everything this page ever said</a>
        </p>
      )}
    </header>
  );
}

const sections = [
  ['controls', 'Claims'],
  ['attestations', 'Attestations'],
  ['tests', 'Penetration tests'],
  ['documents', 'Documents'],
  ['subprocessors', 'Sub-processors'],
  ['data', 'Data'],
  ['program', 'Disclosure'],
  ['privacy', 'Privacy'],
  ['updates', 'Updates'],
  ['questions', 'Questionnaires'],
  ['status', 'Status'],
  ['tools', 'For your tools'],
] as const;

const SectionLinks = () => (
  <nav class="section-links" aria-label="On this page">
    <ul>
      {sections.map(([id, name]) => (
        <li key={id}>
          <a href={`#${id}`}>{name}</a>
        </li>
      ))}
    </ul>
  </nav>
);
