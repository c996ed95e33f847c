// Parts that the pages of documents on request share.
import type { ComponentChildren } from 'preact';
import { href, routes } from '../../catalog/routes.ts';
import { type Answer, html } from '../../core/http/answer.ts';
import type { RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { CardPage, SitePage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Badge, type Tone } from '../../web/ui/text.tsx';
import type { ItemState } from '../requests/request-store.ts';
import type { Contact } from '../terms/terms-store.ts';

export type Context = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;
type Extra = { readonly status?: number; readonly done?: string | undefined };

/** What a visitor sees of their own is kept nowhere, and its address handed to nobody. */
export const quiet = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' };

export function sitePage(
  context: Context,
  title: string,
  content: ComponentChildren,
  { status = 200, done }: Extra = {},
): Answer {
  return html(
    renderPage(
      <SitePage
        shell={shell(context)}
        title={title}
        sheet="trust-style.css"
        flash={done === undefined ? undefined : { tone: 'good', text: done }}
      >
        {content}
      </SitePage>,
    ),
    { status, headers: quiet },
  );
}

export function cardPage(
  context: Context,
  title: string,
  content: ComponentChildren,
  { status = 200 }: Extra = {},
): Answer {
  return html(
    renderPage(
      <CardPage shell={shell(context)} title={title}>
        {content}
      </CardPage>,
    ),
    { status, headers: quiet },
  );
}

/** How large a file is, as people say it. */
export const sizeText = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;

const stateWords: Readonly<Record<ItemState, { readonly word: string; readonly tone: Tone }>> = {
  waiting: { word: 'Waiting', tone: 'info' },
  approved: { word: 'Approved', tone: 'good' },
  denied: { word: 'Denied', tone: 'bad' },
  withdrawn: { word: 'Withdrawn', tone: 'neutral' },
  expired: { word: 'Not answered in time', tone: 'neutral' },
};

export const StateBadge = ({ state }: { state: ItemState }) => (
  <Badge tone={stateWords[state].tone}>{stateWords[state].word}</Badge>
);

const contactWords = { sales: 'Before you buy', success: 'When you are a customer' } as const;

/** Whom one may ask, when somebody is named. */
export function Contacts({ contacts }: { contacts: readonly Contact[] }) {
  if (contacts.length === 0) return null;
  return (
    <p class="field-hint">
      {contacts.map(({ purpose, name, mail }, index) => (
        <>
          {index > 0 && ' '}
          {contactWords[purpose]}: {name}, <a href={`mailto:${mail}`}>{mail}</a>.
        </>
      ))}
    </p>
  );
}

export const BackToList = () => <a href={href(routes.documents.list)}>Documents on request</a>;
