/**
 * What one tells `fromGuise`. All of it may be left out: then the credentials are those that the AWS CLI would use here.
 * Durations are seconds, or as people write them: `90m`, `2h`.
 */
export interface FromGuiseInit {
  /** Name of a profile in the AWS files. Default: environment keys, `AWS_PROFILE`, `default`, as in the AWS CLI. */
  readonly profile?: string | undefined
  /** The region that STS is called in. Default: the environment's, the profile's, the client's. */
  readonly region?: string | undefined
  /** How long the credentials should last. */
  readonly duration?: number | string | undefined
  /**
   * Serve cached credentials only while this much is left. Default: 16 minutes where the source can give that; the SDK
   * asks again when 5 are left.
   */
  readonly minTtl?: number | string | undefined
  /** Ask AWS again for these credentials; an MFA session behind them is kept. */
  readonly fresh?: boolean | undefined
  /** Roles to assume after the profile, in order: each an ARN or `ACCOUNT:ROLE`. */
  readonly roleArn?: string | readonly string[] | undefined
  /** Role session name, seen in CloudTrail. */
  readonly sessionName?: string | undefined
  /** External id the role asks for. */
  readonly externalId?: string | undefined
  /** Source identity, kept through the whole chain. */
  readonly sourceIdentity?: string | undefined
  /** Less than the role: AWS's ReadOnlyAccess as session policy. */
  readonly readOnly?: boolean | undefined
  /** Less than the role: a session policy, as an object or as JSON. */
  readonly policy?: object | string | undefined
  /** Less than the role: ARNs of managed policies. */
  readonly policyArns?: readonly string[] | undefined
  /** Session tags. */
  readonly tags?: Readonly<Record<string, string>> | undefined
  /** The MFA device to use, whatever the profile says. */
  readonly mfaSerial?: string | undefined
  /**
   * Answers the six digits that the device shows. Asked only where no session is cached and no kept seed, command or
   * YubiKey answers (docs/mfa.md); asked once more when the code was used a moment ago.
   */
  readonly mfaCodeProvider?: ((mfaSerial: string) => Promise<string>) | undefined
  /** Ask the person at the controlling terminal what has to be asked. Default: nobody is asked. */
  readonly terminal?: boolean | undefined
  /** The AWS config file. Default: `AWS_CONFIG_FILE`, `~/.aws/config`. */
  readonly configFilepath?: string | undefined
  /** The AWS credentials file. Default: `AWS_SHARED_CREDENTIALS_FILE`, `~/.aws/credentials`. */
  readonly filepath?: string | undefined
  /** Hears what guise would say on stderr. Never a secret. */
  readonly logger?: { debug(message: string): void } | undefined
  /** As the SDK's own providers have it: the region of an inner client comes before all others. */
  readonly clientConfig?: { readonly region?: Later<string> | undefined } | undefined
  /** As the SDK's own providers have it: what the client around this provider was told. */
  readonly parentClientConfig?: ClientConfig | undefined
}

/** A value, or a function that gives it. */
export type Later<T> = T | (() => Promise<T>)

/** What of an SDK client's configuration matters here. */
export interface ClientConfig {
  readonly region?: Later<string> | undefined
  readonly profile?: string | undefined
}

/** What the SDK hands a provider when it calls it. */
export interface IdentityProperties {
  readonly callerClientConfig?: ClientConfig | undefined
}

/** What an SDK client signs with: the `AwsCredentialIdentity` of `@aws-sdk/types`. SECRET. */
export interface AwsCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  /** Absent for long-lived keys. */
  readonly expiration?: Date
  readonly accountId?: string
}

/** A credential provider of the AWS SDK for JavaScript v3. */
export type GuiseProvider = (properties?: IdentityProperties) => Promise<AwsCredentials>
