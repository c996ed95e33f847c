// What the documents name is there, and what there is is named.
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

test('every path named in the documents exists', () => {
  const documents = [
    ...globSync('*.md'),
    ...globSync('docs/**/*.md'),
    ...globSync('src/**/README.md'),
    ...globSync('decisions/*.md'),
  ];
  assert.ok(documents.length > 5);
  const missing: string[] = [];
  for (const document of documents)
    for (const match of readFileSync(document, 'utf8').matchAll(
      /`((?:src|test|tools|bench|docs|migrations|decisions|openapi)\/[\w\-./]*[\w/])`/g,
    )) {
      const named = match[1] ?? '';
      if (!existsSync(named)) missing.push(`${document}: ${named}`);
    }
  assert.deepEqual(missing, []);
});

test('every decision stands once in their list', () => {
  const listed = [...readFileSync('decisions/README.md', 'utf8').matchAll(/^\| \[(\d{4})\]\((\S+\.md)\) \|/gm)];
  assert.deepEqual(
    listed.map(([, , file = '']) => file).sort(),
    globSync('decisions/0*.md')
      .map(file => path.basename(file))
      .sort(),
  );
  for (const [, number = '', file = ''] of listed) assert.ok(file.startsWith(`${number}-`), file);
});
