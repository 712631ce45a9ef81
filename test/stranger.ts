/**
 * Words before a command that is to be refused what root may do: for root there is nothing that may not be read. Whoever
 * else runs the tests is refused it as they are.
 */
export const asStranger: readonly string[] =
  process.getuid?.() === 0 ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : []
