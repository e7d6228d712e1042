/** The abbreviations RingCX knows: of standard and of daylight time, and the zone that is stored for either. */
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
  // Samoa gave daylight time up in 2021, so both names mean the one zone.
  { standard: "WSST", daylight: "WSDT", zone: "Pacific/Apia" },
];

// Hawaii has 99 in 100 of the people in its zone, but no daylight time to take that name from.
const stored: Record<string, string> = { HAST: "Pacific/Honolulu", HST: "Pacific/Honolulu" };
const synonyms: Record<string, string> = { HST: "HAST", HDT: "HADT" };

// Zones whose clocks show the abbreviation, while CLDR has another name for their time.
const alsoShown: Record<string, string[]> = {
  MST: ["America/Dawson", "America/Hermosillo", "America/Mazatlan", "America/Whitehorse"],
};

// ICU keeps zones under the names they had in its first release; PostgreSQL may be built without those.
const renamed: Record<string, string> = {
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

/** The abbreviations, `CST` and the like, in alphabetical order. */
export const timeZoneNames: readonly string[] = abbreviations
  .flatMap(({ standard, daylight }) => [daylight, standard])
  .sort();

/** The zone to store for a name, as IANA spells it now: `CST` → America/Chicago, `us/central` → America/Chicago. Undefined for no zone. */
export function zoneFor(name: string): string | undefined {
  const upper = name.trim().toUpperCase();
  const group = abbreviations.find(({ standard, daylight }) => [standard, daylight].includes(synonyms[upper] ?? upper));
  return stored[upper] ?? group?.zone ?? canonical(name.trim());
}

/**
 * Every IANA zone that a search for the name means: for an abbreviation those whose clocks show it in winter or in summer (so
 * `MDT` is Denver, and `MST` is Denver and Phoenix), otherwise the zone itself. Undefined for no zone.
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
  byAbbreviation ??= grouped();
  return byAbbreviation;
}

/** CLDR gives zones that share a time one long name ("Central Daylight Time"); the short ones it knows for the USA only. */
function grouped(): Map<string, string[]> {
  const year = new Date().getUTCFullYear();
  const seasons = [new Date(Date.UTC(year, 0, 15)), new Date(Date.UTC(year, 6, 15))] as const;
  const zones = new Map<string, Set<string>>();
  for (const zone of Intl.supportedValuesOf("timeZone")) {
    for (const season of seasons) {
      const name = longName(zone, season);
      zones.set(name, (zones.get(name) ?? new Set()).add(renamed[zone] ?? zone));
    }
  }
  return new Map(
    abbreviations.flatMap(({ standard, daylight, zone }) =>
      [standard, daylight].map((name, i) => {
        const shown = zones.get(longName(zone, seasons[i as 0 | 1])) ?? [];
        return [name, [...shown, ...(alsoShown[name] ?? [])].sort()] as const;
      }),
    ),
  );
}

function longName(timeZone: string, moment: Date): string {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "long" }).formatToParts(moment);
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? timeZone;
}

const canonicals = new Map<string, string | undefined>();

/** The current spelling of an IANA name. Offsets such as +05:00 are none: PostgreSQL reads them with the opposite sign. */
function canonical(name: string): string | undefined {
  if (!/^[A-Za-z]/.test(name) || name.length > 60) return undefined;
  if (!canonicals.has(name)) {
    // A client can send any number of wrong names.
    if (canonicals.size > 2000) canonicals.clear();
    canonicals.set(name, resolved(name));
  }
  return canonicals.get(name);
}

function resolved(timeZone: string): string | undefined {
  try {
    const zone = new Intl.DateTimeFormat("en-US", { timeZone }).resolvedOptions().timeZone;
    return renamed[zone] ?? zone;
  } catch {
    return undefined;
  }
}
