// Every rate limit as data. A bucket holds `burst` requests and refills with `per hour`; who shares a bucket is `by`.

export type RateLimit = {
  readonly burst: number;
  readonly perHour: number;
  /** One bucket per client network (an IPv4 address, an IPv6 /56), or per person, receipt or application. */
  readonly by: 'network' | 'actor';
  /** How many permits a process takes from the database at once; unused ones expire. */
  readonly lease: number;
  /** How many permits an hour a process gives away before it asks the database: where buckets are many and seldom used. */
  readonly ahead?: number;
};

const limit = (by: RateLimit['by'], burst: number, perHour: number, lease = 1): RateLimit => ({
  by,
  burst,
  perHour,
  lease,
});

export const rateLimits = {
  /** Reading pages. */
  page: limit('network', 600, 18_000, 20),
  /** Changing something as a signed-in person or with a receipt. */
  change: limit('actor', 120, 1_200),
  /** Sending a report. */
  report: limit('network', 20, 60),
  /** Mails handed to the built-in mail server; whoever is over it is asked to come again. */
  mail: limit('network', 120, 600, 10),
  /** Asking for a sign-in link, trying a code or a passkey. */
  signIn: limit('network', 20, 60),
  /** Sign-in links mailed to one address. */
  linkMail: limit('actor', 5, 10),
  /** Mails that ask one address to confirm the newsletter. */
  newsletterMail: limit('actor', 3, 1),
  /** Codes mailed to one address that asks for documents. */
  documentCode: limit('actor', 5, 10),
  /** Documents marked and downloaded by one visitor. */
  documentFile: limit('actor', 30, 60),
  /** Codes of a second factor tried for one person. */
  codeTry: limit('actor', 8, 16),
  /** Guessing receipt codes. */
  receipt: limit('network', 20, 120),
  /** Spreadsheets of questions that are read and answered. */
  spreadsheet: limit('network', 10, 60),
  /** Machine-readable public answers. */
  lookup: limit('network', 300, 9_000, 10),
  /** Signing in to a maker, or asking for a link, on the way through Connect. */
  makerSignIn: limit('network', 60, 360),
  /** Token endpoint and its relatives, where every guess costs. */
  token: limit('network', 300, 6_000, 20),
  /** Reading reports by API, per token's person. */
  apiRead: limit('actor', 600, 18_000, 10),
  /** Telemetry of a fleet, per token's person: requests of up to a hundred batches. */
  telemetry: limit('actor', 6_000, 3_600_000, 200),
  /** News from trackers. */
  hook: limit('network', 300, 18_000, 10),
  /** The vehicle API, per application. */
  vehicle: limit('actor', 6_000, 360_000, 200),
  /** One car with one application, beside `vehicle`: no car is asked more than ten times a minute for long. */
  car: { ...limit('actor', 600, 600, 20), ahead: 20 },
  /** Everything that the credentials of a researcher's sandbox do, in the place of any other limit. */
  sandbox: limit('actor', 120, 1_200, 5),
  /** Health probes and static files. */
  free: limit('network', 10_000, 3_600_000, 500),
} as const satisfies Record<string, RateLimit>;

export type RateLimitName = keyof typeof rateLimits;
