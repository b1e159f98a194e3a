/** See make-mirror.mjs. */
export function makeMirror(folder: string, provider: "azurerm" | "google"): Record<string, string>;
