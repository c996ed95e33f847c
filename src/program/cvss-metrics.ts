// The metrics of CVSS 3.1 and 4.0 as data: order, legal values, and words for the base metrics.
// Sources: CVSS v3.1 Specification, Table 15; CVSS v4.0 Specification, section 7 and Table 23.

export type CvssVersion = '3.1' | '4.0';

/** One choice of a base metric: the letter in the vector, its name, and what it means in one line. */
export type CvssChoice = { key: string; label: string; hint: string };

/** One base metric as a form shows it. `key` is the abbreviation in the vector (`AV`). */
export type CvssBaseMetric = { key: string; name: string; values: readonly CvssChoice[] };

const choice = (key: string, label: string, hint: string): CvssChoice => ({ key, label, hint });

const attackVector: CvssBaseMetric = {
  key: 'AV',
  name: 'Attack vector',
  values: [
    choice('N', 'Network', 'From anywhere, over a routed network'),
    choice('A', 'Adjacent', 'From the same network segment, or within radio range'),
    choice('L', 'Local', 'From an account, a file or a shell on the system itself'),
    choice('P', 'Physical', 'By touching the device'),
  ],
};

const attackComplexity: CvssBaseMetric = {
  key: 'AC',
  name: 'Attack complexity',
  values: [
    choice('L', 'Low', 'Works every time'),
    choice('H', 'High', 'Something must be bypassed or prepared for this one target'),
  ],
};

const privilegesRequired: CvssBaseMetric = {
  key: 'PR',
  name: 'Privileges required',
  values: [
    choice('N', 'None', 'No account is needed'),
    choice('L', 'Low', 'An ordinary account is needed'),
    choice('H', 'High', 'An administrator’s account is needed'),
  ],
};

const impact = (key: string, name: string, none: string, low: string, high: string): CvssBaseMetric => ({
  key,
  name,
  values: [choice('N', 'None', none), choice('L', 'Low', low), choice('H', 'High', high)],
});

const readNone = 'Nothing can be read';
const readSome = 'Some data can be read, the attacker doesn’t choose which';
const readAll = 'All data, or the data that matters most, can be read';
const writeNone = 'Nothing can be changed';
const writeSome = 'Some data can be changed, with limited consequence';
const writeAll = 'Anything, or what matters most, can be changed';
const stopNone = 'It keeps working';
const stopSome = 'It gets slower or stops at times';
const stopAll = 'It stops, or can be kept from working';

/** The base metrics in the order of the vector, with words for a calculator that works as a plain form. */
export const cvssBaseMetrics: Record<CvssVersion, readonly CvssBaseMetric[]> = {
  '3.1': [
    attackVector,
    attackComplexity,
    privilegesRequired,
    {
      key: 'UI',
      name: 'User interaction',
      values: [
        choice('N', 'None', 'Nobody else has to do anything'),
        choice('R', 'Required', 'Another person has to click, open or approve something'),
      ],
    },
    {
      key: 'S',
      name: 'Scope',
      values: [
        choice('U', 'Unchanged', 'Only the vulnerable component is affected'),
        choice('C', 'Changed', 'Something beyond the vulnerable component’s authority is affected'),
      ],
    },
    impact('C', 'Confidentiality', readNone, readSome, readAll),
    impact('I', 'Integrity', writeNone, writeSome, writeAll),
    impact('A', 'Availability', stopNone, stopSome, stopAll),
  ],
  '4.0': [
    attackVector,
    attackComplexity,
    {
      key: 'AT',
      name: 'Attack requirements',
      values: [
        choice('N', 'None', 'It works on every deployment'),
        choice(
          'P',
          'Present',
          'It needs a condition the attacker can’t bring about, such as a race or a position on path',
        ),
      ],
    },
    privilegesRequired,
    {
      key: 'UI',
      name: 'User interaction',
      values: [
        choice('N', 'None', 'Nobody else has to do anything'),
        choice('P', 'Passive', 'Another person has to do what they normally do, unknowingly'),
        choice('A', 'Active', 'Another person has to take a particular step or ignore a warning'),
      ],
    },
    impact('VC', 'Vulnerable system: confidentiality', readNone, readSome, readAll),
    impact('VI', 'Vulnerable system: integrity', writeNone, writeSome, writeAll),
    impact('VA', 'Vulnerable system: availability', stopNone, stopSome, stopAll),
    impact('SC', 'Systems beyond it: confidentiality', readNone, readSome, readAll),
    impact('SI', 'Systems beyond it: integrity', writeNone, writeSome, writeAll),
    impact('SA', 'Systems beyond it: availability', stopNone, stopSome, stopAll),
  ],
};

/** The optional metrics in the order of the vector, each with its legal values; `X` (not defined) is always legal. */
export const cvssOptionalMetrics: Record<
  CvssVersion,
  ReadonlyArray<readonly [key: string, values: readonly string[]]>
> = {
  '3.1': [
    ['E', ['X', 'U', 'P', 'F', 'H']],
    ['RL', ['X', 'O', 'T', 'W', 'U']],
    ['RC', ['X', 'U', 'R', 'C']],
    ['CR', ['X', 'L', 'M', 'H']],
    ['IR', ['X', 'L', 'M', 'H']],
    ['AR', ['X', 'L', 'M', 'H']],
    ['MAV', ['X', 'N', 'A', 'L', 'P']],
    ['MAC', ['X', 'L', 'H']],
    ['MPR', ['X', 'N', 'L', 'H']],
    ['MUI', ['X', 'N', 'R']],
    ['MS', ['X', 'U', 'C']],
    ['MC', ['X', 'N', 'L', 'H']],
    ['MI', ['X', 'N', 'L', 'H']],
    ['MA', ['X', 'N', 'L', 'H']],
  ],
  '4.0': [
    ['E', ['X', 'A', 'P', 'U']],
    ['CR', ['X', 'H', 'M', 'L']],
    ['IR', ['X', 'H', 'M', 'L']],
    ['AR', ['X', 'H', 'M', 'L']],
    ['MAV', ['X', 'N', 'A', 'L', 'P']],
    ['MAC', ['X', 'L', 'H']],
    ['MAT', ['X', 'N', 'P']],
    ['MPR', ['X', 'N', 'L', 'H']],
    ['MUI', ['X', 'N', 'P', 'A']],
    ['MVC', ['X', 'H', 'L', 'N']],
    ['MVI', ['X', 'H', 'L', 'N']],
    ['MVA', ['X', 'H', 'L', 'N']],
    ['MSC', ['X', 'H', 'L', 'N']],
    ['MSI', ['X', 'S', 'H', 'L', 'N']],
    ['MSA', ['X', 'S', 'H', 'L', 'N']],
    ['S', ['X', 'N', 'P']],
    ['AU', ['X', 'N', 'Y']],
    ['R', ['X', 'A', 'U', 'I']],
    ['V', ['X', 'D', 'C']],
    ['RE', ['X', 'L', 'M', 'H']],
    ['U', ['X', 'Clear', 'Green', 'Amber', 'Red']],
  ],
};
