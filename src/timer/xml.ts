const entities = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" } as const

/** Text as it stands in an XML element. */
export function xmlText(text: string): string {
  return text.replace(/[&<>"']/g, mark => entities[mark as keyof typeof entities])
}
