/** One thing to time: a command that is run and waited for. */
export interface Contender {
  readonly name: string
  readonly command: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Done before each run, and not timed. */
  readonly before?: () => void
}

/**
 * Median milliseconds of each, over rounds in which every one has its turn: what the machine does meanwhile, it does to
 * all of them. The turns are drawn anew in every round: the very same program takes a tenth longer behind one that ends
 * with several threads. Error: when one of them fails, since a failure is fast.
 */
export async function medians(contenders: readonly Contender[], rounds = 40): Promise<readonly number[]> {
  const runs = contenders.map(contender => ({ contender, times: [] as number[] }))
  for (let round = 0; round < rounds; round++)
    for (const { contender, times } of shuffled(runs)) times.push(await timeOf(contender))
  return runs.map(({ times }) => median(times))
}

/** Milliseconds of one run. Not waited for in a way that stops this process: the sandbox lives in it. */
export async function timeOf({ name, command, env, before }: Contender): Promise<number> {
  before?.()
  const start = performance.now()
  const child = Bun.spawn([...command], { env, stdin: "ignore", stdout: "ignore", stderr: "ignore" })
  const status = await child.exited
  const time = performance.now() - start
  if (status !== 0) throw new Error(`${name} ended with ${status}`)
  return time
}

function shuffled<T>(items: readonly T[]): readonly T[] {
  return items
    .map(item => ({ item, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item)
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN
}
