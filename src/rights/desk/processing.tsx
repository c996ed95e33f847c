// The record of processing activities (Art. 30), made from the database's own column comments each time it is opened.
import { href, routes } from '../../catalog/routes.ts';
import { readDataInventory } from '../../core/database/data-inventory.ts';
import { staff } from '../../core/http/access.ts';
import { download, html, json } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import type { Kernel } from '../../core/kernel.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Disclosure, Section } from '../../web/ui/card.tsx';
import { Table } from '../../web/ui/table.tsx';
import { Badge, DefinitionList, Mono } from '../../web/ui/text.tsx';
import { activities } from './activities.ts';
import { csvOf, keptWords, recordOf } from './processing-record.ts';

/** What is done to keep it safe, for every activity alike (Art. 32). */
const MEASURES =
  'Sealed under a key for each person (AES-256-GCM), found by keyed hashes alone, every access logged in a chained and signed log, erased by destroying the keys.';

const record = async ({ db }: Kernel) => recordOf(await readDataInventory(db), activities).entries;

const show = defineRoute({
  method: 'GET',
  at: routes.rights.processing,
  access: staff('privacy.manage'),
  limit: 'page',
  summary: 'The record of processing activities.',
  handle: async context => {
    const entries = await record(context.kernel);
    const { operator } = context.kernel.config;
    return html(
      renderPage(
        <StaffConsole
          shell={shell(context)}
          title="Record of processing"
          breadcrumbs={[{ label: 'Privacy requests', href: href(routes.rights.desk) }]}
        >
          <p>
            Article 30, made from what each column of the database says of itself. It cannot fall behind: a column
            without a class fails the tests.
          </p>
          <DefinitionList
            items={[
              { term: 'Controller', detail: operator.name },
              { term: 'Contact', detail: operator.securityContact.replace(/^mailto:/, '') },
              {
                term: 'To third countries',
                detail: 'Nothing by this server itself; where applications sit is theirs to say',
              },
              { term: 'Measures', detail: MEASURES },
            ]}
          />
          <ButtonRow>
            <ButtonLink icon="download" href={href(routes.rights.processingCsv)}>
              As a table (CSV)
            </ButtonLink>
            <ButtonLink icon="download" href={href(routes.rights.processingJson)}>
              As JSON
            </ButtonLink>
          </ButtonRow>
          {entries.map(({ module, name, purpose, basis, people, recipients, data }) => (
            <Section key={module} title={name} id={module}>
              <DefinitionList
                items={[
                  { term: 'Purpose', detail: purpose },
                  { term: 'Basis', detail: basis },
                  { term: 'People', detail: people },
                  { term: 'Recipients', detail: recipients },
                  { term: 'Kept', detail: keptWords(data) },
                ]}
              />
              <Disclosure summary={`${data.length} ${data.length === 1 ? 'column' : 'columns'}`}>
                <Table
                  caption={`Columns of ${name}`}
                  captionHidden
                  dense
                  rows={data}
                  rowKey={({ table, column }) => `${table}.${column}`}
                  columns={[
                    {
                      key: 'column',
                      label: 'Column',
                      main: true,
                      cell: ({ table, column }) => (
                        <Mono>
                          {table.slice(module.length + 1)}.{column}
                        </Mono>
                      ),
                    },
                    { key: 'class', label: 'Class', narrow: true, cell: one => <Badge>{one.class}</Badge> },
                    { key: 'what', label: 'What for', cell: one => one.purpose },
                    {
                      key: 'kept',
                      label: 'Kept days',
                      numeric: true,
                      cell: ({ keepDays }) => (keepDays === null ? '' : String(keepDays)),
                    },
                  ]}
                />
              </Disclosure>
            </Section>
          ))}
        </StaffConsole>,
      ),
    );
  },
});

const asJson = defineRoute({
  method: 'GET',
  at: routes.rights.processingJson,
  access: staff('privacy.manage'),
  limit: 'page',
  summary: 'The record of processing activities as JSON.',
  handle: async ({ kernel }) => {
    const { operator } = kernel.config;
    return json({
      format: 'telltale-record-of-processing-1',
      madeAt: kernel.clock.now().toISOString(),
      controller: { name: operator.name, contact: operator.securityContact },
      measures: MEASURES,
      activities: await record(kernel),
    });
  },
});

const asCsv = defineRoute({
  method: 'GET',
  at: routes.rights.processingCsv,
  access: staff('privacy.manage'),
  limit: 'page',
  summary: 'The record of processing activities as CSV.',
  handle: async ({ kernel }) =>
    download(Buffer.from(csvOf(await record(kernel))), 'record-of-processing.csv', 'text/csv'),
});

export const processingRoutes = [show, asJson, asCsv];
