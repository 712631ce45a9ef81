import type { Job } from "../../src/timer/job.ts"

/** Words that have broken unit files, crontabs or XML. */
export const odd = `50% of "it's" $HOME \`id\` \\n & <b> ; # é %h %%`

/** A job at a path, with odd words all over it. */
export function jobAt(path: string): Job {
  return {
    words: [path, "refresh", "--kept", odd],
    env: { PATH: "/usr/bin:/bin", XDG_DATA_HOME: `/home/al ice/${odd}` },
  }
}
