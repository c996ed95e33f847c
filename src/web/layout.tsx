// The four shells: public pages, consoles, focus pages that ask for one decision, and what stands in another site's frame.
import type { ComponentChildren } from 'preact';
import type { PageFrame } from './document.tsx';
import { Document } from './document.tsx';
import type { AccountMenu, Flash, Search } from './shell-parts.tsx';
import { AccountDetails, BrandLink, FlashNote, SearchBox } from './shell-parts.tsx';
import { Icon } from './ui/icons.tsx';
import type { Crumb, NavItem } from './ui/nav.tsx';
import { Breadcrumbs, NavList, RailNav } from './ui/nav.tsx';

type PublicPageProps = PageFrame & {
  /** About three words. */
  nav?: readonly NavItem[] | undefined;
  /** security.txt, policy, feeds. */
  footer?: readonly NavItem[] | undefined;
  /** Above the footer's links: the newsletter form. */
  footerSlot?: ComponentChildren;
  flash?: Flash | undefined;
};

/** One column under a top bar; prints well. */
export function PublicPage({ nav = [], footer = [], footerSlot, flash, children, ...frame }: PublicPageProps) {
  return (
    <Document {...frame} shell="public">
      <header class="top-bar">
        <div class="top-bar-inside">
          <BrandLink operator={frame.operator} />
          {nav.length > 0 && (
            <nav aria-label="Main">
              <NavList items={nav} />
            </nav>
          )}
        </div>
      </header>
      <main id="content" class="public-content" tabIndex={-1}>
        <FlashNote flash={flash} />
        {children}
      </main>
      <footer class="page-footer">
        <div class="page-footer-inside">
          {footerSlot}
          {footer.length > 0 && (
            <nav aria-label="Footer">
              <NavList items={footer} />
            </nav>
          )}
          <p class="page-footer-note">
            {frame.operator.name} runs this on <strong>Telltale</strong>: promises that can be checked.
          </p>
        </div>
      </footer>
    </Document>
  );
}

type ConsolePageProps = PageFrame & {
  /** The console's name over the rail: "Triage". */
  area: string;
  nav: readonly NavItem[];
  /** Below the rail's words: lists that belong to the place one is in. */
  railSlot?: ComponentChildren;
  account?: AccountMenu | undefined;
  breadcrumbs?: readonly Crumb[] | undefined;
  /** The heading, when it says more than `title`. */
  heading?: ComponentChildren;
  /** Beside the heading: a badge, buttons. */
  headingAside?: ComponentChildren;
  /** The search box that `/` reaches. */
  search?: Search | undefined;
  flash?: Flash | undefined;
};

/** A left rail of words and dense content. On a phone the rail opens over the page, without script. */
export function ConsolePage({
  area,
  nav,
  railSlot,
  account,
  breadcrumbs = [],
  search,
  flash,
  children,
  ...props
}: ConsolePageProps) {
  return (
    <Document {...props} isUnlisted shell="console">
      <div class="console">
        <header class="console-bar">
          <button type="button" class="button button-quiet button-small rail-button" popovertarget="rail">
            <Icon name="menu" />
            <span>Menu</span>
          </button>
          {search && <SearchBox {...search} />}
          {account && <AccountDetails {...account} />}
        </header>
        <nav class="rail" id="rail" popover="auto" aria-label={area}>
          <BrandLink operator={props.operator} />
          <RailNav area={area} items={nav} />
          {railSlot}
        </nav>
        <main id="content" class="console-content" tabIndex={-1}>
          {breadcrumbs.length > 0 && <Breadcrumbs items={breadcrumbs} />}
          <div class="console-heading">
            <h1>{props.heading ?? props.title}</h1>
            {props.headingAside}
          </div>
          <FlashNote flash={flash} />
          {children}
        </main>
      </div>
    </Document>
  );
}

type EmbeddedPageProps = PageFrame & {
  /** The origin of the page around the frame, which is told the frame's height; undefined when it is not known. */
  parent: string | undefined;
  /** Small, beneath everything: whose page this is. */
  note: ComponentChildren;
};

/** What another site shows in a frame: the content, and whose it is. The content brings its `h1`. */
export function EmbeddedPage({ parent, note, children, ...frame }: EmbeddedPageProps) {
  return (
    <Document {...frame} isUnlisted shell="embedded">
      <main id="content" class="embedded-content" tabIndex={-1}>
        {children}
      </main>
      <footer class="embedded-note">
        <p>{note}</p>
      </footer>
      {parent !== undefined && <span hidden data-island="frame-height" data-parent={parent} />}
    </Document>
  );
}

/** Somebody named on a focus page; both get the same space. */
export type Party = {
  name: string;
  logoHref?: string | undefined;
  /** Colors of the letter that stands where there is no logo, as `#rrggbb`. */
  plate?: { color: string; ink: string } | undefined;
};

type FocusPageProps = PageFrame & {
  /** Who asks and who answers for it: one or two, shown alike. */
  parties?: readonly Party[] | undefined;
  flash?: Flash | undefined;
  /** Small links under the card. */
  footer?: readonly NavItem[] | undefined;
  /** Under the card, in the place of links: another language. */
  footerSlot?: ComponentChildren;
};

/** Who asks and who answers for it, in the same size. */
export function Parties({ parties }: { parties: readonly Party[] }) {
  return (
    <ul class="parties">
      {parties.map(party => (
        <li key={party.name}>
          <PartyMark {...party} />
          <span>{party.name}</span>
        </li>
      ))}
    </ul>
  );
}

function PartyMark({ name, logoHref, plate }: Party) {
  if (logoHref) return <img src={logoHref} alt="" width="40" height="40" />;
  const [letter = ''] = name;
  if (!plate)
    return (
      <span class="party-letter" aria-hidden="true">
        {letter}
      </span>
    );
  // Drawn, because the policy allows no style that a page brings along.
  return (
    <svg class="party-plate" viewBox="0 0 40 40" aria-hidden="true" focusable="false">
      <rect width="40" height="40" fill={plate.color} />
      <text x="20" y="27" text-anchor="middle" font-size="19" font-weight="600" fill={plate.ink}>
        {letter}
      </text>
    </svg>
  );
}

/** No chrome, one card: sign in, consent. The content brings its own `h1`. */
export function FocusPage({ parties = [], footer = [], footerSlot, flash, children, ...frame }: FocusPageProps) {
  return (
    <Document {...frame} isUnlisted shell="focus">
      <main id="content" class="focus-content" tabIndex={-1}>
        {parties.length > 0 ? (
          <Parties parties={parties} />
        ) : (
          <p class="focus-brand">
            <BrandLink operator={frame.operator} />
          </p>
        )}
        <div class="focus-card">
          <FlashNote flash={flash} />
          {children}
        </div>
        {footerSlot}
        {footer.length > 0 && (
          <nav class="focus-footer" aria-label="Footer">
            <NavList items={footer} />
          </nav>
        )}
      </main>
    </Document>
  );
}
