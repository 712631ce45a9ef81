/** What the AWS files say about one name. Carries no secret value: of a key pair only the id and the place. */
export interface Profile {
  readonly name: string
  /** Where the section begins: its first header line, in whichever file has it. */
  readonly place: Place
  /** Every non-secret key of the section, lower-cased, credentials file over config file; empty values are absent. */
  readonly settings: ReadonlyMap<string, Setting>
  /** Nested blocks (`s3 =` with indented lines), key → sub-key → value. */
  readonly nested: ReadonlyMap<string, ReadonlyMap<string, string>>
  /** The section's own key pair, if it has any part of one. */
  readonly keys?: StaticKeys
  /** Traps found while reading: duplicate keys or sections, half a pair, names some SDKs cannot read. */
  readonly warnings: readonly Warning[]
}

export interface Setting {
  readonly value: string
  readonly place: Place
}

/** A file and its 1-based line. */
export interface Place {
  readonly file: string
  readonly line: number
}

export interface StaticKeys {
  /** Where the access key id stands (AWS merges a pair split over both files). */
  readonly from: "credentials" | "config"
  readonly keyId?: string
  readonly hasSecret: boolean
  readonly hasToken: boolean
  /** ISO text of `expiration`/`aws_session_expiration` beside temporary keys that we or another tool wrote. */
  readonly expiration?: string
  readonly place: Place
}

export interface Warning {
  readonly text: string
  readonly place: Place
}

/** Looks up by name; the index of a large file answers without reading the rest of it. */
export interface Profiles {
  profile(name: string): Profile | undefined
  /** All profile names, in the order they first stand in config, then credentials. */
  names(): readonly string[]
  /** `[sso-session NAME]`: its keys, with their places. */
  ssoSession(name: string): ReadonlyMap<string, Setting> | undefined
  /** The names of all of them. */
  ssoSessions(): readonly string[]
  /** `[services NAME]`: service id (lower-case) → sub-key → value. */
  services(name: string): ReadonlyMap<string, ReadonlyMap<string, string>> | undefined
}
