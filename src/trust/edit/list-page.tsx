// The drafts of the trust center as a list: what differs from the page, and what evidence there is.
import { href, routes } from '../../catalog/routes.ts';
import { type Answer, html } from '../../core/http/answer.ts';
import type { RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Lamp } from '../../web/ui/lamp.tsx';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { Badge, Callout } from '../../web/ui/text.tsx';
import { backedControls, standingOfAnswer } from '../content/answer-standing.ts';
import { compareEditions } from '../content/compare-editions.ts';
import { itemKinds, kindWords } from '../content/content.ts';
import { type Item, listItems } from '../content/item-store.ts';
import { previewEdition } from '../content/publish-edition.ts';
import { standingOfControl } from '../evidence/control-status.ts';
import { listNewestEvidence } from '../evidence/evidence-store.ts';
import { answerStandingWords, statusWords } from '../view/trust-words.ts';

/** What a person calls it. */
export function nameOf(item: Item): string {
  switch (item.kind) {
    case 'overview':
      return kindWords.overview.one;
    case 'control':
      return item.content.statement;
    case 'document':
    case 'update':
      return item.content.title;
    case 'answer':
      return item.content.question;
    default:
      return item.content.name;
  }
}

const doneWords: Readonly<Record<string, string>> = {
  saved: 'Saved as a draft. Nobody outside sees it before you publish.',
  removed: 'Taken out of the draft.',
  asked: 'The checks run now; their evidence stands here in a moment.',
  published: 'Published and signed.',
  vouched: 'Kept as evidence, for good.',
};

/** @param done what was done just now */
export async function listPage(
  context: Pick<RouteContext, 'kernel' | 'actor' | 'request'>,
  done: string | undefined,
): Promise<Answer> {
  const { kernel } = context;
  const [items, preview, newest] = await Promise.all([
    listItems(kernel),
    previewEdition(kernel),
    listNewestEvidence(kernel),
  ]);
  const changes = compareEditions(preview.before, preview.content);
  const changed = new Set(changes.map(({ id }) => id));
  const now = kernel.clock.now();
  const backed = backedControls(
    items.flatMap(item => (item.kind === 'control' ? [item.content] : [])),
    newest,
    now,
  );
  return html(
    renderPage(
      <StaffConsole
        shell={shell(context)}
        title="Trust center"
        flash={done !== undefined && doneWords[done] ? { tone: 'good', text: doneWords[done] } : undefined}
        headingAside={<ButtonLink href={href(routes.trust.show)}>See the public page</ButtonLink>}
      >
        {changes.length > 0 ? (
          <Callout
            tone="attention"
            title={
              preview.before
                ? `${changes.length} ${changes.length === 1 ? 'change is' : 'changes are'} not published`
                : 'Nothing is published yet'
            }
          >
            <p>The public page goes on saying what the newest edition says.</p>
            <ButtonRow>
              <ButtonLink kind="primary" href={href(routes.trust.publish)}>
                See what changes
              </ButtonLink>
            </ButtonRow>
          </Callout>
        ) : (
          <p>Edition {preview.basedOn} is what everybody reads. Nothing waits.</p>
        )}
        <form method="post" action={href(routes.trust.runChecks)}>
          <ButtonRow>
            <Button>Run the checks now</Button>
            <ButtonLink href={href(routes.trust.objections)}>Objections</ButtonLink>
            <ButtonLink href={href(routes.trust.accessReview)}>Review access</ButtonLink>
            <ButtonLink href={href(routes.trust.answerSheet)}>Answer a spreadsheet</ButtonLink>
          </ButtonRow>
        </form>
        {itemKinds.map(kind => {
          const its = items.filter(item => item.kind === kind);
          return (
            <Section
              key={kind}
              title={kindWords[kind].many}
              aside={
                kind === 'overview' ? undefined : (
                  <ButtonLink size="small" href={href(routes.trust.newItem, { kind })}>
                    Add
                  </ButtonLink>
                )
              }
            >
              <Table
                caption={kindWords[kind].many}
                captionHidden
                dense
                rows={its}
                rowKey={({ id }) => id}
                empty={<EmptyState title={`No ${kindWords[kind].many.toLowerCase()} yet`} icon="inbox" />}
                columns={[
                  {
                    key: 'name',
                    label: kindWords[kind].one,
                    main: true,
                    cell: item => (
                      <>
                        <a href={href(routes.trust.item, { id: item.id })}>{nameOf(item)}</a>{' '}
                        {changed.has(item.id) && <Badge tone="attention">not published</Badge>}
                        {item.kind === 'answer' && item.content.readership === 'team' && <Badge>team only</Badge>}
                      </>
                    ),
                  },
                  {
                    key: 'state',
                    label: kind === 'control' ? 'Evidence' : kind === 'answer' ? 'Given' : 'Edits',
                    narrow: true,
                    cell: item => {
                      if (item.kind === 'answer')
                        return answerStandingWords[standingOfAnswer(item.content, backed, now)];
                      if (item.kind !== 'control') return item.revision === 0 ? 'as it came' : item.revision;
                      const { status } = standingOfControl(item.content, newest, now);
                      return (
                        <Lamp state={status === 'passing' ? 'lit' : status === 'stale' ? 'amber' : 'dark'}>
                          {statusWords[status]}
                        </Lamp>
                      );
                    },
                  },
                ]}
              />
            </Section>
          );
        })}
      </StaffConsole>,
    ),
  );
}
