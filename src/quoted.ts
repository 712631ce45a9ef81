/** One word for a POSIX shell: what a remedy names is typed again by hand, and comes from files. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
