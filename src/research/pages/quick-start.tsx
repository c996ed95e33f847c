// From a sandbox to the first odometer reading, with its own ids filled in, ready to paste.
import { href, routes } from '../../catalog/routes.ts';
import { RESEARCH_HEADER } from '../../core/http/research-traffic.ts';
import { Section } from '../../web/ui/card.tsx';
import { CodeBlock, Copyable } from '../../web/ui/text.tsx';
import type { Sandbox } from '../sandbox.ts';

/** @param origin where this server answers @param secret while it is still shown */
export function QuickStart({
  sandbox,
  origin,
  secret = 'paste the client secret here',
}: {
  sandbox: Sandbox;
  origin: string;
  secret?: string | undefined;
}) {
  const redirectUri = origin + href(routes.research.callback);
  const link =
    origin +
    href(routes.connect.authorize, undefined, {
      response_type: 'code',
      client_id: sandbox.application,
      redirect_uri: redirectUri,
      scope: 'required:read_vehicle_info required:read_odometer read_vin',
    });
  return (
    <Section
      title="Quick start"
      id="quick-start"
      intro={<p>With the official Smartcar SDK for Node, unmodified. Nothing of it reaches a real car.</p>}
    >
      <h3>1. Install the SDK and point it here</h3>
      <CodeBlock label="Set up">
        {[
          'npm install smartcar',
          `export SMARTCAR_API_ORIGIN=${origin}`,
          `export SMARTCAR_AUTH_ORIGIN=${origin}`,
          `export SMARTCAR_CLIENT_ID=${sandbox.application}`,
          `export SMARTCAR_CLIENT_SECRET='${secret}'`,
        ].join('\n')}
      </CodeBlock>
      <h3>2. Allow access as Riley</h3>
      <p>
        Make a sign-in link for Riley, open it in a private window, then open this there. It leads to a page with a
        code.
      </p>
      <Copyable text={link} what="link" />
      <h3>3. Read the odometer</h3>
      <CodeBlock label="first-read.mjs">{`import smartcar from 'smartcar';

const client = new smartcar.AuthClient({ redirectUri: '${redirectUri}' });
const { accessToken } = await client.exchangeCode(process.argv[2]);
const { vehicles } = await smartcar.getVehicles(accessToken);
const vehicle = new smartcar.Vehicle(vehicles[0], accessToken);
const { distance } = await vehicle.odometer();
process.stdout.write(\`\${distance} km\\n\`);`}</CodeBlock>
      <CodeBlock label="Run it">node first-read.mjs THE_CODE</CodeBlock>
      <h3>4. Mark what you send</h3>
      <p>
        Set this header on everything that you send to us while you test, on pages and APIs alike, in curl or as a rule
        of your proxy. It opens no door and proves nothing; it tells whoever sees your traffic in our logs that it is
        research.
      </p>
      <Copyable text={`${RESEARCH_HEADER}: ${sandbox.id}`} what="header" />
      <CodeBlock label="A marked request">{`curl ${origin}/v2.0/vehicles \\
  -H '${RESEARCH_HEADER}: ${sandbox.id}' \\
  -H "Authorization: Bearer $ACCESS_TOKEN"`}</CodeBlock>
    </Section>
  );
}
