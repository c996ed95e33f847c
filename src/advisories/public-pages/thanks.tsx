// Who is thanked: everybody named in a published advisory, which nobody is before they agreed to it.
import { href, routes } from '../../catalog/routes.ts';
import { publicly } from '../../core/http/access.ts';
import { html } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { SitePage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Section } from '../../web/ui/card.tsx';
import { EmptyState } from '../../web/ui/table.tsx';
import type { AdvisoryRecord, CreditType } from '../advisory-record.ts';
import { listNewestPublished } from '../publication/published-advisory-store.ts';

/** How many advisories are looked through. */
const MOST = 2000;

export type Thanks = {
  readonly name: string;
  readonly url: string | null;
  readonly for: readonly {
    readonly trackingId: string;
    readonly title: string;
    readonly types: readonly CreditType[];
  }[];
};

/** By year of publication, newest first; within a year by name. One person may stand in several years. */
export function gatherThanks(records: readonly AdvisoryRecord[]): { year: string; people: Thanks[] }[] {
  const years = Map.groupBy(records, ({ dates }) => (dates.published ?? dates.updated).slice(0, 4));
  return [...years]
    .sort(([a], [b]) => b.localeCompare(a))
    .flatMap(([year, list]) => {
      const named = list.flatMap(record => record.credits.map(credit => ({ record, credit })));
      const people = [...Map.groupBy(named, ({ credit }) => credit.name)].map(
        ([name, entries]): Thanks => ({
          name,
          url: entries.find(({ credit }) => credit.url !== null)?.credit.url ?? null,
          for: [...Map.groupBy(entries, ({ record }) => record.trackingId)].map(([trackingId, credits]) => ({
            trackingId,
            title: credits[0]?.record.title ?? trackingId,
            types: credits.map(({ credit }) => credit.type),
          })),
        }),
      );
      return people.length === 0 ? [] : [{ year, people: people.sort((a, b) => a.name.localeCompare(b.name)) }];
    });
}

export const thanksRoute = defineRoute({
  method: 'GET',
  at: routes.advisories.thanks,
  access: publicly(),
  limit: 'page',
  summary: 'Who is thanked for what.',
  handle: async context => {
    const years = gatherThanks(await listNewestPublished(context.kernel, MOST));
    const { name } = context.kernel.config.operator;
    return html(
      renderPage(
        <SitePage shell={shell(context)} title="Thanks" description={`Who helped ${name} to find and fix weaknesses.`}>
          <header class="program-head">
            <h1>Thanks</h1>
            <p class="lead">
              These people and teams found weaknesses, told us, and helped to fix them. Everybody here agreed to be
              named; others preferred not to be.
            </p>
          </header>
          {years.length === 0 && (
            <EmptyState
              title="Nobody is named yet"
              icon="users"
              action={{ href: href(routes.program.show), label: 'Find the first weakness' }}
            />
          )}
          {years.map(({ year, people }) => (
            <Section key={year} title={year}>
              <ul class="thanks-list">
                {people.map(person => (
                  <li key={person.name}>
                    <p class="thanks-name">
                      {person.url === null ? (
                        person.name
                      ) : (
                        <a href={person.url} rel="nofollow noopener noreferrer ugc">
                          {person.name}
                        </a>
                      )}
                    </p>
                    <ul>
                      {person.for.map(({ trackingId, title, types }) => (
                        <li key={trackingId}>
                          <a href={href(routes.advisories.advisory, { id: trackingId })}>{title}</a>{' '}
                          <span class="case-hint">{types.join(', ')}</span>
                        </li>
                      ))}
                    </ul>
                  </li>
                ))}
              </ul>
            </Section>
          ))}
        </SitePage>,
      ),
    );
  },
});
