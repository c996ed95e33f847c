// What a car looks like from the side, by what its maker calls it: for neutral pictures, and for nothing else.

/** `hatch` stands for every car that is not known better. */
export const carBodies = ['hatch', 'sedan', 'suv', 'wagon', 'pickup', 'van'] as const;
export type CarBody = (typeof carBodies)[number];

/** Names at the beginning of a model's; the first body whose list fits counts. Words behind a name, as Avant, come before. */
const known: readonly (readonly [CarBody, RegExp])[] = [
  [
    'van',
    /^(?:(?:e-?)?(?:Transit|Tourneo|Sprinter|Vito|Ducato|Doblo|Trafic|Master|Jumpy|Dispatch|Partner|Expert|Boxer|Vivaro|Combo|Crafter)|V-Class|EQV|ID\.? ?Buzz|Multivan|Caddy|Transporter|Kangoo|Berlingo|Odyssey|Sienna|Pacifica|Carnival|Sharan|Touran|Staria)\b/i,
  ],
  [
    'pickup',
    /^(?:F-?\d50|Ranger|Maverick|Silverado|Sierra|Colorado|Canyon|[1-3]500|Tacoma|Tundra|Hilux|Frontier|Titan|Ridgeline|Gladiator|Amarok|Cybertruck|R1T|Santa Cruz)\b/i,
  ],
  [
    'wagon',
    /\b(?:Touring|Avant|Variant|Estate|Wagon|Combi|Kombi|Allroad|Sports? Tourer|Shooting Brake|Alltrack)\b|^(?:V60|V70|V90|Outback)\b/i,
  ],
  [
    'suv',
    /^(?:Model [XY]|[XQ]\d|iX\d?|e-tron(?! GT)|EQ[ABC]|EQ[ES] SUV|GL[ABCES]|ID\.? ?[456]|Tiguan|Touareg|T-Roc|T-Cross|Atlas|Taos|(?:Mustang )?Mach-E|Explorer|Escape|Edge|Expedition|Bronco|Kuga|Puma|EcoSport|Blazer|Equinox|Tahoe|Suburban|Traverse|Trax|Trailblazer|Yukon|Acadia|Terrain|Escalade|XT\d|Lyriq|Navigator|Aviator|Nautilus|Corsair|RAV4|Highlander|4Runner|bZ4X|Venza|C-HR|CR-V|HR-V|Pilot|Passport|Prologue|Rogue|Murano|Pathfinder|Ariya|Qashqai|Juke|X-Trail|Armada|Kicks|Tucson|Santa Fe|Kona|Palisade|Venue|Ioniq 5|Sorento|Sportage|Telluride|Seltos|(?:e-)?Niro|EV[69]|XC\d\d|C40|EX\d\d|Polestar [34]|I-?Pace|[EF]-Pace|Range Rover|Discovery|Defender|Cayenne|Macan|Wrangler|(?:Grand )?Cherokee|Compass|Renegade|Avenger|Durango|Captur|Kadjar|Austral|Arkana|Koleos|[235]008|Mokka|Grandland|Crossland|C[345] Aircross|Duster|Kamiq|Karoq|Kodiaq|Enyaq|Ateca|Arona|Tarraco|Formentor|CX-\d+|MX-30|Outlander|Eclipse Cross|ASX|Forester|Crosstrek|Ascent|Solterra|UX|NX|RX|GX|LX|RZ|QX\d\d|MDX|RDX|R1S|Countryman)\b/i,
  ],
  [
    'sedan',
    /^(?:Model [3S]|M?[2-8][1-9]\d[a-z]*|i[457]|[2-8] Series|A[3-8]|S[3-8]|e-tron GT|[CES]-Class|CLA|EQ[ES]|Jetta|Passat|Arteon|Accord|Civic|Camry|Corolla|Altima|Sentra|Maxima|Malibu|Impala|Elantra|Sonata|Ioniq 6|Optima|K5|Stinger|Polestar [12]|S[69]0|Ghibli|Quattroporte|Taycan|Panamera|Giulia|XE|XF|XJ|Fusion|Taurus|Charger|Mirai|Insight|TLX|ILX|ES|IS|LS|Air|Seal|Octavia|Superb|CT\d|MKZ|Continental)\b/i,
  ],
];

/** The body of a model, whatever its make; `hatch` when it is not known. @param model as the maker's API says it */
export const bodyOf = (model: string): CarBody => known.find(([, names]) => names.test(model.trim()))?.[0] ?? 'hatch';
