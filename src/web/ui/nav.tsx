// Ways around: the words of a rail or a top bar, breadcrumbs, tabs that are links.

/** A place to go. `count` shows beside it; `due` makes the count amber: it waits for the reader. */
export type NavItem = {
  href: string;
  label: string;
  current?: boolean | undefined;
  count?: number | undefined;
  due?: boolean | undefined;
  /** In a long list: under which heading it stands. */
  group?: string | undefined;
};

/** A list of places for any `nav` element; the present one is marked for screen readers too. */
export function NavList({ items }: { items: readonly NavItem[] }) {
  return (
    <ul class="nav-list">
      {items.map(item => (
        <li key={item.href}>
          <a href={item.href} aria-current={item.current ? 'page' : undefined}>
            <span>{item.label}</span>
            <Count item={item} />
          </a>
        </li>
      ))}
    </ul>
  );
}

/** A console's places, under the name of the area or of their group. */
export function RailNav({ area, items }: { area: string; items: readonly NavItem[] }) {
  return (
    <>
      {[...Map.groupBy(items, ({ group }) => group ?? area)].map(([name, items]) => (
        <div key={name} class="rail-group">
          <p class="rail-area">{name}</p>
          <NavList items={items} />
        </div>
      ))}
    </>
  );
}

/** Views of one thing, each with its own address. */
export function Tabs({ label, items }: { label: string; items: readonly NavItem[] }) {
  return (
    <nav class="tabs" aria-label={label}>
      <NavList items={items} />
    </nav>
  );
}

export type Crumb = { href: string; label: string };

/** The way back up, from the top to the parent of this page. */
export function Breadcrumbs({ items }: { items: readonly Crumb[] }) {
  return (
    <nav class="breadcrumbs" aria-label="Breadcrumbs">
      <ol>
        {items.map(({ href, label }) => (
          <li key={href}>
            <a href={href}>{label}</a>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function Count({ item }: { item: NavItem }) {
  if (item.count === undefined) return null;
  return (
    <span class={item.due ? 'nav-count nav-count-due' : 'nav-count'}>
      {item.count}
      {item.due && <span class="visually-hidden"> due</span>}
    </span>
  );
}
