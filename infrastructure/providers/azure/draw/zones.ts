/** Azure's zones are numbers; a region may stand before one, as other clouds write it. Undefined for anything else. */
export function zoneOf(written: string | undefined): string | undefined {
  return /^(?:[a-z0-9]+-)?([123])$/.exec(written ?? "")?.[1];
}
