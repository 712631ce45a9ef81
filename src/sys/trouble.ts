/**
 * The system's code for what went wrong, with words behind it where a person can do something about it: at three in the
 * morning nobody knows what ENOSPC is.
 */
export function troubleWords(code: string): string {
  const words = Object.hasOwn(known, code) ? known[code] : undefined
  return words === undefined ? code : `${code}: ${words}`
}

/** What to type about it: `otherwise`, unless the code says better. `quotedPath` is one word for a shell. */
export function troubleHint(code: string, quotedPath: string, otherwise: string): string {
  return code === "ENOSPC" || code === "EDQUOT" ? `make room on that disk: df -h ${quotedPath}` : otherwise
}

const known: Readonly<Record<string, string>> = {
  ENOSPC: "no room is left on that disk",
  EDQUOT: "your share of that disk is used up",
  EROFS: "that disk is read-only",
  EACCES: "its mode or its owner does not allow it",
  EIO: "the disk fails",
  EFTYPE: "it is no regular file",
}
