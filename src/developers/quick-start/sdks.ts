// What to paste into a terminal and an editor, for each official SDK: where it is pointed here (vehicle-platform §1.2,
// §19), and a program that reads an odometer. Pure; `test/sdk/quick-start.test.ts` runs what is printed.
import { href, routes } from '../../catalog/routes.ts';

export type SdkId = 'node' | 'python' | 'java' | 'ruby';

/** Of the application; each is what was registered, or what the server is. */
export type QuickStartFacts = {
  readonly clientId: string;
  readonly redirectUri: string;
  /** Where this server answers, without a final slash. */
  readonly origin: string;
};

export type Sdk = {
  readonly id: SdkId;
  readonly name: string;
  /** Fetches the SDK. */
  readonly install: string;
  /** What the program is saved as, and what runs it. */
  readonly file: string;
  readonly run: string;
  /** Variables that the SDK reads, with their values, beside id and secret. */
  readonly variables: (facts: QuickStartFacts) => Readonly<Record<string, string>>;
  readonly program: (facts: QuickStartFacts) => string;
  /** How what is printed was tried, for the reader. */
  readonly tested: string;
};

/** Asked of the owner: the name of the car, so that one knows which it is, and what the program reads. */
const SCOPES = ['required:read_vehicle_info', 'required:read_odometer'] as const;

const quoted = (text: string): string => JSON.stringify(text);

const scopeList = SCOPES.map(quoted).join(', ');

const tokenAddress = ({ origin }: QuickStartFacts): string => origin + href(routes.connect.token);

