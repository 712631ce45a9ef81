/** In place of the SDK's search for credentials. */
export function defaultProvider(): () => Promise<never> {
  return async () => {
    throw new Error("the SDK looked for credentials by itself")
  }
}
