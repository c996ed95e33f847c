// From a package URL to the names that OSV and GitHub give its ecosystem and the package.
import { PackageURL } from 'packageurl-js';

export type PackageName = { readonly osv: string; readonly github: string; readonly name: string };

type Naming = { readonly osv: string; readonly github: string; readonly separator: string };

// Sources: OSV schema §affected[].package, GitHub REST “repository security advisories”.
const byType: Readonly<Record<string, Naming>> = {
  npm: { osv: 'npm', github: 'npm', separator: '/' },
  pypi: { osv: 'PyPI', github: 'pip', separator: '/' },
  maven: { osv: 'Maven', github: 'maven', separator: ':' },
  golang: { osv: 'Go', github: 'go', separator: '/' },
  cargo: { osv: 'crates.io', github: 'rust', separator: '/' },
  nuget: { osv: 'NuGet', github: 'nuget', separator: '/' },
  gem: { osv: 'RubyGems', github: 'rubygems', separator: '/' },
  composer: { osv: 'Packagist', github: 'composer', separator: '/' },
  pub: { osv: 'Pub', github: 'pub', separator: '/' },
  hex: { osv: 'Hex', github: 'erlang', separator: '/' },
  swift: { osv: 'SwiftURL', github: 'swift', separator: '/' },
  cran: { osv: 'CRAN', github: 'other', separator: '/' },
  hackage: { osv: 'Hackage', github: 'other', separator: '/' },
};

/** @returns undefined for a product that is no package of an ecosystem that OSV knows */
export function packageNameOf(purl: string | null): PackageName | undefined {
  if (purl === null) return undefined;
  const { type, namespace, name } = PackageURL.fromString(purl);
  const naming = Object.hasOwn(byType, type) ? byType[type] : undefined;
  if (!naming) return undefined;
  const whole = namespace === undefined || namespace === null ? name : `${namespace}${naming.separator}${name}`;
  return { osv: naming.osv, github: naming.github, name: whole };
}
