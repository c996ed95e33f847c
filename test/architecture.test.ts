// The laws of the house as data: who may import whom, where SQL, time, network and secrets may be touched.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { catalogNames } from './support/catalog-names.ts';

/** Folder → the folders it may import; of other modules only their `index.ts`. */
const may: Readonly<Record<string, readonly string[]>> = {
  catalog: [],
  core: ['catalog'],
  web: ['catalog'],
  site: ['catalog', 'core', 'web'],
  operation: ['catalog', 'core', 'web'],
  accounts: ['catalog', 'core', 'web'],
  vehicles: ['catalog', 'core', 'web', 'accounts'],
  program: ['catalog', 'core', 'web', 'accounts'],
  developers: ['catalog', 'core', 'web', 'accounts'],
  reports: ['catalog', 'core', 'web', 'accounts', 'program'],
  advisories: ['catalog', 'core', 'web', 'accounts', 'program', 'reports'],
  record: ['catalog', 'core', 'web', 'accounts', 'program', 'reports', 'advisories'],
  trackers: ['catalog', 'core', 'web', 'accounts', 'program', 'reports', 'advisories'],
  trust: ['catalog', 'core', 'web', 'accounts', 'program', 'documents'],
  newsletter: ['catalog', 'core', 'web', 'accounts', 'trust'],
  documents: ['catalog', 'core', 'web', 'accounts'],
  connect: ['catalog', 'core', 'web', 'accounts', 'vehicles', 'developers'],
  privacy: ['catalog', 'core', 'web', 'accounts', 'vehicles', 'connect'],
  rights: ['catalog', 'core', 'web', 'accounts', 'vehicles', 'developers', 'connect'],
  garage: ['catalog', 'core', 'web', 'accounts', 'vehicles', 'developers'],
  webhooks: ['catalog', 'core', 'web', 'accounts', 'vehicles', 'developers', 'connect'],
  reference: ['catalog', 'core', 'web', 'accounts', 'vehicles', 'developers', 'connect'],
  research: ['catalog', 'core', 'web', 'accounts', 'vehicles', 'developers', 'connect'],
};
const ground = new Set(['catalog', 'core', 'web']);
/** Files of the roof, and what they may import beside the ground. */
const roof: Readonly<Record<string, RegExp>> = {
  'src/app.ts': /^src\/(?:core\/|\w+\/module\.ts)/,
  'src/demo.ts': /^src\/(?:core|catalog)\//,
  'src/main.ts': /^src\/(?:core\/|app\.ts|demo\.ts)/,
  'src/cli.ts': /^src\/(?:core\/|catalog\/|app\.ts|demo\.ts|cli-verify\.ts|\w+\/(?:module|index)\.ts)/,
  'src/cli-verify.ts': /^src\/(?:core\/|\w+\/index\.ts)/,
};

type Source = {
  readonly file: string;
  readonly text: string;
  readonly code: string;
  readonly imports: readonly string[];
};

const isTest = (file: string): boolean => /\.test\.tsx?$/.test(file);
const files = globSync('src/**/*.{ts,tsx}').filter(file => !file.endsWith('.d.ts'));
const sources: readonly Source[] = files.map(read);
const product = sources.filter(({ file }) => !isTest(file));

function read(file: string): Source {
  const text = readFileSync(file, 'utf8');
  const imports = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g)].map(match =>
    path.normalize(path.join(path.dirname(file), match[1] ?? '')),
  );
  // Comments may speak of what code may not do.
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
  return { file, text, code, imports };
}

const folderOf = (file: string): string => file.split('/')[1] ?? '';

test('every import goes where the table allows', () => {
  const wrong: string[] = [];
  for (const { file, imports } of product)
    for (const target of imports) {
      const rule = roof[file];
      if (rule) {
        if (!rule.test(target)) wrong.push(`${file} imports ${target}`);
        continue;
      }
      const from = folderOf(file);
      const to = folderOf(target);
      if (!target.startsWith('src/')) wrong.push(`${file} imports ${target}, outside src/`);
      else if (to.endsWith('.ts')) wrong.push(`${file} imports the roof (${target})`);
      else if (from !== to && !(may[from] ?? []).includes(to)) wrong.push(`${file} imports ${target}`);
      else if (from !== to && !ground.has(to) && path.basename(target) !== 'index.ts')
        wrong.push(`${file} reaches past the front door: ${target}`);
      else if (from === to && !ground.has(from) && target === `src/${to}/index.ts`)
        wrong.push(`${file} imports its own module's front door`);
    }
  assert.deepEqual(wrong, []);
});

