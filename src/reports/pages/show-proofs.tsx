// The drawer on the reporter's page with the receipt and how to check it.
import { href, routes } from '../../catalog/routes.ts';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Disclosure } from '../../web/ui/card.tsx';
import { Mono } from '../../web/ui/text.tsx';
import type { ReportRecord } from '../report-record.ts';

type ProofsProps = { report: ReportRecord /** Something was made unreadable since it came in. */; isRedacted: boolean };

export function Proofs({ report: { id, content }, isRedacted }: ProofsProps) {
  return (
    <Disclosure summary="Receipt and proofs" look="drawer" id="proofs">
      <p>
        The signed receipt says that we received exactly this report at {content.submittedAt}, under policy version{' '}
        <Mono>{content.policy.version}</Mono> with SHA-256 <Mono>{content.policy.sha256}</Mono>, and where our audit log
        says so. Anyone can check it, also without us.
      </p>
      <ButtonRow>
        <ButtonLink href={href(routes.reports.receipt, { id })} icon="download" download="">
          Signed receipt (JSON)
        </ButtonLink>
        <ButtonLink href={href(routes.reports.canonical, { id })} icon="download" download="">
          {isRedacted ? 'Report as it is now (JSON)' : 'Report as received (JSON)'}
        </ButtonLink>
        <ButtonLink href={href(routes.reports.verifyReceipt)} icon="shield-check">
          Check a receipt
        </ButtonLink>
      </ButtonRow>
      <form action={href(routes.reports.ownBundle, { id })} method="post">
        <p>Or all of it in one file: what you sent, what was said, your files, and the proofs, as PDF and JSON.</p>
        <ButtonRow>
          <Button icon="archive">Download everything (ZIP)</Button>
        </ButtonRow>
      </form>
      {isRedacted && (
        <p>
          Parts were made unreadable since. The hash in the receipt was taken over the original, so the file of the
          report does not give it any more; a copy that you kept still does.
        </p>
      )}
      <p class="field-hint">
        The receipt’s <Mono>reportSha256</Mono> is the SHA-256 of the report in canonical JSON (RFC 8785), which is how
        the file is saved. The signature is Ed25519 by the key at <Mono>{href(routes.site.keys)}</Mono>.
      </p>
    </Disclosure>
  );
}
