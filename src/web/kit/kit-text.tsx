// The kit page's text: badges, severity, times, codes, notes, Markdown, timelines, messages, confirmations.
import { Section } from '../ui/card.tsx';
import { Confirm } from '../ui/dialog.tsx';
import { TextArea } from '../ui/form.tsx';
import { Markdown } from '../ui/markdown.tsx';
import { Message } from '../ui/message.tsx';
import type { SeverityLevel, Tone } from '../ui/text.tsx';
import { Badge, Callout, CodeBlock, Copyable, DefinitionList, Mono, Severity } from '../ui/text.tsx';
import { Time } from '../ui/time.tsx';
import { Timeline } from '../ui/timeline.tsx';
import { hoursFromNow } from './kit-clock.ts';

const levels: SeverityLevel[] = [1, 2, 3, 4, 5];
const tones: Tone[] = ['neutral', 'info', 'good', 'attention', 'bad'];

const report = `# What happens

An app reads the odometer of a car **without** a grant: \`GET /v2.0/vehicles/{id}/odometer\`.

1. Take the id of another car.
2. Call the endpoint with your own token.

> Expected 403, got 200.

\`\`\`
curl -H "Authorization: Bearer $TOKEN" https://api.smartcar.com/v2.0/vehicles/36ab27d0-fd9d-4455-823a-ce30af709ffc/odometer
\`\`\`

See [RFC 6750](https://www.rfc-editor.org/rfc/rfc6750). <script>alert(1)</script> ![proof](https://example.com/proof.png)`;

/** Words with a meaning. */
export function KitText() {
  return (
    <Section id="text" title="Text">
      <p>
        {levels.map(level => (
          <>
            <Severity key={level} level={level} />{' '}
          </>
        ))}
        <Severity level={2} short />
      </p>
      <p>
        {tones.map(tone => (
          <>
            <Badge key={tone} tone={tone}>
              {tone}
            </Badge>{' '}
          </>
        ))}
      </p>
      <DefinitionList
        items={[
          { term: 'Received', detail: <Time at={hoursFromNow(-50)} /> },
          { term: 'First answer', detail: <Time at={hoursFromNow(6)} due="soon" /> },
          { term: 'Decision', detail: <Time at={hoursFromNow(-2)} due="late" /> },
          { term: 'Published', detail: <Time at={hoursFromNow(-24 * 400)} show="date" /> },
          { term: 'Vector', detail: <Mono>CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N</Mono> },
          { term: 'Report', detail: <Copyable text="R-1042" what="report number" /> },
        ]}
      />
      <Copyable text="TT-7KQ2-9F4M-XW3D-8HPC-2VNB-6ZRA" what="receipt code" large />
      {tones.map(tone => (
        <Callout
          key={tone}
          tone={tone}
          title={tone === 'attention' ? 'This needs you by Tue 24 Nov, 17:00 CET' : undefined}
        >
          <p>The sentence says what is true now and what happens next.</p>
        </Callout>
      ))}
      <CodeBlock label="Answer of the API" copies="answer">
        {'{\n  "distance": 104.32,\n  "unit": "kilometers"\n}'}
      </CodeBlock>
      <Markdown source={report} />
    </Section>
  );
}

/** Stories and conversations. */
export function KitStories() {
  return (
    <Section id="stories" title="Timelines and messages">
      <Timeline
        label="The report's way"
        items={[
          {
            id: 'received',
            state: 'past',
            title: 'Received',
            at: hoursFromNow(-50),
            text: <p>Sealed and numbered R-1042.</p>,
          },
          { id: 'read', state: 'past', title: 'Read', at: hoursFromNow(-41), who: 'Maya, security team' },
          {
            id: 'confirm',
            state: 'present',
            title: 'Being confirmed',
            at: hoursFromNow(6),
            due: 'soon',
            text: <p>We are repeating your steps. We owe you an answer; you owe nothing.</p>,
            slot: <Badge tone="attention">We owe an answer</Badge>,
          },
          { id: 'fix', state: 'future', title: 'Fixed', at: hoursFromNow(24 * 40) },
          { id: 'publish', state: 'future', title: 'Published' },
        ]}
      />
      <div>
        <Message from="Noor" at={hoursFromNow(-20)} audience="shared" seenBy="the reporter">
          <p>It also works with a car that was sold.</p>
        </Message>
        <Message from="Maya" at={hoursFromNow(-2)} audience="shared" seenBy="the reporter" mine>
          <p>Thank you. We see it too and are writing the fix.</p>
        </Message>
        <Message from="Maya" at={hoursFromNow(-1)} audience="internal" seenBy="the reporter">
          <p>Same root cause as R-0977; ask the API team about the cache.</p>
        </Message>
      </div>
    </Section>
  );
}

/** A confirmation; it is a page of its own, for its title is the page's heading. */
export function KitConfirm() {
  return (
    <Confirm
      title="Revoke Evergreen Charging's access to your Volt?"
      consequence={
        <p>Evergreen Charging can no longer read your Volt. Two waiting messages to them will be dropped.</p>
      }
      action="#confirm"
      confirmLabel="Revoke access"
      cancelHref="#cancel"
      cancelLabel="Keep access"
      hidden={{ grant: 'grt_1' }}
    >
      <TextArea name="reason" label="Reason" hint="They will not see it." rows={2} />
    </Confirm>
  );
}
