/**
 * Rows of fields with tabs between them, as programs without JSON read them. Values come from checked documents, which hold
 * neither; one that does is a bug of ours.
 */
export function table(rows: readonly (readonly string[])[]): string {
  const strange = rows.flat().find((value) => value === "" || /[\t\n\r\0]/.test(value));
  if (strange !== undefined) throw new Error(`A field of a table cannot be ${JSON.stringify(strange)}`);
  return rows.map((fields) => `${fields.join("\t")}\n`).join("");
}
