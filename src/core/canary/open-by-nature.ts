// Inputs whose words are for everybody or for the whole team: their columns are public by class, so they lie open.

/** By address; each with what makes it so. */
const open: readonly (readonly [RegExp, string])[] = [
  [/^\w+ \/admin\/program/, "the program's own published text"],
  [/^\w+ \/admin\/trust/, 'what the trust centre publishes'],
  [/^\w+ \/admin\/newsletter\/(?:new|issues\/)/, 'what is written for the newsletter, whose archive everybody reads'],
  [
    /^\w+ \/admin\/documents\/(?:shelf|terms|contacts|rules)/,
    'how documents on request, their terms, contacts and rules are presented: published, or public by their class',
  ],
  [/^\w+ \/admin\/intake\/pause$/, 'the public notice why reports are paused'],
  [/^\w+ \/admin\/intake\/embedding$/, 'the sites that may show the report form, named to everybody by its headers'],
  [/^\w+ \/developer\//, 'how a developer presents an application to owners'],
];

/** Why the words of an input may lie open; undefined when they may not. */
export const openByNature = (input: string): string | undefined => open.find(([pattern]) => pattern.test(input))?.[1];

/** Services that bring in no words of people; each with what makes it so. Every other one needs a door to be tried by. */
const wordless: readonly (readonly [RegExp, string])[] = [
  [/^deliver-/, 'sends, and takes nothing in'],
  [/^request-counts$/, 'counts calls'],
  [/^cars-that-report$/, 'takes values of known data points of connected cars, and drops everything else'],
  [/^fleet-telemetry$/, 'keeps what the address for telemetry keeps, which is tried'],
];

/** Why nobody's words come in by a service; undefined when they may. */
export const wordlessService = (service: string): string | undefined =>
  wordless.find(([pattern]) => pattern.test(service))?.[1];
