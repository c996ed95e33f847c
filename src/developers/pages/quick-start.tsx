// From nothing to the first odometer reading, with the application's own ids filled in.
import { href, routes } from '../../catalog/routes.ts';
import { Section } from '../../web/ui/card.tsx';
import { CodeBlock, Copyable, Mono } from '../../web/ui/text.tsx';
import type { Application } from '../application.ts';

/** @param origin where this server answers */
export function QuickStart({ application, origin }: { application: Application; origin: string }) {
  const redirectUri = application.redirectUris[0] ?? '';
  const link =
    origin +
    href(routes.connect.authorize, undefined, {
      response_type: 'code',
      client_id: application.id,
      redirect_uri: redirectUri,
      scope: 'required:read_vehicle_info required:read_odometer',
      mode: 'test',
    });
  return (
    <Section
      title="Quick start"
      intro={<p>The official Smartcar SDKs work unchanged once these variables point at this server. This is Node.</p>}
    >
      <h3>1. Point the SDK here</h3>
      <CodeBlock label="Environment variables">{environment(application, origin)}</CodeBlock>
      <h3>2. Ask an owner for access</h3>
      <p>
        Open this in any browser: in test mode every brand, e-mail address and password will do. It leads back to your
        redirect URI with a code. Leave out <Mono>mode=test</Mono> for real cars.
      </p>
      <Copyable text={link} what="link" />
      <h3>3. Read the odometer</h3>
      <CodeBlock label="Node program">{program(redirectUri)}</CodeBlock>
    </Section>
  );
}

const environment = ({ id }: Application, origin: string): string =>
  [
    `export SMARTCAR_API_ORIGIN=${origin}`,
    `export SMARTCAR_AUTH_ORIGIN=${origin}`,
    `export SMARTCAR_CLIENT_ID=${id}`,
    'export SMARTCAR_CLIENT_SECRET=…   # shown when you created it',
  ].join('\n');

const program = (redirectUri: string): string => `import smartcar from 'smartcar';

const client = new smartcar.AuthClient({ redirectUri: '${redirectUri}' });
const { accessToken } = await client.exchangeCode(code);
const { vehicles } = await smartcar.getVehicles(accessToken);
const vehicle = new smartcar.Vehicle(vehicles[0], accessToken);
const { distance } = await vehicle.odometer();`;
