// The card on a case's page: its advisories, or the way to begin one.
import { may } from '../../catalog/permissions.ts';
import { href, routes } from '../../catalog/routes.ts';
import type { Actor } from '../../core/actor.ts';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { Card } from '../../web/ui/card.tsx';
import { Hidden } from '../../web/ui/form.tsx';
import type { AssignmentHead } from '../cve/assignment.ts';
import { CveBadge } from '../cve-pages/cve-parts.tsx';
import type { DraftHead } from '../publication/draft-record.ts';
import { DraftBadge } from './editor.tsx';

export function AdvisoryCard({
  actor,
  caseId,
  drafts,
  cves,
}: {
  actor: Actor;
  caseId: string;
  drafts: readonly DraftHead[];
  /** Their CVE ids at CVE Services. */
  cves: ReadonlyMap<string, AssignmentHead>;
}) {
  const edits = actor.kind === 'person' && may(actor.staffRole, 'advisory.edit');
  if (drafts.length === 0 && !edits) return null;
  return (
    <Card title="Advisory">
      {drafts.map(({ id, trackingId, state }) => (
        <p key={id}>
          <a href={href(routes.drafts.edit, { id })}>{trackingId}</a> <DraftBadge state={state} />{' '}
          <CveBadge head={cves.get(id)} />
        </p>
      ))}
      {drafts.length === 0 && (
        <form action={href(routes.drafts.list)} method="post">
          <Hidden name="case" value={caseId} />
          <p class="case-hint">It takes over what the case is about, and what its parties say.</p>
          <ButtonRow>
            <Button size="small" icon="file-text">
              Write the advisory
            </Button>
          </ButtonRow>
        </form>
      )}
    </Card>
  );
}
