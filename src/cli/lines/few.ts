/** Names for a line that a person reads: a few of many. */
export function few(names: readonly string[]): string {
  if (names.length <= shown + 1) return names.join(", ")
  return `${names.slice(0, shown).join(", ")} and ${names.length - shown} more`
}

const shown = 5