export const sdks: readonly Sdk[] = [
  {
    id: 'node',
    name: 'Node',
    install: 'npm install smartcar',
    file: 'odometer.mjs',
    run: 'node odometer.mjs',
    variables: ({ origin }) => ({
      // The SDK leads the browser to Connect at the API's origin, too.
      SMARTCAR_API_ORIGIN: origin,
      SMARTCAR_AUTH_ORIGIN: origin,
      SMARTCAR_MANAGEMENT_API_ORIGIN: origin,
      SMARTCAR_API_V3_ORIGIN: origin,
    }),
    program: ({ redirectUri }) => `import { stdin, stdout } from 'node:process';
import { createInterface } from 'node:readline/promises';
import smartcar from 'smartcar';

const client = new smartcar.AuthClient({ redirectUri: ${quoted(redirectUri)}, mode: 'test' });
console.log('Open this in a browser:', client.getAuthUrl([${scopeList}]));

const terminal = createInterface({ input: stdin, output: stdout });
const address = await terminal.question('Paste the address where it ended: ');
terminal.close();

const { accessToken } = await client.exchangeCode(new URL(address).searchParams.get('code'));
const { vehicles } = await smartcar.getVehicles(accessToken);
const vehicle = new smartcar.Vehicle(vehicles[0], accessToken);
const { make, model } = await vehicle.attributes();
const { distance } = await vehicle.odometer();
console.log(\`\${make} \${model}: \${distance} km\`);
`,
    tested: 'A test of this product runs exactly this program with version 10.4.0 of the SDK against a running server.',
  },
  {
    id: 'python',
    name: 'Python',
    install: 'pip install smartcar',
    file: 'odometer.py',
    run: 'python3 odometer.py',
    variables: facts => ({
      SMARTCAR_API_ORIGIN: facts.origin,
      // This SDK wants the whole address of the token endpoint.
      SMARTCAR_AUTH_ORIGIN: tokenAddress(facts),
      SMARTCAR_CONNECT_ORIGIN: facts.origin,
      SMARTCAR_MANAGEMENT_API_ORIGIN: facts.origin,
      SMARTCAR_VEHICLE_API_V3_ORIGIN: facts.origin,
      SMARTCAR_REDIRECT_URI: facts.redirectUri,
    }),
    program: () => `from urllib.parse import parse_qs, urlparse

import smartcar

client = smartcar.AuthClient(mode="test")
print("Open this in a browser:", client.get_auth_url([${scopeList}]))

address = input("Paste the address where it ended: ")
code = parse_qs(urlparse(address.strip()).query)["code"][0]

access = client.exchange_code(code)
vehicles = smartcar.get_vehicles(access.access_token).vehicles
vehicle = smartcar.Vehicle(vehicles[0], access.access_token)
car = vehicle.attributes()
print(f"{car.make} {car.model}: {vehicle.odometer().distance} km")
`,
    tested:
      'A test of this product runs exactly this program with version 6.19.1 of the SDK against a running server, where the SDK is installed; elsewhere it repeats the requests that the SDK sends.',
  },
  {
    id: 'java',
    name: 'Java',
    install: `<dependency>
  <groupId>com.smartcar.sdk</groupId>
  <artifactId>java-sdk</artifactId>
  <version>3.2.1</version>
</dependency>`,
    file: 'Odometer.java',
    run: 'java -cp "lib/*" Odometer.java',
    variables: ({ origin, redirectUri }) => ({
      SMARTCAR_API_ORIGIN: origin,
      SMARTCAR_AUTH_ORIGIN: origin,
      SMARTCAR_CONNECT_ORIGIN: origin,
      SMARTCAR_MANAGEMENT_API_ORIGIN: origin,
      SMARTCAR_API_V3_ORIGIN: origin,
      SMARTCAR_REDIRECT_URI: redirectUri,
    }),
    program: () => `import com.smartcar.sdk.AuthClient;
import com.smartcar.sdk.Smartcar;
import com.smartcar.sdk.Vehicle;
import java.util.Scanner;

public class Odometer {
  public static void main(String[] arguments) throws Exception {
    AuthClient client = new AuthClient.Builder().testMode(true).build();
    String[] scope = {${scopeList}};
    System.out.println("Open this in a browser: " + client.authUrlBuilder(scope).build());

    System.out.print("Paste the address where it ended: ");
    String address = new Scanner(System.in).nextLine();
    String code = address.replaceAll(".*[?&]code=([^&#]+).*", "$1");

    String token = client.exchangeCode(code).getAccessToken();
    String id = Smartcar.getVehicles(token).getVehicleIds()[0];
    Vehicle vehicle = new Vehicle(id, token);
    System.out.println(vehicle.attributes().getMake() + ": " + vehicle.odometer().getDistance() + " km");
  }
}
`,
    tested:
      'A test of this product runs exactly this program with version 3.2.1 of the SDK against a running server, where the SDK is installed; elsewhere it repeats the requests that the SDK sends. Version 4 reads the same variables.',
  },
  {
    id: 'ruby',
    name: 'Ruby',
    install: 'gem install smartcar',
    file: 'odometer.rb',
    run: 'ruby odometer.rb',
    variables: ({ origin, redirectUri }) => ({
      SMARTCAR_API_ORIGIN: origin,
      SMARTCAR_AUTH_ORIGIN: origin,
      SMARTCAR_CONNECT_ORIGIN: origin,
      SMARTCAR_MANAGEMENT_API_ORIGIN: origin,
      SMARTCAR_VEHICLE_API_ORIGIN: origin,
      SMARTCAR_REDIRECT_URI: redirectUri,
    }),
    program: () => `require 'smartcar'
require 'uri'

client = Smartcar::AuthClient.new(test_mode: true)
puts "Open this in a browser: #{client.get_auth_url([${scopeList}])}"

print 'Paste the address where it ended: '
code = URI.decode_www_form(URI.parse(gets.strip).query).to_h['code']

token = client.exchange_code(code).access_token
ids = Smartcar.get_vehicles(token: token).vehicles
vehicle = Smartcar::Vehicle.new(token: token, id: ids.first)
puts "#{vehicle.attributes.make} #{vehicle.attributes.model}: #{vehicle.odometer.distance} km"
`,
    tested:
      'A test of this product runs exactly this program where the SDK is installed; it was not to be had where this product is built. Elsewhere the test repeats the requests that the SDK sends, as its source has them, with the variables above.',
  },
];

export const findSdk = (id: string | undefined): Sdk | undefined => sdks.find(sdk => sdk.id === id);

/** Lines for a POSIX shell that point an SDK here; the secret stays for the reader to fill in. */
export const environmentOf = (sdk: Sdk, facts: QuickStartFacts): string =>
  [
    ...Object.entries({ ...sdk.variables(facts), SMARTCAR_CLIENT_ID: facts.clientId }).map(
      ([name, value]) => `export ${name}=${shellWord(value)}`,
    ),
    "export SMARTCAR_CLIENT_SECRET='…'   # shown when you created the application",
  ].join('\n');

const shellWord = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** Leads an owner to Connect: in test mode, or to one make's simulated cars. */
export const connectLink = (
  { origin, clientId, redirectUri }: QuickStartFacts,
  simulated?: { readonly make: string },
): string =>
  origin +
  href(routes.connect.authorize, undefined, {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: SCOPES.join(' '),
    ...(simulated ? { mode: 'simulated', make: simulated.make } : { mode: 'test' }),
  });
