/** See open-cloud.mjs. */
export function callsIn(folder: string): { call: string; type: string; name?: string; refused?: string }[];
