/** Resolves once this holds. What never does ends by the time limit of the test, so that no machine is too slow for it. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise(again => setTimeout(again, 10))
}
