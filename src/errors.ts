/**
 * One error class, a closed list of codes. A code never changes its meaning or its exit status; scripts are built on it.
 * Each has a paragraph in docs/errors.md, which a script holds against this table.
 */
export const codes = {
  unexpected: { exit: 1 },
  usage: { exit: 2 },
  "nobody-to-ask": { exit: 3 },
  "prompt-refused": { exit: 3 },
  "mfa-code-used": { exit: 3 },
  "sign-in-needed": { exit: 3 },
  "profile-unknown": { exit: 4 },
  "profile-invalid": { exit: 4 },
  "profile-loop": { exit: 4 },
  "settings-invalid": { exit: 4 },
  "source-missing": { exit: 4 },
  "file-malformed": { exit: 4 },
  "file-unreadable": { exit: 4 },
  "no-credentials": { exit: 4 },
  "not-supported": { exit: 4 },
  "process-failed": { exit: 4 },
  "aws-denied": { exit: 5 },
  "aws-refused": { exit: 5 },
  "keys-rejected": { exit: 5 },
  "credentials-expired": { exit: 5 },
  "mfa-rejected": { exit: 5 },
  "aws-unreachable": { exit: 6 },
  "aws-throttled": { exit: 6 },
  "store-failed": { exit: 7 },
  "cache-failed": { exit: 7 },
  "not-executable": { exit: 126 },
  "not-found": { exit: 127 },
  cancelled: { exit: 130 },
} as const satisfies Record<string, { exit: number }>

export type Code = keyof typeof codes

/**
 * Every failure a person may meet. `message` says what was tried, what was found, what is wanted; `hint` is the next
 * command to type. Neither ever holds a secret, nor the output of a child process. `detail` is shown under --verbose.
 */
export class GuiseError extends Error {
  readonly code: Code
  readonly hint: string | undefined
  readonly detail: string | undefined
  /** The request never left this machine: whatever was in it is as unused as before. */
  readonly unsent: boolean

  constructor(code: Code, message: string, more: More = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause })
    this.name = "GuiseError"
    this.code = code
    this.hint = more.hint
    this.detail = more.detail
    this.unsent = more.unsent === true
  }

  get exitStatus(): number {
    return codes[this.code].exit
  }
}

interface More {
  readonly hint?: string
  readonly detail?: string
  readonly cause?: unknown
  readonly unsent?: true
}

/** True for a GuiseError, of this code when one is named. */
export function isGuiseError(error: unknown, code?: Code): error is GuiseError {
  return error instanceof GuiseError && (code === undefined || error.code === code)
}

/** True where AWS could not be asked, or put the request off: that passes by itself, and says nothing about who is asking. */
export function isOutage(error: unknown): error is GuiseError {
  return isGuiseError(error, "aws-unreachable") || isGuiseError(error, "aws-throttled")
}

/** What `make` answers; undefined where it says why not in an error of guise's own. Whatever else is thrown goes on. */
export function orNothing<T>(make: () => T): T | undefined {
  try {
    return make()
  } catch (error) {
    if (isGuiseError(error)) return undefined
    throw error
  }
}
