import zipcodes from "zipcodes";
import type { SeededRandom } from "../clients/seeded-random.ts";
import { zonesOfPhone } from "../src/geography/npa-nxx.ts";
import { zoneFor } from "../src/geography/time-zones.ts";
import { zoneOfLead } from "../src/leads/load/zone-of-lead.ts";
import { areaCodes } from "./area-codes.ts";

/** A made-up person at a real place. */
export interface Person {
  /** E.164, with an area code of the state. */
  phone: string;
  firstName: string;
  lastName: string;
  email: string;
  address1: string;
  city: string;
  state: string;
  zip: string;
  /** IANA time zone of the ZIP code. */
  zone: string;
}

const firstNames =
  "Aaron Aisha Alicia Amanda Andre Angela Anthony Ayesha Barbara Benjamin Brian Carlos Carmen Caroline Charles Chloe Daniel David Deborah Dennis Diana Diego Donna Dorothy Edward Elena Elizabeth Emily Eric Fatima Frank Gabriel George Gloria Grace Hannah Harold Helen Henry Isaac Isabel Jack Jacob James Janet Jason Jennifer Jessica Joan John Jorge Joseph Joyce Julia Karen Katherine Keith Kevin Larry Laura Lauren Leila Linda Lisa Lucas Luis Margaret Maria Mark Marcus Martha Mary Matthew Mei Melissa Michael Miguel Monica Nancy Naomi Natalie Nicole Noah Olivia Omar Pamela Patricia Paul Peter Priya Rachel Ralph Raymond Rebecca Robert Rosa Ruth Ryan Samuel Sandra Sarah Scott Sofia Stephanie Steven Susan Tanya Teresa Thomas Timothy Tyrone Victor Victoria Vincent Walter Wei William Yolanda Zachary".split(
    " ",
  );
const lastNames =
  "Adams Alexander Allen Alvarez Anderson Bailey Baker Bell Bennett Brooks Brown Bryant Butler Campbell Carter Castillo Chavez Chen Clark Coleman Collins Cook Cooper Cox Cruz Davis Diaz Edwards Evans Fisher Flores Foster Garcia Gibson Gomez Gonzalez Graham Gray Green Griffin Gutierrez Hall Hamilton Harris Hayes Henderson Hernandez Hill Howard Hughes Jackson James Jenkins Jimenez Johnson Jones Jordan Kelly Kim King Lee Lewis Long Lopez Martin Martinez McDonald Mendoza Miller Mitchell Moore Morales Morgan Morris Murphy Myers Nelson Nguyen Ortiz Owens Parker Patel Patterson Perez Perry Peterson Phillips Powell Price Ramirez Ramos Reed Reyes Reynolds Richardson Rivera Roberts Robinson Rodriguez Rogers Ross Ruiz Russell Sanchez Sanders Scott Shah Silva Simmons Singh Smith Stewart Sullivan Taylor Thomas Thompson Torres Tran Turner Vasquez Wallace Ward Washington Watson White Williams Wilson Wood Wright Yang Young".split(
    " ",
  );
const streets =
  "Maple Oak Cedar Pine Elm Walnut Chestnut Willow Birch Magnolia Lincoln Washington Jefferson Madison Franklin Park Lake Hill River Meadow Sunset Highland Church Mill Spring Valley Prospect Railroad Orchard Ridge".split(
    " ",
  );
const ways = ["Street", "Avenue", "Road", "Drive", "Lane", "Court", "Way"];

/** All fictional phone numbers in the United States, each with its state, in random order. */
export function fictionalNumbers(random: SeededRandom): { phone: string; state: string }[] {
  const numbers = Object.entries(areaCodes).flatMap(([state, codes]) =>
    codes
      .split(" ")
      .flatMap((code) =>
        Array.from({ length: 100 }, (_, i) => ({ phone: `+1${code}55501${String(i).padStart(2, "0")}`, state })),
      ),
  );
  return random.shuffled(numbers);
}

/** Makes up the person behind a number. `index` keeps email addresses unique. */
export function personAt(
  { phone, state }: { phone: string; state: string },
  index: number,
  random: SeededRandom,
): Person {
  const firstName = random.pick(firstNames);
  const lastName = random.pick(lastNames);
  const { zip, city, zone } = placeOf(phone, state, random);
  return {
    phone,
    firstName,
    lastName,
    email: `${firstName}.${lastName}.${index}@example.com`.toLowerCase(),
    address1: `${random.int(1, 9899)} ${random.pick(streets)} ${random.pick(ways)}`,
    city,
    state,
    zip,
    zone,
  };
}

const zipsByState = new Map<string, { zip: string; city: string }[]>();

// Near a border, the lookup may return the neighboring country's zone, which has the same time under another name.
const american = new Set((new Intl.Locale("en-US").getTimeZones?.() ?? []).map((zone) => zoneFor(zone) ?? zone));

/** Draws a place in the state whose time matches the area code's: Tennessee and Indiana, for instance, have two zones. */
function placeOf(phone: string, state: string, random: SeededRandom): { zip: string; city: string; zone: string } {
  let zips = zipsByState.get(state);
  if (!zips) {
    zips = zipcodes.lookupByState(state);
    zipsByState.set(state, zips);
  }
  const likely = new Set(zonesOfPhone(phone).map(clockOf));
  for (let attempt = 1; attempt <= 1000; attempt++) {
    const { zip, city } = random.pick(zips);
    const zone = zoneOfLead("ZIPCODE", { phone, countryId: "USA", zip, leadTimezone: null }, "America/New_York");
    if (american.has(zone) && likely.has(clockOf(zone))) return { zip, city, zone };
  }
  throw new Error(`no place in ${state} has the time of ${phone}`);
}

const clocks = new Map<string, string>();

/** A zone's local time in winter and summer, which is equal for zones that only differ in name. */
function clockOf(timeZone: string): string {
  let clock = clocks.get(timeZone);
  if (clock === undefined) {
    const format = new Intl.DateTimeFormat("en-US", { timeZone, dateStyle: "short", timeStyle: "short" });
    clock = ["2026-01-15T12:00Z", "2026-07-15T12:00Z"].map((moment) => format.format(new Date(moment))).join();
    clocks.set(timeZone, clock);
  }
  return clock;
}
