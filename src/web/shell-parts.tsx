// The pieces of chrome that shells share: brand, flash, search, account menu.
import { href, routes } from '../catalog/routes.ts';
import type { PageFrame } from './document.tsx';
import { Icon } from './ui/icons.tsx';
import { LogoMark } from './ui/logo.tsx';
import type { NavItem } from './ui/nav.tsx';
import { NavList } from './ui/nav.tsx';
import type { Tone } from './ui/text.tsx';
import { Callout } from './ui/text.tsx';

/** What came of the last thing done, said once. */
export type Flash = { tone: Tone; text: string };

/** Who is signed in, and what their menu offers. Signing out is a POST. */
export type AccountMenu = {
  name: string;
  detail?: string | undefined;
  items: readonly NavItem[];
  signOutAction: string;
};

/** Where a search goes, and what it searches. */
export type Search = { action: string; label: string; value?: string | undefined };

/** The lamp and the operator's name, home. */
export function BrandLink({ operator }: { operator: PageFrame['operator'] }) {
  return (
    <a class="logo" href={operator.href}>
      <LogoMark />
      <span class="logo-name">{operator.name}</span>
    </a>
  );
}

/** The flash where there is one, announced to screen readers. */
export function FlashNote({ flash }: { flash: Flash | undefined }) {
  if (!flash) return null;
  return (
    <div class="flash" role={flash.tone === 'bad' ? 'alert' : 'status'}>
      <Callout tone={flash.tone}>
        <p>{flash.text}</p>
      </Callout>
    </div>
  );
}

/** The search that `/` reaches. */
export function SearchBox({ action, label, value }: Search) {
  const isOfAll = action === href(routes.reports.find);
  return (
    <search>
      <form
        class="search-box"
        action={action}
        method="get"
        data-island="find-box"
        data-find={isOfAll ? href(routes.reports.findJson) : undefined}
      >
        <label class="visually-hidden" for="search">
          {label}
        </label>
        <Icon name="search" />
        <input id="search" name="q" type="search" value={value} placeholder={label} autocomplete="off" data-search />
        <span class="key" aria-hidden="true">
          /
        </span>
        <ul class="find-list" data-find-list hidden />
      </form>
    </search>
  );
}

/** The account menu, open and shut without script. */
export function AccountDetails({ name, detail, items, signOutAction }: AccountMenu) {
  return (
    <details class="account">
      <summary>
        <Icon name="user" />
        <span>{name}</span>
        <Icon name="chevron-down" size={14} />
      </summary>
      <div class="account-menu">
        {detail && <p class="account-detail">{detail}</p>}
        <NavList items={items} />
        <form action={signOutAction} method="post">
          <button type="submit" class="menu-button">
            <Icon name="log-out" />
            <span>Sign out</span>
          </button>
        </form>
      </div>
    </details>
  );
}
