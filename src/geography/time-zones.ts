/** The abbreviations that RingCX knows, for standard and daylight time, and the zone to store for either. */
const abbreviations = [
  { standard: "NST", daylight: "NDT", zone: "America/St_Johns" },
  { standard: "PMST", daylight: "PMDT", zone: "America/Miquelon" },
  { standard: "AST", daylight: "ADT", zone: "America/Halifax" },
  { standard: "EST", daylight: "EDT", zone: "America/New_York" },
  { standard: "CST", daylight: "CDT", zone: "America/Chicago" },
  { standard: "MST", daylight: "MDT", zone: "America/Denver" },
  { standard: "PST", daylight: "PDT", zone: "America/Los_Angeles" },
  { standard: "AKST", daylight: "AKDT", zone: "America/Anchorage" },
  { standard: "HAST", daylight: "HADT", zone: "America/Adak" },
  // Samoa gave up daylight time in 2021, so both names mean the same zone.
  { standard: "WSST", daylight: "WSDT", zone: "Pacific/Apia" },
];

// 99% of the people in this zone live in Hawaii. Hawaii has no daylight time, so the group above must be Adak's.
const storedZones: Record<string, string> = { HAST: "Pacific/Honolulu", HST: "Pacific/Honolulu" };
const synonyms: Record<string, string> = { HST: "HAST", HDT: "HADT" };

// Zones whose clocks show the abbreviation, although CLDR names their time differently.
const additionalZones: Record<string, string[]> = {
  MST: ["America/Dawson", "America/Hermosillo", "America/Mazatlan", "America/Whitehorse"],
};

// ICU keeps the names that zones had in its first release; PostgreSQL may be built without those.
const currentNames: Record<string, string> = {
  "Africa/Asmera": "Africa/Asmara",
  "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
  "America/Catamarca": "America/Argentina/Catamarca",
  "America/Coral_Harbour": "America/Atikokan",
  "America/Cordoba": "America/Argentina/Cordoba",
  "America/Godthab": "America/Nuuk",
  "America/Indianapolis": "America/Indiana/Indianapolis",
  "America/Jujuy": "America/Argentina/Jujuy",
  "America/Louisville": "America/Kentucky/Louisville",
  "America/Mendoza": "America/Argentina/Mendoza",
  "Asia/Calcutta": "Asia/Kolkata",
  "Asia/Katmandu": "Asia/Kathmandu",
  "Asia/Rangoon": "Asia/Yangon",
  "Asia/Saigon": "Asia/Ho_Chi_Minh",
  "Atlantic/Faeroe": "Atlantic/Faroe",
  "Europe/Kiev": "Europe/Kyiv",
  "Pacific/Enderbury": "Pacific/Kanton",
  "Pacific/Ponape": "Pacific/Pohnpei",
  "Pacific/Truk": "Pacific/Chuuk",
};

/** All abbreviations (`CST` and so on), in alphabetical order. */
export const timeZoneNames: readonly string[] = abbreviations
  .flatMap(({ standard, daylight }) => [daylight, standard])
  .sort();

/**
 * The zone to store for a name, in its current IANA spelling: America/Chicago for `CST` and `us/central`; else
 * undefined.
 */
export function zoneFor(name: string): string | undefined {
  const upper = name.trim().toUpperCase();
  const group = abbreviations.find(({ standard, daylight }) => [standard, daylight].includes(synonyms[upper] ?? upper));
  return storedZones[upper] ?? group?.zone ?? canonical(name.trim());
}

/**
 * Every IANA zone that a search for this name means. For an abbreviation these are the zones whose clocks show it in
 * winter or summer (`MDT` is Denver; `MST` is Denver and Phoenix), for an IANA name the zone itself. Undefined for
 * other names.
 */
export function zonesOf(name: string): readonly string[] | undefined {
  const upper = name.trim().toUpperCase();
  const known = zonesByAbbreviation().get(synonyms[upper] ?? upper);
  if (known) return known;
  const zone = canonical(name.trim());
  return zone === undefined ? undefined : [zone];
}

let byAbbreviation: Map<string, string[]> | undefined;

function zonesByAbbreviation(): Map<string, string[]> {
  byAbbreviation ??= groupZones();
  return byAbbreviation;
}

/** Groups by long names: in CLDR, zones with the same time share those, but only US zones have abbreviations. */
function groupZones(): Map<string, string[]> {
  const year = new Date().getUTCFullYear();
  const seasons = [new Date(Date.UTC(year, 0, 15)), new Date(Date.UTC(year, 6, 15))] as const;
  const zones = new Map<string, Set<string>>();
  for (const zone of Intl.supportedValuesOf("timeZone")) {
    for (const season of seasons) {
      const name = longName(zone, season);
      zones.set(name, (zones.get(name) ?? new Set()).add(currentNames[zone] ?? zone));
    }
  }
  return new Map(
    abbreviations.flatMap(({ standard, daylight, zone }) =>
      [standard, daylight].map((name, i) => {
        const shown = zones.get(longName(zone, seasons[i as 0 | 1])) ?? [];
        return [name, [...shown, ...(additionalZones[name] ?? [])].sort()] as const;
      }),
    ),
  );
}

function longName(timeZone: string, moment: Date): string {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "long" }).formatToParts(moment);
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? timeZone;
}

const canonicals = new Map<string, string | undefined>();

/**
 * The current spelling of an IANA name. Offsets like +05:00 are no names: PostgreSQL reads them with the opposite sign.
 */
function canonical(name: string): string | undefined {
  if (!/^[A-Za-z]/.test(name) || name.length > 60) return undefined;
  if (!canonicals.has(name)) {
    // Bounds the cache: a client can send any number of wrong names.
    if (canonicals.size > 2000) canonicals.clear();
    canonicals.set(name, resolveZone(name));
  }
  return canonicals.get(name);
}

function resolveZone(timeZone: string): string | undefined {
  try {
    const zone = new Intl.DateTimeFormat("en-US", { timeZone }).resolvedOptions().timeZone;
    return currentNames[zone] ?? zone;
  } catch {
    return undefined;
  }
}
