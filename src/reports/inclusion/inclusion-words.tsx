// What the reporter of a duplicate is told about the proof, with the proof to save.
import { href, routes } from '../../catalog/routes.ts';
import { ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import type { InclusionProof } from './inclusion-proof.ts';

/** Without a proof it says why there is none. */
export function InclusionWords({ id, proof }: { id: string; proof: InclusionProof | undefined }) {
  if (!proof)
    return (
      <Section id="inclusion" title="Proof that it was known">
        <p>
          Our audit log can’t show by itself that the original came before your report. If you doubt it, ask for a
          second look.
        </p>
      </Section>
    );
  const { earlier, later } = proof;
  return (
    <Section id="inclusion" title="Proof that it was known">
      <p>
        {earlier.action === 'report.submit' ? 'An earlier report' : 'A known issue'} came into our audit log at{' '}
        <Time at={new Date(earlier.at)} show="absolute" />, as entry {earlier.index}; your report is entry {later.index}
        . The log’s hash in your receipt follows from that entry, so it can’t have been added afterwards. The proof
        shows that it was there and nothing of what it says.
      </p>
      <ButtonRow>
        <ButtonLink href={href(routes.reports.inclusion, { id })} icon="download" download="">
          Proof (JSON)
        </ButtonLink>
        <ButtonLink href={href(routes.reports.verifyReceipt)} icon="shield-check">
          Check a proof
        </ButtonLink>
      </ButtonRow>
      <p class="field-hint">
        Anyone can check it without us: <Mono>telltale verify-inclusion FILE</Mono>. If the original is ever published,
        its entry must have the SHA-256 in the proof.
      </p>
    </Section>
  );
}
