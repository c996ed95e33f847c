// Every column of the database: its class, what it is for, how long it is kept.
import { href, routes } from '../../catalog/routes.ts';
import { publicly } from '../../core/http/access.ts';
import { html } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { SitePage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Disclosure, Section } from '../../web/ui/card.tsx';
import { Breadcrumbs } from '../../web/ui/nav.tsx';
import { Table } from '../../web/ui/table.tsx';
import { Badge, DefinitionList, Mono, type Tone } from '../../web/ui/text.tsx';
import { type MapColumn, readDataMap } from '../view/data-map.ts';

const classWords: Readonly<Record<MapColumn['class'], { readonly word: string; readonly tone: Tone }>> = {
  sealed: { word: 'sealed', tone: 'good' },
  hashed: { word: 'hashed', tone: 'good' },
  personal: { word: 'personal', tone: 'attention' },
  public: { word: 'neither', tone: 'neutral' },
  unclassified: { word: 'not classified', tone: 'bad' },
};

export const dataRoute = defineRoute({
  method: 'GET',
  at: routes.trust.data,
  access: publicly(),
  limit: 'page',
  summary: 'Every column of the database: its class, what it is for, how long it is kept.',
  handle: async context => {
    const map = await readDataMap(context.kernel);
    return html(
      renderPage(
        <SitePage
          sheet="trust-style.css"
          shell={shell(context)}
          title="What is stored"
          description="Every column of the database with its class, its purpose and how long it is kept."
        >
          <Breadcrumbs items={[{ href: `${href(routes.trust.show)}#data`, label: 'Trust center' }]} />
          <header class="trust-head">
            <h1>What is stored</h1>
            <p class="lead">
              Read from the database at this moment. A column without a class fails our tests, so nothing is missing
              here.
            </p>
            <DefinitionList
              items={[
                {
                  term: 'Sealed',
                  detail: 'Ciphertext (AES-256-GCM) under the key of a person or thing; erased with it.',
                },
                { term: 'Hashed', detail: 'A hash, mostly keyed: finds a value again, and does not tell it.' },
                { term: 'Personal', detail: 'About a person and readable by the database; exported and erased.' },
                { term: 'Neither', detail: 'Opaque ids, states, times, and what everybody may read.' },
              ]}
            />
          </header>
          <Section title="By part of the product">
            {map.map(({ name, about, counts, tables }) => (
              <Disclosure
                key={name}
                look="drawer"
                summary={`${about} · ${counts.sealed} sealed, ${counts.hashed} hashed, ${counts.personal} personal`}
              >
                {tables.map(table => (
                  <Table
                    key={table.name}
                    caption={table.name}
                    dense
                    rows={table.columns}
                    rowKey={({ name }) => name}
                    columns={[
                      { key: 'name', label: 'Column', main: true, cell: ({ name }) => <Mono>{name}</Mono> },
                      {
                        key: 'class',
                        label: 'Class',
                        cell: column => (
                          <Badge tone={classWords[column.class].tone}>{classWords[column.class].word}</Badge>
                        ),
                      },
                      { key: 'purpose', label: 'What it is', cell: ({ purpose }) => purpose },
                      {
                        key: 'kept',
                        label: 'Kept',
                        cell: ({ keepDays }) => (keepDays === null ? 'as long as its row' : `${keepDays} days`),
                      },
                    ]}
                  />
                ))}
              </Disclosure>
            ))}
          </Section>
        </SitePage>,
      ),
    );
  },
});
