import { type Code, codes, GuiseError } from "../errors.ts"

/**
 * Why there are no credentials. To the SDK it is what its own providers throw, by name and `tryNextLink`.
 */
export class CredentialsProviderError extends Error {
  /** One of the closed list that docs/errors.md explains. */
  readonly code: Code
  /** The next command to type; the message ends with it. */
  readonly hint: string | undefined
  /** True where a chain of providers may go on: there is nothing here. What is here and fails ends the chain. */
  readonly tryNextLink: boolean

  constructor(code: Code, message: string, more: { readonly hint?: string | undefined; readonly cause?: unknown }) {
    super(more.hint === undefined ? message : `${message} Hint: ${more.hint}`, { cause: more.cause })
    this.name = "CredentialsProviderError"
    this.code = code
    this.hint = more.hint
    this.tryNextLink = nothingHere.has(code)
  }

  /** What the command line would exit with. */
  get exitStatus(): number {
    return codes[this.code].exit
  }
}

const nothingHere: ReadonlySet<Code> = new Set(["profile-unknown", "no-credentials"])

/** Whatever was thrown, as the one error that callers meet. */
export function failureOf(error: unknown): CredentialsProviderError {
  if (error instanceof GuiseError)
    return new CredentialsProviderError(error.code, error.message, { hint: error.hint, cause: error })
  const message = error instanceof Error ? error.message : String(error)
  return new CredentialsProviderError("unexpected", message, { cause: error })
}