test('every folder of src/ has its place in the table', () => {
  const folders = new Set(files.filter(file => file.split('/').length > 2).map(folderOf));
  assert.deepEqual(
    [...folders].filter(folder => !(folder in may)),
    [],
  );
});

test('imports run in no circle, type imports included', () => {
  const graph = new Map(product.map(({ file, imports }) => [file, imports]));
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, trail: readonly string[]): void => {
    if (trail.includes(file)) circles.push([...trail.slice(trail.indexOf(file)), file].join(' → '));
    if (trail.includes(file) || done.has(file)) return;
    for (const next of graph.get(file) ?? []) visit(next, [...trail, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  assert.deepEqual(circles, []);
});

type Law = { readonly what: string; readonly pattern: RegExp; readonly allowed: (file: string) => boolean };

const isStore = (file: string): boolean => /-store\.ts$/.test(file);
const laws: readonly Law[] = [
  {
    what: 'SQL stands in stores and in core/ only',
    pattern: /\b(?:selectFrom|insertInto|updateTable|deleteFrom)\(|\bsql`|\bsql</,
    allowed: file => isStore(file) || file.startsWith('src/core/'),
  },
  {
    what: 'process.env is read in core/config.ts only',
    pattern: /process\.env\b/,
    allowed: file => file === 'src/core/config.ts',
  },
  {
    what: 'outgoing HTTP goes through core/fetch.ts, and the exchange it uses, only',
    pattern: /(?<![\w.])fetch\(|from 'undici'|from 'node:https?'/,
    allowed: file =>
      /^src\/core\/fetch(-plain)?\.ts$/.test(file) ||
      file.startsWith('src/core/http/') ||
      file.startsWith('src/web/islands/'),
  },
  {
    what: 'only core/clock.ts asks what time it is',
    pattern: /Date\.now\(|new Date\(\)/,
    allowed: file => file === 'src/core/clock.ts' || file.startsWith('src/web/islands/'),
  },
  {
    what: 'chance comes from core/crypto/random.ts only',
    pattern: /Math\.random\(|randomBytes\(|randomUUID\(/,
    allowed: file => file === 'src/core/crypto/random.ts',
  },
  {
    what: 'node:crypto is used in core/ only',
    pattern: /from 'node:crypto'/,
    allowed: file => file.startsWith('src/core/'),
  },
  {
    what: 'nothing prints but the command line and the start',
    pattern: /\bconsole\./,
    // The last one holds programs for others, and runs none.
    allowed: file => file === 'src/cli.ts' || file === 'src/main.ts' || file === 'src/developers/quick-start/sdks.ts',
  },
  { what: 'TODO belongs into an issue', pattern: /\bTODO\b|\bFIXME\b/, allowed: () => false },
  {
    what: 'no type is switched off',
    pattern: /@ts-ignore|@ts-nocheck|: any\b|\bas any\b/,
    allowed: file => file.endsWith('/tables.ts'),
  },
  {
    what: 'HTML is never put in unescaped',
    pattern: /dangerouslySetInnerHTML/,
    allowed: file =>
      file === 'src/web/ui/markdown.tsx' || file === 'src/web/ui/icons.tsx' || file === 'src/web/ui/qr-code.tsx',
  },
];

for (const { what, pattern, allowed } of laws)
  test(what, () => {
    const broken = product.filter(({ file, code }) => !allowed(file) && pattern.test(code)).map(({ file }) => file);
    assert.deepEqual(broken, []);
  });

test('whatever changes a resource by API asks which state of it was read', () => {
  const changing = product.filter(({ code }) => /defineRoute\(\{\s*method: '(?:PATCH|PUT)'/.test(code));
  assert.ok(changing.length > 0);
  const careless = changing.filter(({ code }) => !/\breadIfMatch(?:IfSent)?\(/.test(code)).map(({ file }) => file);
  assert.deepEqual(careless, []);
});

test('a store names only tables of its own schema', () => {
  const wrong: string[] = [];
  for (const { file, code } of product.filter(({ file }) => isStore(file))) {
    const own = folderOf(file);
    const schemas = Object.keys(may).filter(
      folder => folder !== own && !ground.has(folder) && folder !== 'site' && folder !== 'operation',
    );
    for (const schema of schemas)
      if (
        new RegExp(`(?:from|join|into|update|From\\('|Into\\('|Table\\('|Join\\(')\\s*${schema}\\.\\w`, 'i').test(code)
      )
        wrong.push(`${file} names a table of ${schema}`);
  }
  assert.deepEqual(wrong, []);
});

test('URL paths are written in catalog/ only', () => {
  const wrong: string[] = [];
  for (const { file, code } of product) {
    if (file.startsWith('src/catalog/')) continue;
    for (const match of code.matchAll(/'(\/[a-z][\w\-./:]*)'/g)) {
      const text = match[1] ?? '';
      if (catalogNames.some(path => text === path || text.startsWith(`${path}/`))) wrong.push(`${file}: ${text}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test('front doors are short, and only modules that others need have one', () => {
  for (const { file, text } of product.filter(({ file }) => /^src\/\w+\/index\.ts$/.test(file)))
    assert.ok(text.split('\n').length <= 40, `${file} has ${text.split('\n').length} lines`);
});

test('every file begins with one sentence on what it is for', () => {
  const silent = product.filter(({ text }) => !/^(?:\/\/ |\/\*\*)/.test(text)).map(({ file }) => file);
  assert.deepEqual(silent, []);
});

test('no file is two things: at most 300 lines, data files aside', () => {
  const data =
    /^src\/(?:catalog\/|program\/taxonomy-builtin\/|vehicles\/providers\/simulator\/(?:american|european)-models|web\/styles)|\/tables\.ts$/;
  const long = product
    .filter(({ file, text }) => !data.test(file) && text.split('\n').length > 300)
    .map(({ file, text }) => `${file} ${text.split('\n').length}`);
  assert.deepEqual(long, []);
});

test('folders stay small enough to see at once', () => {
  const entries = Map.groupBy(product, ({ file }) => path.dirname(file));
  const crowded = [...entries]
    .filter(([, list]) => list.length > 28)
    .map(([folder, list]) => `${folder} ${list.length}`);
  assert.deepEqual(crowded, []);
});

test('the six lists are used: no entry without a use', () => {
  const everything = sources
    .filter(({ file }) => !file.startsWith('src/catalog/'))
    .map(({ code }) => code)
    .join('\n');
  const unused: string[] = [];
  const errorsText = readFileSync('src/catalog/errors.ts', 'utf8');
  for (const match of errorsText.matchAll(/^ {2}(\w+): entry\(/gm))
    if (!new RegExp(`'${match[1]}'`).test(everything)) unused.push(`error ${match[1]}`);
  const routesText = readFileSync('src/catalog/routes.ts', 'utf8');
  let module = '';
  for (const line of routesText.split('\n')) {
    module = /^ {2}(\w+): \{/.exec(line)?.[1] ?? module;
    const name = /^ {4}(\w+): (?:page|api|oauth|vehicle|jsonapi|bugcrowd)\(/.exec(line)?.[1];
    if (name !== undefined && !new RegExp(`routes\\.${module}\\.${name}\\b`).test(everything))
      unused.push(`route ${module}.${name}`);
  }
  assert.deepEqual(unused, []);
});

test('no function or value is exported for nobody', () => {
  const others = [...sources, ...globSync(['test/**/*.{ts,tsx}', 'tools/**/*.ts', 'bench/**/*.ts']).map(read)];
  const words = new Map(others.map(({ file, code }) => [file, new Set(code.match(/[A-Za-z_$][\w$]*/g))]));
  const unused: string[] = [];
  for (const { file, code } of product) {
    if (file.endsWith('/tables.ts')) continue;
    for (const [, name = ''] of code.matchAll(/^export (?:async )?(?:const|function\*?) (\w+)/gm))
      if (!others.some(other => other.file !== file && words.get(other.file)?.has(name)))
        unused.push(`${file}: ${name}`);
  }
  assert.deepEqual(unused, []);
});

test('every dependency is used', () => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as Record<
    string,
    Record<string, string>
  >;
  const everything = globSync(['src/**/*.{ts,tsx,css}', 'test/**/*.{ts,tsx}', 'tools/**/*', 'bench/**/*.ts'])
    .map(file => readFileSync(file, 'utf8'))
    .join('\n');
  const unused = Object.keys({ ...dependencies, ...devDependencies }).filter(
    name => !name.startsWith('@types/') && name !== 'typescript' && !everything.includes(name),
  );
  assert.deepEqual(unused, []);
});
