/** True for a key under which people and scripts keep an MFA seed beside a profile's keys; no AWS tool knows one. */
export function isSeedKey(key: string): boolean {
  return /seed|totp|(?:otp|mfa)_?secret/.test(key)
}
