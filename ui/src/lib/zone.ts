/** Zones as people call them: the city that stands for one, and how far its clocks are from the sun's. */

/** `America/New_York` is New York. */
export function zoneCity(zone: string): string {
  return (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");
}

/** The zone of the clocks of here. */
export const zoneHere = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** `UTC+8`, by the clocks of now. */
export function zoneOffset(zone: string): string {
  const format = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "shortOffset" });
  const part = format.formatToParts(new Date()).find(({ type }) => type === "timeZoneName");
  return (part?.value ?? "").replace("GMT", "UTC");
}

/** Every zone there is, by the part of the world it lies in. */
export function zonesByRegion(): Map<string, string[]> {
  const regions = new Map<string, string[]>();
  for (const zone of Intl.supportedValuesOf("timeZone")) {
    const region = zone.split("/")[0] ?? "";
    regions.set(region, [...(regions.get(region) ?? []), zone]);
  }
  return regions;
}
